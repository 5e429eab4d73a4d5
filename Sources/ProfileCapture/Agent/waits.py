# Who waits for what: locks, semaphores, queues, executors, pools. A wait is timed only where one
# happens. Resources go by the line that made them.

getframe = sys._getframe
MOST_SITES = 1000
MOST_QUEUES = 2000
# Of waits that are kept one by one until the next flush.
MOST_TIMES = 2000
POOLS = frozenset((
    "asyncpg", "sqlalchemy", "psycopg_pool", "redis", "aiomysql", "aiopg", "asyncmy", "motor",
    "httpx", "httpcore", "aiohttp",
))


class Wait:
    __slots__ = ("kind", "code", "line", "waited", "held", "waiting", "most_waiting", "limit",
                 "depth", "most_depth", "told", "times")

    def __init__(self, kind, code, line):
        self.kind = kind
        self.code = code
        self.line = line
        self.waited = Histogram()
        self.waiting = self.most_waiting = 0
        self.limit = self.depth = self.most_depth = -1
        self.told = None
        # In seconds, of waits that are to be added to those that `waited`.
        self.times = []

    def add_times(self):
        times = self.times[:]
        if times:
            del self.times[:len(times)]
            self.waited.add_all(times)


def wait_site(kind, frame):
    # The innermost own frame; of a pool also whose it is.
    package = None
    first = frame
    while frame is not None:
        name = frame.f_code.co_filename
        whose = kind_of(name)
        if whose == OWN and name[:1] != "<":
            break
        if whose == INSTALLED and package is None:
            package = name.replace("\\", "/").rpartition("-packages/")[2].partition("/")[0]
        frame = frame.f_back
    if package in POOLS and kind != "executor":
        kind = "pool " + package if kind in ("queue", "semaphore") else kind
    if frame is None:
        frame = first
        while frame.f_back is not None and kind_of(frame.f_code.co_filename) == MACHINERY:
            frame = frame.f_back
    key = (kind, frame.f_code.co_filename, frame.f_lineno)
    wait = state.waits.get(key)
    if wait is None:
        if len(state.waits) >= MOST_SITES:
            return None
        wait = state.waits[key] = Wait(kind, frame.f_code, frame.f_lineno)
    return wait


class Made:
    # What a resource knows of itself: where it was made, and for whom its futures are timed.
    __slots__ = ("owner", "wait", "bounds")

    def __init__(self, wait):
        self.owner = state
        self.wait = wait
        self.bounds = {}


def known_of(resource):
    # Not by `__dict__`: an object that has had to show it is slower from then on. Nor by a
    # `__getattr__` of the program's.
    try:
        return object.__getattribute__(resource, "_loopwise")
    except AttributeError:
        return None


def made(owner, kind, limit):
    # Wraps `__init__`, so that the resource knows where it was made.
    def make(original):
        def __init__(self, *args, **named):
            try:
                original(self, *args, **named)
            except BaseException as error:
                hide(error)
                raise
            try:
                if known_of(self) is None:
                    frame = getframe(1)
                    known = of_pool(frame)
                    wait = wait_site(kind, frame) if known is None else known.wait
                    self._loopwise = Made(wait)
                    if wait is not None and known is None:
                        wait.limit = limit(self)
                    if kind == "queue" and wait is not None:
                        watch_waiters(self, wait)
                        if len(state.queues) < MOST_QUEUES:
                            state.queues.append((weak(self), wait))
            except Exception:
                failed()

        return __init__

    replace(owner, "__init__", make)


def wait_of(resource):
    # After a fork the figures begin anew; a resource made before keeps its place.
    known = known_of(resource)
    if known is None or known.wait is None:
        return None
    wait = known.wait
    if known.owner is not state:
        wait = at_site(wait.kind, wait)
        resource._loopwise = Made(wait)
    return wait


def at_site(kind, other):
    key = (kind, other.code.co_filename, other.line)
    wait = state.waits.get(key)
    if wait is None:
        wait = state.waits[key] = Wait(kind, other.code, other.line)
        wait.limit = other.limit
    return wait


async def timed(wait, original, *args, **named):
    wait.waiting += 1
    if wait.waiting > wait.most_waiting:
        wait.most_waiting = wait.waiting
    start = clock()
    try:
        return await original(*args, **named)
    except BaseException as error:
        hide(error)
        raise
    finally:
        wait.waiting -= 1
        wait.waited.add(clock() - start)


