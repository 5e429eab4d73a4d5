"""Compares the models with the interpreter that runs this file. Reads JSON, prints one difference a line.

Input: [{"module": "time", "isOverlay": false, "text": "…"}, …], on standard input or in a file.
It looks at three things: each decorator is a known one and speaks of parameters that exist; each
name exists in the standard library of this interpreter, written in C where the model is complete;
nothing that has to be derived is written down. With `--installed` the models of packages are compared
with those that the interpreter can import; names that begin with `_` are then the models' own.
"""

import ast
import importlib
import inspect
import json
import sys
import types

CLASSES = {"unbounded", "io", "brief", "cpu"}
FAMILIES = set(
    "sleep http net_connect net_io name_service tls certificates file_open file_io directory metadata "
    "process_start process_wait thread_wait lock queue database importing stdin readiness cpu loop ipc orm callback".split()
)
NAMING = {"thread", "process", "loop", "ready", "calls", "spawns", "awaits", "runs", "timeout"}
BARE = {"retains", "nested_run", "overload", "classmethod", "staticmethod", "property", "abstractmethod"}
BUILT_IN = {"BUDGET", "hasattr", "BUDGET_MS", "self", "isinstance", "slice", "str", "bytes", "int", "True", "False", "None"}

# Names with no counterpart: classes that CPython keeps private, or that tell two uses apart.
FICTIONAL = {
    "_sqlite3": {"_MemoryConnection", "_MemoryCursor"},
    "_ssl": {"_MemorySocket"},
    "_sre": {"Pattern", "Match"},
    "_thread": {"_SentinelLock", "_set_sentinel"},
    "posix": {"_EndedProcess", "_PipeEnd", "_ScandirIterator"},
    "select": {"_Poll"},
    "socket": {"_SocketFile"},
    "sys": {"_InputBuffer", "_StandardInput", "_OutputBuffer", "_StandardOutput"},
    "zlib": {"_Compress", "_Decompress"},
}
# Other builds and versions have them: (module, name) and the reason.
ELSEWHERE = {
    ("_sqlite3", "Connection.load_extension"): "builds with loadable extensions",
    ("_sqlite3", "Connection.enable_load_extension"): "builds with loadable extensions",
    ("django.http", "HttpRequest.auser"): "set by the authentication middleware",
}

# Reached by derivation alone: a module, or names of one.
# What is derived says too much: home folders come from the environment, the user database is for none.
POLICY = {
    ("posixpath", "expanduser"),
    ("pathlib._local", "Path.expanduser"),
    ("pathlib._local", "Path.home"),
    # Nothing waits there; it stands for what is done with the file, as flake8-async tells it (ASYNC230).
    ("os", "fdopen"),
    # Not to be read from the sources: a name that is put together, a wait for a child that failed.
    ("pathlib._abc", "PathBase._glob_selector"),
    ("subprocess", "Popen._execute_child"),
}
DERIVED_MODULES = set(
    "shutil pathlib pathlib._local pathlib._abc glob tempfile zipfile tarfile gzip bz2 lzma ftplib imaplib poplib dbm "
    "dbm.dumb dbm.gnu dbm.ndbm dbm.sqlite3 shelve configparser mimetypes webbrowser platform logging.handlers json csv "
    "fileinput linecache filecmp wave plistlib netrc os posixpath ntpath genericpath selectors pkgutil runpy compileall "
    "venv xml.dom.minidom xml.etree.ElementTree xml.sax xml.dom.pulldom subprocess queue http.client "
    "smtplib xmlrpc.client concurrent.futures".split()
)
DERIVED_NAMES = {
    "urllib.request": {"urlopen", "urlretrieve"},
    "socket": {"create_connection", "getfqdn", "socket.accept", "socket.sendfile"},
    "ssl": {"create_default_context", "get_server_certificate"},
    "uuid": {"getnode"},
    "threading": {"Thread.join", "Event.wait", "Condition.wait", "Barrier.wait", "Semaphore.acquire"},
    "concurrent.futures._base": {"Future.result", "Future.exception", "wait", "as_completed", "Executor.shutdown"},
}

# Compare models of packages with what is installed beside this interpreter, too.
INSTALLED = "--installed" in sys.argv

# Python code that fills its names at run time: the model takes its place.
DYNAMIC = {"multiprocessing"}

differences = []


def differ(module, name, text):
    differences.append(f"{module}.{name}: {text}")


def parameters_of(node):
    a = node.args
    names = [p.arg for p in a.posonlyargs + a.args + a.kwonlyargs]
    return names + [p.arg for p in (a.vararg, a.kwarg) if p]


