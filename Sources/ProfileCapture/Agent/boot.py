# What an interpreter runs first, as its `sitecustomize`. It imports nothing that is not loaded
# already, leaves no trace in `sys.path` and `os.environ`, and hands over to the program's own
# `sitecustomize`, if there is one. Nothing that fails here may reach the program.


def _boot(code):
    import os
    import sys

    # First of all: found again below, this file would import itself.
    home = os.path.dirname(__file__)
    while home in sys.path:
        sys.path.remove(home)
    sys.path_importer_cache.pop(home, None)

    # Only the mapping forgets: the process environment keeps the entries, so children that
    # inherit it are watched too.
    table = os.environ._data
    options = {"HOME": home}
    for key in [key for key in table if key.startswith(b"LOOPWISE_")]:
        options[key[9:].decode()] = os.fsdecode(table.pop(key))
    path = os.fsdecode(table.pop(b"PYTHONPATH", b"")).split(os.pathsep)
    rest = os.pathsep.join([part for part in path if part != home])
    if rest or "EMPTY" in options:
        table[b"PYTHONPATH"] = os.fsencode(rest)
    if sys.implementation.name != "cpython" or sys.version_info < (3, 8):
        return
    if options.get("OFF") or sys.platform == "win32":
        return
    # A recording inside of a recording: the inner one has been here, and two would wrap each other.
    if any(isinstance(one, type) and "is_of_loopwise" in one.__dict__ for one in sys.meta_path):
        return

    def write(path, *parts):
        try:
            draft = "%s.%d" % (path, os.getpid())
            with open(draft, "wb") as file:
                file.writelines(parts)
            os.replace(draft, path)
        except OSError:
            pass

    # Compiling this is most of what a start costs. Where no bytecode is written, as in many
    # containers, this does it: in our own folder, and only for this file.
    if sys.dont_write_bytecode and __spec__.cached and __spec__.cached.startswith(home + os.sep):
        if not os.path.exists(__spec__.cached):
            import marshal

            folder = os.path.dirname(__spec__.cached)
            if not os.path.exists(folder):
                os.mkdir(folder)
            number = sys.modules["_frozen_importlib_external"].MAGIC_NUMBER
            # Not to be checked against the source, which stays what it is.
            write(__spec__.cached, number, b"\1\0\0\0", bytes(8), marshal.dumps(code))

    def load():
        import marshal

        compiled = "%s/agent.%s" % (home, sys.implementation.cache_tag)
        try:
            with open(compiled, "rb") as file:
                parts = marshal.loads(file.read())
        except Exception:
            with open(home + "/agent.py", "rb") as file:
                # Part by part: what compiling takes scatters the memory of the program that follows.
                parts = [compile(part, "<loopwise>", "exec", dont_inherit=True)
                         for part in file.read().split(b"\0")]
            write(compiled, marshal.dumps(parts))
        space = {"__name__": "_loopwise", "__builtins__": __builtins__}
        for part in parts:
            exec(part, space)
        space["start"](options)

    class Waiting:
        is_of_loopwise = True

        # The last module of the package to be imported: the classes to be hooked exist by then.
        @staticmethod
        def find_spec(name, path=None, target=None):
            if name == "asyncio.unix_events":
                try:
                    sys.meta_path.remove(Waiting)
                    load()
                except Exception:
                    pass
            return None

    if "asyncio.unix_events" in sys.modules:
        load()
    else:
        sys.meta_path.insert(0, Waiting)


try:
    import sys

    _boot(sys._getframe().f_code)
except Exception:
    pass

# Taken out of the table, so that the next `sitecustomize` on the path is found. If there is none,
# the error is the one that `site` expects.
sys.modules.pop("sitecustomize", None)
import sitecustomize