def under(wait, original, *args, **named):
    # The coroutine of the original, in one of ours that goes by its name if there is a wait.
    if wait is None:
        try:
            return original(*args, **named)
        except BaseException as error:
            hide(error)
            raise
    outer = timed(wait, original, *args, **named)
    outer.__name__ = original.__name__
    outer.__qualname__ = original.__qualname__
    return outer


class Waiters(_collections.deque):
    # Those of a queue that wait, as it keeps them itself: it takes a future out when the wait is over.
    # `starts` has for each, in the same order, since when. This runs with each wait: it calls nothing
    # that can be spared.
    __slots__ = ("kind", "owner", "wait", "starts")

    def append(self, waiter):
        if self.owner is not state:
            self.begin()
        wait = self.wait
        wait.waiting = number = wait.waiting + 1
        if number > wait.most_waiting:
            wait.most_waiting = number
        self.starts.append(seconds())
        add_waiter(self, waiter)

    def popleft(self):
        starts = self.starts
        if starts:
            wait = self.wait
            wait.waiting -= 1
            times = wait.times
            times.append(seconds() - starts.popleft())
            if len(times) >= MOST_TIMES:
                wait.add_times()
        return first_waiter(self)

    def remove(self, waiter):
        position = self.index(waiter)
        starts = self.starts
        if position < len(starts):
            self.wait.waiting -= 1
            self.wait.times.append(seconds() - starts[position])
            del starts[position]
        drop_waiter(self, waiter)

    def begin(self):
        # At the first wait, and at the first after a fork.
        self.owner = state
        self.starts = _collections.deque([seconds()] * len(self))
        try:
            self.wait = at_site(self.kind, self.wait)
            self.wait.waiting += len(self)
        except Exception:
            failed()


add_waiter = _collections.deque.append
first_waiter = _collections.deque.popleft
drop_waiter = _collections.deque.remove


def watch_waiters(queue, wait):
    # Those that fill a queue wait for the opposite of what those that empty it wait for.
    for name, kind in (("_getters", wait.kind), ("_putters", "queue put" if wait.kind == "queue" else wait.kind)):
        if type(getattr(queue, name, None)) is _collections.deque and not getattr(queue, name):
            waiters = Waiters()
            waiters.kind, waiters.owner, waiters.wait, waiters.starts = kind, None, wait, ()
            setattr(queue, name, waiters)


class Bound:
    # What a primitive that has to wait takes for its loop: it makes the future that is waited for.
    # Made once for each, as a busy one has to wait often.
    __slots__ = ("loop", "wait")

    def __init__(self, loop, wait):
        self.loop = loop
        self.wait = wait

    def __getattr__(self, name):
        return getattr(self.loop, name)

    def create_future(self):
        future = waited_class(loop=self.loop)
        future.wait = self.wait
        return future


waited_class = None


def make_waited_class(base):
    plain = base.__await__

    class Future(base):
        # Goes by the name of its base: programs print it.
        __slots__ = ("wait",)

        def __await__(self):
            wait = self.wait
            wait.waiting += 1
            if wait.waiting > wait.most_waiting:
                wait.most_waiting = wait.waiting
            start = clock()
            try:
                return (yield from plain(self))
            except BaseException as error:
                hide(error)
                raise
            finally:
                wait.waiting -= 1
                wait.waited.add(clock() - start)
                self = None

        __iter__ = __await__

    Future.__module__ = base.__module__
    Future.__qualname__ = base.__qualname__
    return Future


