// Command lines and templates: code that reads a file once, or only where it is asked to.

extension Model {
  static let argparse = Model(
    "argparse", isOverlay: true,
    """
    EVIDENCE = "CPython 3.13 Lib/argparse.py"
    class Namespace: ...
    class ArgumentParser:
        @cut("reads the command line at the start; catalogues and files of arguments only where asked")
        def parse_args(self, args=None, namespace=None) -> Namespace: ...
        @cut("reads the command line at the start; catalogues and files of arguments only where asked")
        def parse_known_args(self, args=None, namespace=None) -> tuple[Namespace, list[str]]: ...
    """)

  static let shlex = Model(
    "shlex", isOverlay: true,
    """
    EVIDENCE = "CPython 3.13 Lib/shlex.py"
    @cut("reads the text that it was handed")
    def split(s, comments=False, posix=True) -> list[str]: ...
    """)

  static let jinja = Model(
    "jinja2.environment", isOverlay: true,
    """
    EVIDENCE = "jinja2 3.1.6 jinja2/environment.py: a cache of 400 templates, and `cache_size`"
    class Environment:
        @cut("loads a template once and keeps it")
        def _load_template(self, name, globals): ...
    """)
}
