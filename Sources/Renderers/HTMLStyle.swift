/// The looks of the HTML report: light and dark by the reader's choice, one column on a telephone, black
/// on white in print. All pairs of colours have a contrast of at least 4.5.
enum HTMLStyle {
  static let sheet = """
    :root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#57606a;--line:#d0d7de;--card:#f6f8fa;\
    --link:#0550ae;--error:#b3111d;--warning:#7d4e00;--info:#0550ae;--mark:#ffe08a;--markfg:#1b1f24}
    @media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--dim:#9da7b3;--line:#3d444d;\
    --card:#161b22;--link:#79b8ff;--error:#ff8b85;--warning:#f0b429;--info:#79b8ff;--mark:#6b4d00;\
    --markfg:#fff}}
    *{box-sizing:border-box}
    body{margin:0 auto;padding:1rem;max-width:70rem;background:var(--bg);color:var(--fg);\
    font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
    h1{margin:.5rem 0 0}h2{margin:2.5rem 0 .5rem;border-bottom:1px solid var(--line)}h3{margin:0;font-size:1.05rem}
    a{color:var(--link)}a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);\
    outline-offset:2px}
    .skip{position:absolute;left:-99rem}.skip:focus{position:static}
    nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;list-style:none}
    code,pre,.place{font-family:ui-monospace,monospace;font-size:.9em}
    .place,.meta,caption,footer{color:var(--dim)}
    article{margin:1rem 0;padding:.75rem 1rem;background:var(--card);border:1px solid var(--line);\
    border-left:4px solid var(--line);border-radius:6px}
    article.error{border-left-color:var(--error)}article.warning{border-left-color:var(--warning)}\
    article.info{border-left-color:var(--info)}
    .meta{margin:.25rem 0}
    .badge{font-weight:600}.badge.error{color:var(--error)}.badge.warning{color:var(--warning)}\
    .badge.info{color:var(--info)}
    pre{margin:.25rem 0;white-space:pre-wrap}
    .frame{white-space:pre;overflow-x:auto;padding:.5rem;background:var(--bg);border:1px solid var(--line);border-radius:4px}
    .frame .n{display:inline-block;width:4ch;margin-right:1ch;text-align:right;color:var(--dim);user-select:none}
    mark{background:var(--mark);color:var(--markfg)}em{color:var(--dim)}
    details{margin:.5rem 0}summary{cursor:pointer}
    .scroll{overflow-x:auto}table{border-collapse:collapse;min-width:min(100%,24rem)}
    caption{text-align:left}th,td{padding:.25rem .75rem;text-align:left;border-bottom:1px solid var(--line)}
    tbody th{font-weight:400}th,td{overflow-wrap:normal}
    @media(max-width:40rem){th,td{padding:.25rem .3rem}tbody th{overflow-wrap:anywhere}th a{white-space:nowrap}.frame .n{width:3ch}}
    @media print{:root{--bg:#fff;--fg:#000;--card:#fff;--dim:#333;--line:#999;--link:#000;--error:#000;\
    --warning:#000;--info:#000;--mark:#ddd;--markfg:#000}nav,.skip{display:none}article{break-inside:avoid}\
    pre{white-space:pre-wrap}body{max-width:none;font-size:11px}}
    """

  static let script =
    "addEventListener('beforeprint',()=>document.querySelectorAll('details').forEach(d=>d.open=true))"
}