def hook_primitives():
    # The way through an open lock stays as it is. Only what has to wait asks for its loop, to make
    # a future: there it gets one that measures how long it is waited for.
    global waited_class
    mixins = sys.modules.get("asyncio.mixins")
    if mixins is None:
        return
    locks = sys.modules["asyncio.locks"]
    queues = sys.modules["asyncio.queues"]
    waited_class = make_waited_class(sys.modules["asyncio.futures"].Future)
    made(locks.Lock, "lock", lambda lock: 1)
    made(locks.Semaphore, "semaphore", lambda semaphore: semaphore._value)
    made(queues.Queue, "queue", lambda queue: queue._maxsize)
    # By identity, as code is compared and hashed by all that it holds.
    kept = {
        "lock": locks.Lock.acquire.__code__,
        "semaphore": locks.Semaphore.acquire.__code__,
    }
    kinds = {id(code): kind for kind, code in kept.items()}
    plain = sys.modules["asyncio.base_events"].BaseEventLoop.create_future

    def make(original):
        def _get_loop(self):
            try:
                loop = original(self)
            except BaseException as error:
                hide(error)
                raise
            try:
                kind = kinds.get(id(getframe(1).f_code))
                known = known_of(self)
                if kind is None or known is None or state.is_off or loop.get_debug():
                    return loop
                bound = known.bounds.get(kind)
                if bound is not None and bound.loop is loop and known.owner is state:
                    return bound
                family = type(loop)
                if family.create_future is plain or family.__module__ == "uvloop":
                    wait = wait_of(self)
                    if wait is not None:
                        bound = self._loopwise.bounds[kind] = Bound(loop, wait)
                        return bound
            except Exception:
                failed()
            return loop

        return _get_loop

    # Of these only: others that ask for their loop, as events and queues do, are left alone.
    for owner in (locks.Lock, locks.Semaphore):
        replace_inherited(owner, "_get_loop", make)


def hook_executor(module):
    # Work items run under an `except` of their own, so no frame of ours gets into a traceback.
    def created(original):
        def __init__(self, *args, **named):
            original(self, *args, **named)
            try:
                self._loopwise = (clock(), wait_site("executor", getframe(1)))
            except Exception:
                failed()

        return __init__

    def runs(original):
        def run(self, *args, **named):
            try:
                since, wait = self._loopwise
                if wait is not None:
                    wait.waited.add(clock() - since)
            except Exception:
                pass
            try:
                return original(self, *args, **named)
            finally:
                # An exception of the work holds this frame.
                self = None

        return run

    replace(module._WorkItem, "__init__", created)
    replace(module._WorkItem, "run", runs)


def hook_anyio(module):
    # The limiter of `anyio.to_thread`: forty threads for all plain endpoints of a process.
    def make(original):
        def acquire_on_behalf_of(self, borrower):
            wait = None
            try:
                if not state.is_off and self.available_tokens <= 0:
                    wait = wait_site("thread limiter", getframe(1))
                if wait is not None:
                    wait.limit = int(self.total_tokens)
            except Exception:
                failed()
            return under(wait, original, self, borrower)

        return coroutine_function(acquire_on_behalf_of)

    replace(module.CapacityLimiter, "acquire_on_behalf_of", make)


def hook_aiohttp_connector(module):
    name = "_wait_for_available_connection"
    if name not in module.BaseConnector.__dict__:
        return

    def make(original):
        def method(self, *args, **named):
            wait = None
            try:
                wait = None if state.is_off else wait_site("pool aiohttp", getframe(1))
                if wait is not None:
                    wait.limit = self._limit
            except Exception:
                failed()
            return under(wait, original, self, *args, **named)

        return coroutine_function(method)

    replace(module.BaseConnector, name, make)


def hook_tenacity(module):
    # Called once before each new attempt.
    def make(original):
        def prepare_for_next_attempt(self):
            try:
                code = getattr(self.fn, "__code__", None) or own_code(getframe(1))
                count_retry(code, getattr(self.next_action, "sleep", 0))
            except Exception:
                failed()
            return original(self)

        return prepare_for_next_attempt

    replace(module.RetryCallState, "prepare_for_next_attempt", make)


def own_code(frame):
    # Of the function that runs the attempts itself.
    while frame is not None:
        if kind_of(frame.f_code.co_filename) == OWN:
            return frame.f_code
        frame = frame.f_back
    return None


def hook_sqlalchemy_queue(module):
    # Its asyncio queue is made when it is first used, far from the line that made the engine. The
    # pool's own `__init__` is left alone: the engine reads the parameters off its code.
    def make(original):
        def __init__(self, *args, **named):
            original(self, *args, **named)
            try:
                frame = getframe(1)
                wait = wait_site("pool sqlalchemy", frame)
                more = frame.f_locals.get("max_overflow")
                if wait is not None and type(more) is int and more >= 0:
                    wait.limit = self.maxsize + more
                self._loopwise = Made(wait)
            except Exception:
                failed()

        return __init__

    replace(module.AsyncAdaptedQueue, "__init__", make)


def of_pool(frame):
    # What is known of the pool that makes a queue for itself.
    if frame.f_code.co_name == "_queue":
        owner = frame.f_locals.get("self")
        return getattr(owner, "__dict__", {}).get("_loopwise")
    return None


