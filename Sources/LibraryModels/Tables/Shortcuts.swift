extension Model {
  /// `OpenerDirector._call_chain` finds its handlers by building attribute names from the URL's scheme:
  /// no reading of the source tells which run.
  static let urllibRequest = Model(
    "urllib.request", isOverlay: true,
    """
    EVIDENCE = "CPython 3.13 Lib/urllib/request.py: DataHandler decodes `data:` addresses itself, a text without a scheme is refused"
    from http.client import HTTPResponse
    class OpenerDirector:
        @blocks(unbounded, http, when=fullurl.startswith("http") and not fullurl.startswith("data:"))
        @timeout(timeout)
        def open(self, fullurl, data=None, timeout=None) -> HTTPResponse: ...
    """)

  static let pathlibAbc = Model(
    "pathlib._abc", isOverlay: true,
    """
    # Which selector runs is chosen by names that are put together.
    EVIDENCE = "CPython 3.13 Lib/pathlib/_abc.py, Lib/glob.py"
    class PathBase:
        @blocks(io, directory)
        def _glob_selector(self, parts, case_sensitive, recurse_symlinks): ...
    """)
}