def check_decorators(module, name, node, known):
    """Returns whether the node carries an effect."""
    effect = False
    params = set(parameters_of(node)) if not isinstance(node, ast.ClassDef) else set()
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Attribute) and decorator.attr in ("setter", "getter", "deleter"):
            continue
        call = decorator if isinstance(decorator, ast.Call) else None
        function = call.func if call else decorator
        label = function.id if isinstance(function, ast.Name) else "?"
        arguments = [a.id if isinstance(a, ast.Name) else a for a in call.args] if call else []
        keywords = {k.arg: k.value for k in call.keywords} if call else {}
        if "when" in keywords:
            for part in ast.walk(keywords["when"]):
                if isinstance(part, ast.Name) and part.id not in params | known | BUILT_IN:
                    differ(module, name, f"condition speaks of {part.id}")
        if label == "blocks":
            effect = True
            if len(arguments) != 2 or arguments[0] not in CLASSES or arguments[1] not in FAMILIES:
                differ(module, name, f"@blocks({arguments})")
            if set(keywords) - {"when", "lock", "once", "single", "sized"}:
                differ(module, name, f"@blocks with {sorted(keywords)}")
        elif label == "cut":
            effect = True
            if len(arguments) != 1 or not (isinstance(arguments[0], ast.Constant) and isinstance(arguments[0].value, str)):
                differ(module, name, "@cut has no reason")
        elif label in NAMING:
            if not arguments or keywords:
                differ(module, name, f"@{label} names nothing")
            for a in arguments:
                if a not in params:
                    differ(module, name, f"@{label} speaks of {a}")
        elif label == "nonblocking":
            if len(arguments) != 1 or arguments[0] not in params or set(keywords) - {"when"}:
                differ(module, name, f"@nonblocking({arguments})")
        elif label == "suspends":
            if arguments not in (["always"], ["never"]):
                differ(module, name, f"@suspends({arguments})")
        elif label in ("twin", "evidence"):
            if len(arguments) != 1 or not isinstance(arguments[0], ast.Constant):
                differ(module, name, f"@{label}({arguments})")
        elif label == "dynamic":
            effect = True
            if not isinstance(node, ast.ClassDef) or len(arguments) != 2 or arguments[0] not in CLASSES or arguments[1] not in FAMILIES:
                differ(module, name, f"@dynamic({arguments})")
        elif label in BARE:
            if call:
                differ(module, name, f"@{label} takes nothing")
        else:
            differ(module, name, f"unknown decorator {label}")
    return effect


def check_annotations(module, path, node):
    """Inside a class, a member hides what the module calls by the same name."""
    members = {m.name for m in node.body if isinstance(m, (ast.FunctionDef, ast.AsyncFunctionDef))}
    members |= {m.target.id for m in node.body if isinstance(m, ast.AnnAssign)}
    for member in node.body:
        annotation = getattr(member, "returns", None) or getattr(member, "annotation", None)
        for part in ast.walk(annotation) if annotation else ():
            if isinstance(part, ast.Name) and part.id in members:
                differ(module, ".".join(path + [part.id]), "is hidden by a member of its name")


def compare_signature(module, name, node, real):
    try:
        signature = inspect.signature(real)
    except (ValueError, TypeError, AttributeError):
        return
    kinds = {p.kind for p in signature.parameters.values()}
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return
    there = {n.replace(" ", "_").lower() for n in signature.parameters}
    if there <= {"self", "object"}:
        return  # one argument without a name
    collected = {p.arg for p in (node.args.vararg, node.args.kwarg) if p}
    for parameter in parameters_of(node):
        if parameter in ("self", "cls") or parameter in collected:
            continue
        if parameter.lower() not in there:
            differ(module, name, f"has no parameter {parameter} but {sorted(there)}")


def is_c_level(real):
    return not isinstance(getattr(real, "__func__", real), types.FunctionType)


