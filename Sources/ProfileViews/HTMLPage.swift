/// The page around the data of an HTML report.
enum HTMLPage {
  static let head = #"""
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <title>What held the event loop</title>
    <style>
    :root{--ink:#1b1f24;--dim:#656d76;--line:#d5dae0;--back:#fff;--soft:#f5f7f9;--own:#e8703a;--lib:#8f9ba8;--std:#b4bec8;--on:#14171b}
    @media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--dim:#98a2ad;--line:#353c44;--back:#14171b;--soft:#1d2126}}
    *{box-sizing:border-box}body{margin:0 auto;max-width:1180px;padding:24px;font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--back)}
    h1{font-size:22px;margin:0 0 4px}h2{font-size:16px;margin:32px 0 8px}p{margin:4px 0;color:var(--dim)}
    .wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{padding:5px 10px 5px 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
    th{font-weight:600;color:var(--dim);font-size:13px}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}.tiles{display:flex;flex-wrap:wrap;gap:12px;margin:16px 0}
    .tile{background:var(--soft);border-radius:8px;padding:10px 16px;min-width:130px}.tile b{display:block;font-size:20px}.tile span{color:var(--dim);font-size:13px}
    .flame{position:relative;overflow:hidden auto;max-height:620px;background:var(--soft);border-radius:6px}.flame div{position:absolute;height:19px;border-radius:2px;overflow:hidden;white-space:nowrap;font:12px/19px ui-monospace,monospace;color:var(--on);padding:0 4px;cursor:pointer;border-right:1px solid var(--back)}
    svg{display:block;width:100%;background:var(--soft);border-radius:6px}svg text{fill:var(--dim);font-size:11px}
    .kind{display:inline-block;padding:0 8px;border-radius:10px;background:var(--soft);font-size:13px}.blocking{background:var(--own);color:var(--on)}
    td:has(>details){min-width:260px}td.who{min-width:17em}summary code:first-child{word-break:break-all}details summary{cursor:pointer}details{margin:2px 0}#tip{color:var(--dim);min-height:22px;font:13px ui-monospace,monospace}
    </style></head><body><main id="page"></main><noscript>The figures stand in this page as JSON; a script draws them.</noscript>
    <script type="application/json" id="data">
    """#

  static let tail = #"""
    </script><script>
    const D=JSON.parse(document.getElementById('data').textContent),R=D.report,P=document.getElementById('page');
    const el=(n,a={},...c)=>{const e=document.createElement(n);for(const k in a)k=='class'?e.className=a[k]:k=='on'?e.onclick=a[k]:e.setAttribute(k,a[k]);e.append(...c.flat().filter(x=>x!=null));return e};
    const ms=v=>v==null?'?':v<1000?(v<10?v.toFixed(2):v<100?v.toFixed(1):v.toFixed(0))+' ms':(v/1000).toFixed(v<1e4?2:1)+' s';
    const pc=v=>v==null?'?':(v*100).toFixed(v<.1?1:0)+' %';
    const cut=p=>p.replace(/^.*\/(site|dist)-packages\//,''),at=s=>s.path?cut(s.path)+':'+s.line:'(nothing was seen)';
    const td=(v,n)=>el('td',n?{class:n==1?'n':n}:{},v),tr=(...c)=>el('tr',{},c);
    let T;const table=(h,rows)=>el('div',{class:'wide',tabindex:0,role:'region','aria-label':T+', table'},el('table',{},el('thead',{},tr(...h.map(x=>el('th',x[0]=='#'?{class:'n'}:{},x.replace('#',''))))),el('tbody',{},rows)));
    const h2=(t,p)=>{T=t;P.append(el('h2',{},t));if(p)P.append(el('p',{},p))};
    const B=R.blocked_spans,L=R.loop,S=R.self;
    P.append(el('h1',{},'What held the event loop'),el('p',{},`${R.process.command}, Python ${R.process.python||'?'}, ${R.process.processes.length==1?'1 process':R.process.processes.length+' processes'}, ${ms(R.process.duration_ms)} from start to end${R.process.complete?'':', not complete'}`));
    const tile=(v,t)=>el('div',{class:'tile'},el('b',{},v),el('span',{},t));
    P.append(el('div',{class:'tiles'},tile(ms(B.total_ms),`blocked in ${B.count} spans over ${ms(B.threshold_ms)}`),tile(pc(L.utilisation),`of ${ms(L.wall_ms)} of event loop, held by a callback`),tile(ms(L.lag_ms.p95),'p95 until a ready callback runs'),tile(pc(S.cost_share),'own cost'),S.drops+S.errors+S.torn_lines?tile(`${S.drops} / ${S.errors} / ${S.torn_lines}`,'events lost / own errors / torn lines'):null,S.lost_spans?tile(S.lost_spans,`older spans, ${ms(S.lost_ms)}, gave room to newer ones`):null,S.low_ms?tile(ms(S.low_ms),'callbacks were too many to time each'):null,S.unmeasured_ms?tile(ms(S.unmeasured_ms),'requests were too many to measure each'):null));
    h2('Blocked lines','The innermost line of the program while it held the loop; most loop time lost first.');
    P.append(table(['line','#total','#count','#p50','#p95','#max','#CPU','who had to wait'],B.sites.slice(0,100).map((s,i)=>tr(td(el('details',{},el('summary',{},el('code',{},at(s)),s.function?[' in ',el('code',{},s.function)]:null),s.stack.map(f=>el('div',{},el('code',{},`${f.function} — ${at(f)}`))),el('p',{},s.nature),s.endpoints.length?el('p',{},'ran in '+s.endpoints.join(', ')):null,s.late?el('p',{},`${s.late} seen late`):null,s.unseen?el('p',{},`${s.unseen} not seen while they ran`):null)),td(ms(s.total_ms),1),td(s.count,1),td(ms(s.p50_ms),1),td(ms(s.p95_ms),1),td(ms(s.max_ms),1),td(pc(s.cpu_share),1),td(s.victims.map(v=>`${v.method} ${v.route} ×${v.requests}`).join(', '),'who')))));
    h2('Flame graph of loop-held time','Width is blocked time. Click to enlarge, click the root to go back.');
    const flame=el('div',{class:'flame',tabindex:0,role:'region','aria-label':T}),tip=el('div',{id:'tip'});P.append(flame,tip);
    const colour=['var(--own)','var(--std)','var(--lib)','var(--std)'];
    function draw(root){flame.replaceChildren();let deep=0;const put=(n,x,w,d)=>{if(w<.004)return;deep=Math.max(deep,d);flame.append(Object.assign(el('div',{title:`${n[0]} ${n[1]} ${ms(n[2])}`},n[0]),{style:`left:${x*100}%;width:${w*100}%;top:${d*20}px;background:${colour[d?n[3]:1]}`,onclick:()=>draw(n==root?D.flame:n),onmouseenter:()=>tip.textContent=`${n[0]}  ${n[1]}  ${ms(n[2])}  ${pc(n[2]/D.flame[2])}`}));let y=x;for(const c of n[4]){const v=w*c[2]/(n[2]||1);put(c,y,v,d+1);y+=v}};put(root,0,1,0);flame.style.height=(deep+1)*20+'px'}
    if(D.flame[2])draw(D.flame);else flame.append('nothing was blocked');
    const X='http://www.w3.org/2000/svg',sv=(n,a,t)=>{const e=document.createElementNS(X,n);for(const k in a)e.setAttribute(k,a[k]);if(t!=null)e.textContent=t;return e};
    h2('Timeline of blocked spans','Height is duration, one bar for each span.');
    {const s=sv('svg',{viewBox:'0 0 1000 150',role:'img','aria-label':`${D.spans.length} spans, the longest ${ms(Math.max(0,...D.spans.map(x=>x[1])))}`}),end=Math.max(1,...D.spans.map(x=>x[0]+x[1])),top=Math.max(1,...D.spans.map(x=>x[1]));for(const x of D.spans){const h=Math.max(2,120*x[1]/top),r=sv('rect',{x:990*x[0]/end+5,y:130-h,width:Math.max(1.5,990*x[1]/end),height:h,fill:'var(--own)',opacity:.8});const i=B.sites[x[2]];r.append(sv('title',{},`${ms(x[1])} at ${i?at(i):'?'}, process ${x[3]}`));s.append(r)}s.append(sv('text',{x:5,y:12},ms(top)),sv('text',{x:5,y:145},'0'),sv('text',{x:940,y:145},ms(end)));P.append(s)}
    if(R.endpoints.length){h2('Endpoints','Held: time in which a request had the loop for itself. Late: requests that a blocked span kept waiting.');
    const spark=b=>{const s=sv('svg',{viewBox:'0 0 160 24',style:'width:160px;height:24px'});if(!b.length)return s;const lo=Math.log(Math.max(.01,b[0][0])),hi=Math.max(lo+.5,Math.log(Math.max(.02,b[b.length-1][0]))),bins=Array(40).fill(0);for(const[v,c]of b)bins[Math.min(39,Math.floor(39*(Math.log(Math.max(.01,v))-lo)/(hi-lo)))]+=c;const m=Math.max(...bins);bins.forEach((c,i)=>{if(c)s.append(sv('rect',{x:i*4,y:24-Math.max(2,22*c/m),width:3,height:Math.max(2,22*c/m),fill:'var(--own)'}))});s.append(sv('title',{},`${ms(b[0][0])} to ${ms(b[b.length-1][0])}, logarithmic`));return s};
    P.append(table(['route','#n','#p50','#p95','#p99','#held','#wait','#CPU','#late','class','latency'],R.endpoints.map((e,i)=>tr(td(el('code',{},`${e.method} ${e.route}`)),td(e.count,1),td(ms(e.p50_ms),1),td(ms(e.p95_ms),1),td(e.p99_ms==null?'n < 100':ms(e.p99_ms),1),td(ms(e.held_ms),1),td(ms(e.wait_ms),1),td(pc(e.cpu_share),1),td(e.late_requests,1),td(el('span',{class:'kind '+e.class},e.class_reason||e.class)),td(spark(D.latency[i]))))))}
    const V={};for(const s of B.sites)for(const v of s.victims){const k=v.method+' '+v.route;(V[k]=V[k]||[]).push([v.requests,s])}
    if(Object.keys(V).length){h2('Victims','Requests that were open while another callback held the loop.');P.append(table(['request','#kept waiting','by'],Object.entries(V).sort((a,b)=>b[1].reduce((x,y)=>x+y[0],0)-a[1].reduce((x,y)=>x+y[0],0)).map(([k,v])=>tr(td(el('code',{},k)),td(v.reduce((x,y)=>x+y[0],0),1),td(v.map(x=>el('div',{},el('code',{},at(x[1])),` ×${x[0]}`)))))))}
    if(R.waits.length){h2('Waits','Resources by the line that made them.');P.append(table(['kind','made at','#waits','#total','#p50','#p95','#max','#waiting at once','#depth','#limit'],R.waits.slice(0,100).map(w=>tr(td(w.kind),td(el('code',{},at(w))),td(w.count,1),td(ms(w.total_ms),1),td(w.count?ms(w.p50_ms):'',1),td(w.count?ms(w.p95_ms):'',1),td(w.count?ms(w.max_ms):'',1),td(w.waiting_max,1),td(w.depth_max==null?'':w.depth_max+(w.grows?', grows':''),1),td(w.limit==null?'':w.depth_max!=null&&w.limit==0?'none':w.limit,1)))))}
    if(R.tasks.groups.length){h2('Tasks',`Up to ${R.tasks.most} seen at once; here as they were when last looked at.`);P.append(table(['coroutine','waits at','#tasks','#oldest'],R.tasks.groups.slice(0,100).map(t=>tr(td(el('code',{},t.coroutine)),td(el('code',{},at(t))),td(t.count,1),td(ms(t.oldest_ms),1)))))}
    if(R.retries.length){h2('Retries');P.append(table(['function','#retries','#pauses'],R.retries.map(r=>tr(td(el('code',{},`${r.function} — ${at(r)}`)),td(r.count,1),td(ms(r.pause_ms),1)))))}
    </script></body></html>

    """#
}
