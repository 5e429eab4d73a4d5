# The start, and what waits for a module of the program to be imported.


class Loaded:
    # Runs a hook right after the module's own code.
    def __init__(self, loader, name):
        self.loader = loader
        self.name = name

    def __getattr__(self, name):
        return getattr(self.loader, name)

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        module.__loader__ = self.loader
        module.__spec__.loader = self.loader
        self.loader.exec_module(module)
        apply(hooks.pop(self.name, None), module)


def apply(hook, module):
    try:
        if not state.is_off and hook is not None:
            hook(module)
            if hook in REQUEST_HOOKS:
                state.is_serving = True
                if governor is not None:
                    governor.wake()
    except Exception:
        # A version of the library that is made differently: this part is not measured.
        state.errors += 1


def apply_later(hook, module):
    # For a module whose own code runs just now: it is what imported asyncio first of all. The interpreter
    # notes at its specification when that is over.
    spec = module.__spec__
    kind = type(spec)

    class Noted(kind):
        def __setattr__(self, name, value):
            kind.__setattr__(self, name, value)
            if name == "_initializing" and not value:
                self.__class__ = kind
                if sys.modules.get(self.name) is module:
                    apply(hook, module)
                else:
                    hooks[self.name] = hook

    try:
        spec.__class__ = Noted
    except TypeError:
        failed()


class Finder:
    is_of_loopwise = True

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in hooks:
            return None
        try:
            for finder in list(sys.meta_path):
                find = getattr(finder, "find_spec", None)
                if finder is Finder or find is None:
                    continue
                spec = find(name, path, target)
                if spec is not None:
                    if spec.loader is not None and hasattr(spec.loader, "exec_module"):
                        spec.loader = Loaded(spec.loader, name)
                    return spec
        except ImportError:
            raise
        except Exception:
            failed()
        return None


def hook_uvloop(module):
    # Its callbacks are not Python objects: a heartbeat tells whether the loop is late.
    def make(original):
        def __init__(self, *args, **named):
            original(self, *args, **named)
            try:
                if not state.is_off:
                    self.call_soon(start_heartbeat, self, "uvloop")
            except Exception:
                failed()

        return __init__

    if "__init__" in module.Loop.__dict__:
        replace(module.Loop, "__init__", make)
    else:
        inherited = module.Loop.__init__
        ours = make(inherited)
        module.Loop.__init__ = ours
        undo.append(lambda: module.Loop.__dict__.get("__init__") is ours
                    and delattr(module.Loop, "__init__"))


hooks["uvloop"] = hook_uvloop
hooks["signal"] = hook_signal


def start_untimed(loop):
    if state.is_read:
        adopt(loop)
    else:
        start_heartbeat(loop, "asyncio")


def hook_plain_loops(module):
    # At level 0 the loops of asyncio get a heartbeat too.
    def make(original):
        def __init__(self, *args, **named):
            original(self, *args, **named)
            try:
                if not state.is_off and (governor is None or not governor.times()):
                    # Those that nobody times are not found by their first callback.
                    self.call_soon(start_untimed, self)
            except Exception:
                failed()

        return __init__

    replace(module.BaseEventLoop, "__init__", make)


def start(options):
    global state, by_task, governor, sampler
    import atexit
    import gc

    state = State(options)
    by_task = sys.modules["weakref"].WeakKeyDictionary()
    sampler = Sampler()
    modules = sys.modules
    modules["types"].coroutine(stepped)
    if state.level >= 1:
        handles = modules["asyncio.events"].Handle
        governor = Governor(handles, replace(handles, "_run", make_run))
        gc.callbacks.append(on_collection)
        undo.append(lambda: gc.callbacks.remove(on_collection))
        # Older interpreters would show the wrapped waits in tracebacks.
        if CAN_HIDE_FRAMES or state.level >= 2:
            hook_primitives()
        else:
            for name in COROUTINE_HOOKS:
                hooks.pop(name)
    else:
        for name in WAIT_HOOKS:
            hooks.pop(name)
    hook_plain_loops(modules["asyncio.base_events"])
    for name in list(hooks):
        module = modules.get(name)
        if module is not None:
            is_begun = getattr(getattr(module, "__spec__", None), "_initializing", False)
            (apply_later if is_begun else apply)(hooks.pop(name), module)
    sys.meta_path.insert(0, Finder)
    start_probes(options)
    atexit.register(at_exit)
    os.register_at_fork(
        before=before_fork, after_in_parent=after_fork_in_parent,
        after_in_child=after_fork_in_child)