def hook_redis(module):
    pool = module.BlockingConnectionPool

    def created(original):
        def __init__(self, *args, **named):
            original(self, *args, **named)
            try:
                wait = wait_site("pool redis", getframe(1))
                if wait is not None:
                    wait.limit = self.max_connections
                self._loopwise = Made(wait)
            except Exception:
                failed()

        return __init__

    def make(original):
        def get_connection(self, *args, **named):
            wait = None
            try:
                if not state.is_off and not self.can_get_connection():
                    wait = wait_of(self)
            except Exception:
                failed()
            return under(wait, original, self, *args, **named)

        return coroutine_function(get_connection)

    replace(pool, "__init__", created)
    replace(pool, "get_connection", make)


def hook_httpcore(module):
    def make(original):
        def wait_for_connection(self, *args, **named):
            wait = None
            try:
                if not state.is_off and self.connection is None:
                    frame = getframe(1)
                    wait = wait_site("pool httpx", frame)
                    pool = frame.f_locals.get("self")
                    if wait is not None:
                        wait.limit = int(getattr(pool, "_max_connections", -1))
            except Exception:
                failed()
            return under(wait, original, self, *args, **named)

        return coroutine_function(wait_for_connection)

    replace(module.AsyncPoolRequest, "wait_for_connection", make)


def hook_backoff(module):
    # Called before each pause, and at the end without one.
    original = module._call_handlers

    def _call_handlers(*args, **named):
        try:
            if "wait" in named:
                count_retry(getattr(named["target"], "__code__", None), named["wait"])
        except Exception:
            failed()
        return original(*args, **named)

    module._call_handlers = coroutine_function(_call_handlers)

    def restore():
        if module._call_handlers is _call_handlers:
            module._call_handlers = original

    undo.append(restore)


def count_retry(code, pause):
    if code is None:
        return
    key = (code.co_filename, code.co_firstlineno)
    retry = state.retries.get(key)
    if retry is None and len(state.retries) < MOST_SITES:
        retry = state.retries[key] = [code, 0, 0]
    if retry is not None:
        retry[1] += 1
        retry[2] += int(float(pause or 0) * 1e9)


def write_waits(lines, now):
    alive = []
    depths = {}
    for pair in state.queues:
        queue = pair[0]()
        if queue is None:
            continue
        alive.append(pair)
        inside = getattr(queue, "_queue", None)
        wait = wait_of(queue)
        # Only of plain containers: a length of the program's own making is code of the program.
        if wait is not None and type(inside) in (list, _collections.deque):
            depths[wait] = max(depths.get(wait, 0), len(inside))
    state.queues[:] = alive + state.queues[len(state.queues):]
    for wait, depth in depths.items():
        wait.depth = depth
        wait.most_depth = max(wait.most_depth, depth)
    for wait in list(state.waits.values()):
        wait.add_times()
        figures = (wait.waiting, wait.most_waiting, wait.depth, wait.most_depth)
        if not wait.waited.number and figures == wait.told:
            continue
        if wait.told is None and not wait.waited.number and wait.depth <= 0 and not wait.waiting:
            continue
        wait.told = figures
        head = '{"e":"wait","k":%d,"at":%s,"limit":%d,"now":%d,"most":%d,"depth":%d,"deepest":%d' % (
            lines.string(wait.kind), lines.frame(wait.code, wait.line), wait.limit, *figures)
        text = wait.waited.take()
        lines.lines.append(head + ("," + text if text else "") + "}")
    for retry in list(state.retries.values()):
        code, number, pause = retry
        if number:
            retry[1] -= number
            retry[2] -= pause
            lines.lines.append('{"e":"retry","at":%s,"n":%d,"sum":%d}' % (
                lines.frame(code, code.co_firstlineno), number, pause))


flushers.append(write_waits)

# Those that put a coroutine of ours around one of the library's.
COROUTINE_HOOKS = {
    "anyio._backends._asyncio": hook_anyio,
    "aiohttp.connector": hook_aiohttp_connector,
    "redis.asyncio.connection": hook_redis,
    "httpcore._async.connection_pool": hook_httpcore,
}
WAIT_HOOKS = {
    "concurrent.futures.thread": hook_executor,
    "tenacity": hook_tenacity,
    "backoff._async": hook_backoff,
    "sqlalchemy.util.queue": hook_sqlalchemy_queue,
}
WAIT_HOOKS.update(COROUTINE_HOOKS)
hooks.update(WAIT_HOOKS)