def check_against(module, tree, real_module, overlay, installed=False):
    fictional = FICTIONAL.get(module, set())
    if installed:
        fictional = {n.name for n in tree.body if isinstance(n, ast.ClassDef) and n.name.startswith("_")}
    written, elsewhere = set(), set()

    def function(node, path, owner):
        name = ".".join(path)
        written.add(name)
        if path[0] in fictional or (module, name) in ELSEWHERE:
            return
        try:
            real = inspect.getattr_static(owner, node.name)
        except AttributeError:
            inherited = getattr(owner, node.name, None)
            if inherited is None:
                differ(module, name, "does not exist")
            return
        plain = getattr(owner, node.name, real)
        if not overlay and not installed and module not in DYNAMIC and not is_c_level(plain):
            differ(module, name, "is written in Python")
        wrapped = inspect.unwrap(plain) if callable(plain) else plain
        kinds = {inspect.iscoroutinefunction(plain), inspect.iscoroutinefunction(wrapped)}
        if isinstance(node, ast.AsyncFunctionDef) not in kinds:
            differ(module, name, "is a coroutine function in one of the two only")
        if isinstance(real, (staticmethod, types.BuiltinFunctionType)) and len(path) > 1:
            bound = "staticmethod"
        elif isinstance(real, (classmethod, types.ClassMethodDescriptorType)):
            bound = "classmethod"
        else:
            bound = None
        declared = {d.id for d in node.decorator_list if isinstance(d, ast.Name)} & {"staticmethod", "classmethod"}
        if installed:
            pass  # decorators of packages have many forms
        elif len(path) > 1 and declared != ({bound} if bound else set()) and not node.name.startswith("__"):
            differ(module, name, f"is a {bound or 'plain method'}")
        if not node.name.startswith("__"):
            compare_signature(module, name, node, plain)

    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            function(node, [node.name], real_module)
        elif isinstance(node, ast.ClassDef):
            written.add(node.name)
            if node.name in fictional:
                continue
            real = getattr(real_module, node.name, None)
            if not isinstance(real, type):
                differ(module, node.name, "is no class here")
                continue
            if node.bases:
                elsewhere.add(node.name)
            for member in node.body:
                if isinstance(member, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    function(member, [node.name, member.name], real)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                written.add(target.id)
                alias = isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)
                if target.id != "EVIDENCE" and not (alias and target.id.startswith("_")) and not hasattr(real_module, target.id):
                    differ(module, target.id, "does not exist")
        elif isinstance(node, ast.ImportFrom):
            elsewhere.update(a.asname or a.name for a in node.names)
    if not overlay and not installed and "*" not in elsewhere:
        check_whole(module, real_module, written, elsewhere)


# Modelled in part: the rest of them has neither effects nor types that anyone calls for.
PARTIAL = {"_curses", "_tkinter", "_ctypes", "_symtable", "_sha3"}


def check_whole(module, real_module, written, elsewhere):
    if module in PARTIAL:
        return
    for name, real in sorted(vars(real_module).items()):
        if name.startswith("_") or not callable(real):
            continue
        if getattr(real, "__module__", module) not in (module, module.lstrip("_"), "builtins", None, "os", "re"):
            continue
        if type(real).__name__ in ("Quitter", "_Printer", "_Helper") or name == "__loader__":
            continue
        if name not in written | elsewhere:
            differ(module, name, "is missing")
        if not isinstance(real, type) or name in elsewhere:
            continue
        for attribute, member in sorted(vars(real).items()):
            if attribute.startswith("_") or not callable(getattr(real, attribute)):
                continue
            if isinstance(member, (types.GetSetDescriptorType, types.MemberDescriptorType, type)):
                continue
            if f"{name}.{attribute}" not in written and real.__name__ == name and real not in (complex, int, float):
                differ(module, f"{name}.{attribute}", "is missing")


def check(model):
    module, overlay = model["module"], model["isOverlay"]
    tree = ast.parse(model["text"])
    known = {n.name for n in tree.body if isinstance(n, ast.ClassDef)}
    for node in tree.body:
        if isinstance(node, ast.AnnAssign):
            known.add(node.target.id)
        elif isinstance(node, ast.Assign):
            known.update(t.id for t in node.targets)
        elif isinstance(node, (ast.ImportFrom, ast.Import)):
            known.update((a.asname or a.name).split(".")[0] for a in node.names)
    evidence = [n.value.value for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == "EVIDENCE"]
    if not evidence:
        differ(module, "EVIDENCE", "is missing")
    elif not any(character.isdigit() for character in evidence[0]):
        differ(module, "EVIDENCE", "names no version")

    def visit(node, path):
        if isinstance(node, ast.ClassDef):
            check_annotations(module, path, node)
        for member in node.body:
            if isinstance(member, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                name = ".".join(path + [member.name])
                effect = check_decorators(module, name, member, known)
                derived = module in DERIVED_MODULES or name in DERIVED_NAMES.get(module, ())
                if (module, name) in POLICY:
                    continue
                if effect and derived:
                    differ(module, name, "has to be derived")
                if isinstance(member, ast.ClassDef):
                    visit(member, path + [member.name])

    visit(tree, [])
    installed = module.split(".")[0] not in sys.stdlib_module_names
    if installed and not INSTALLED:
        return False
    try:
        real = importlib.import_module(module)
    except Exception as error:  # a package that is not there, or does not start
        if INSTALLED:
            print(f"not compared: {module}: {type(error).__name__}")
        return False
    check_against(module, tree, real, overlay, installed)
    return True


def main():
    files = [a for a in sys.argv[1:] if not a.startswith("--")]
    with open(files[0]) if files else sys.stdin as source:
        models = json.load(source)
    compared = sum(1 for model in models if check(model))
    for line in sorted(set(differences)):
        print(line)
    print(f"{compared} of {len(models)} models compared, {len(set(differences))} differences")


main()
