# Which request a callback works for: a context variable that the frameworks' entry points set.
# The entry points stay coroutine functions of the framework: ours are plain functions that note
# something and return the framework's own coroutine, so no traceback gets another frame.

import _contextvars

REQUEST = _contextvars.ContextVar("request", default=None)
MOST_ROUTES = 512
MOST_ACTIVE = 10000
by_task = None


class Request:
    __slots__ = (
        "method", "route", "prefix", "start", "held", "late", "status", "cpu", "cpu_wall",
        "is_done", "web", "is_stepped", "knows_held", "serial", "step",
        "__weakref__",
    )

    def __init__(self, method):
        self.method = method
        self.route = None
        self.prefix = ""
        self.status = 0
        # Of the held time in seconds, as the hook of callbacks adds it.
        self.held = 0.0
        self.late = self.cpu = self.cpu_wall = 0
        self.is_done = False
        self.web = None
        self.is_stepped = False
        # Whether all of its time on the loop is seen: callbacks are timed, or its own steps are.
        self.knows_held = False
        self.serial = governor.serial if governor is not None else 0
        self.step = 0
        self.start = clock()

    def step_ends(self, slot, start, duration):
        # Clocks of the processor are dear: a short step counts as computed.
        cpu = span = duration
        if duration > SLOW and slot is not None:
            cpu, span = spent(slot, start, start + duration, max(0, start - slot.base_time))
        self.cpu += cpu
        self.cpu_wall += span
        return cpu, span


def step_begins(slot, start):
    # Another slow one may be read off clocks that are not older than this.
    if slot is not None and start - slot.base_time > SLOW:
        slot.rebase(thread_time)


class Route:
    __slots__ = ("duration", "held", "held_total", "cpu", "cpu_wall", "late", "late_number", "codes")

    def __init__(self):
        self.duration = Histogram()
        self.held = Histogram()
        self.clear()

    def clear(self):
        self.held_total = self.cpu = self.cpu_wall = self.late = self.late_number = 0
        self.codes = {}


def begin(method):
    request = Request(method)
    REQUEST.set(request)
    if len(active) < MOST_ACTIVE:
        active[id(request)] = request
    slot = state.by_thread.get(ident())
    if slot is not None:
        if is_timed(slot):
            request.knows_held = True
            if slot.handle is not None and slot.handle._context.get(REQUEST) is not request:
                if slot.begun is not None:
                    settle(slot, request.start / 1e9)
                slot.begun = request
        else:
            task = sys.modules["asyncio.tasks"].current_task()
            request.is_stepped = True
            if task is not None and by_task is not None:
                by_task[task] = request
    return request


def request_of_task(task):
    return by_task.get(task) if by_task is not None else None


def find_route(request):
    # aiohttp keeps the matched route at its request object.
    if request.route is None and request.web is not None:
        match = getattr(request.web, "_match_info", None)
        resource = getattr(getattr(match, "route", None), "resource", None)
        if resource is not None:
            request.route = (request.method, resource.canonical)
    return request.route


def end(request):
    if request.is_done:
        return
    request.is_done = True
    request.web = None
    active.pop(id(request), None)
    now = clock()
    slot = state.by_thread.get(ident())
    held = int(request.held * 1e9)
    if slot is not None:
        since = slot.busy_since() if is_timed(slot) else request.step
        if since:
            held += now - max(since, request.start)
            if request.is_stepped:
                request.step_ends(slot, since, now - since)
            elif now - since > SLOW:
                cpu, span = spent(slot, since, now, held_since(slot, slot.held))
                request.cpu += cpu
                request.cpu_wall += span
        if slot.begun is request:
            slot.begun = None
    key = request.route or (request.method, "(no route)")
    route = state.routes.get(key)
    if route is None:
        if len(state.routes) >= MOST_ROUTES:
            key = ("", "(other)")
        route = state.routes.setdefault(key, Route())
    route.duration.add(now - request.start)
    if governor is not None and governor.serial != request.serial and not request.is_stepped:
        # Callbacks were timed for a part of it.
        request.knows_held = False
    if request.knows_held:
        route.held.add(held)
        route.held_total += held
        route.cpu += request.cpu
        route.cpu_wall += request.cpu_wall
    if request.late:
        route.late += request.late
        route.late_number += 1
    family = request.status // 100
    route.codes[family] = route.codes.get(family, 0) + 1


def write_routes(lines, now):
    for key, route in list(state.routes.items()):
        if not route.duration.number:
            continue
        held_total, cpu, wall = route.held_total, route.cpu, route.cpu_wall
        late, late_number, codes = route.late, route.late_number, route.codes
        route.clear()
        families = ",".join("[%d,%d]" % pair for pair in sorted(codes.items()))
        head = '"e":"route","m":%d,"r":%d' % (lines.string(key[0]), lines.string(key[1]))
        lines.histogram(
            '%s,"held":%d,"cpu":%d,"span":%d,"late":[%d,%d],"codes":[%s]' % (
                head, held_total, cpu, wall, late_number, late, families), route.duration)
        lines.histogram('"e":"held","m":%d,"r":%d' % (
            lines.string(key[0]), lines.string(key[1])), route.held)


flushers.append(write_routes)


def is_fresh(scope):
    return scope.get("type") == "http" and (REQUEST.get() is None or REQUEST.get().is_done)


def watch_send(request, send):
    def watched(message):
        try:
            kind = message.get("type")
            if kind == "http.response.start":
                request.status = message.get("status", 0)
            elif kind == "http.response.body" and not message.get("more_body"):
                end(request)
        except Exception:
            failed()
        return send(message)

    return watched


class Stepped:
    # Where callbacks cannot be timed: the steps of the request's own coroutine.
    __slots__ = ("coroutine", "request", "iterator")

    def __init__(self, coroutine, request):
        self.coroutine = coroutine
        self.request = request
        request.knows_held = True

    def __await__(self):
        self.iterator = self.coroutine.__await__()
        return self

    def __iter__(self):
        return self

    def __next__(self):
        return self.step(self.iterator.send, None)

    def send(self, value):
        try:
            return self.step(self.iterator.send, value)
        except BaseException as error:
            hide(error)
            raise

    def throw(self, *error):
        try:
            return self.step(self.iterator.throw, *error)
        except BaseException as error:
            hide(error)
            raise

    def close(self):
        self.iterator.close()

    def step(self, run, *arguments):
        request = self.request
        start = request.step = clock()
        slot = state.by_thread.get(ident())
        has_beat = slot is not None and slot.has_beat
        if has_beat:
            begin_step(slot, start)
        step_begins(slot, start)
        try:
            return run(*arguments)
        except BaseException as error:
            hide(error)
            raise
        finally:
            duration = clock() - start
            request.step = 0
            request.held += duration / 1e9
            cpu, span = request.step_ends(slot, start, duration)
            if has_beat:
                end_step(slot, request, start, duration, cpu, span)
            elif duration > SLOW and slot is not None:
                slot.rebase(thread_time)


def entered(original, send, *before):
    # Calls `original(…, send)` as a request of its own, if it is one.
    request = None
    try:
        scope = before[-2]
        if not state.is_off and is_fresh(scope):
            request = begin(scope.get("method", ""))
            send = watch_send(request, send)
    except Exception:
        failed()
    coroutine = original(*before, send)
    if request is not None and request.is_stepped and CAN_HIDE_FRAMES:
        if hasattr(coroutine, "__await__"):
            return Stepped(coroutine, request)
    return coroutine


def asgi_entry(original):
    # For `async def entry(self, scope, receive, send)`.
    def entry(self, scope, receive, send):
        return entered(original, send, self, scope, receive)

    return coroutine_function(entry)


def coroutine_function(function):
    # Frameworks and mocks ask; the answer stays what it was.
    try:
        inspect = sys.modules["inspect"]
        if hasattr(inspect, "markcoroutinefunction"):
            inspect.markcoroutinefunction(function)
        else:
            function._is_coroutine = sys.modules["asyncio.coroutines"]._is_coroutine
    except Exception:
        failed()
    return function


def note_route(scope, path, is_whole=False):
    request = REQUEST.get()
    if request is None or request.is_done:
        return
    whole = path if is_whole else request.prefix + path
    request.route = (request.method, whole or "/")


def hook_starlette_errors(module):
    replace(module.ServerErrorMiddleware, "__call__", asgi_entry)


def hook_starlette_routing(module):
    def route(original):
        def handle(self, scope, receive, send):
            try:
                note_route(scope, self.path)
            except Exception:
                failed()
            return original(self, scope, receive, send)

        return coroutine_function(handle)

    def mount(original):
        def handle(self, scope, receive, send):
            try:
                request = REQUEST.get()
                if request is not None:
                    request.prefix += self.path
                    if not getattr(self, "routes", None):
                        request.route = (request.method, request.prefix or "/")
            except Exception:
                failed()
            return original(self, scope, receive, send)

        return coroutine_function(handle)

    replace(module.Route, "handle", route)
    replace(module.Mount, "handle", mount)


def hook_fastapi_routing(module):
    if "handle" not in module.APIRoute.__dict__:
        return
    effective = getattr(module, "_get_scope_effective_route_context", None)

    def route(original):
        def handle(self, scope, receive, send):
            try:
                path = self.path
                found = effective(scope) if effective is not None else None
                if found is not None and found.original_route is self:
                    path = found.path_format or found.path or path
                note_route(scope, path)
            except Exception:
                failed()
            return original(self, scope, receive, send)

        return coroutine_function(handle)

    replace(module.APIRoute, "handle", route)


def hook_uvicorn(module):
    # For programs without a framework that is known here.
    def run(original):
        def run_asgi(self, app):
            try:
                if not state.is_off:
                    app = Entered(app)
            except Exception:
                failed()
            return original(self, app)

        return coroutine_function(run_asgi)

    replace(module.RequestResponseCycle, "run_asgi", run)


class Entered:
    __slots__ = ("app",)

    def __init__(self, app):
        self.app = app

    def __call__(self, scope, receive, send):
        return entered(self.app, send, scope, receive)


def hook_django(module):
    replace(module.ASGIHandler, "handle", asgi_entry)


def hook_django_base(module):
    def make(original):
        def resolve_request(self, request):
            match = original(self, request)
            try:
                note_route(None, "/" + match.route.lstrip("^/"), is_whole=True)
            except Exception:
                failed()
            return match

        return resolve_request

    replace(module.BaseHandler, "resolve_request", make)


def hook_aiohttp(module):
    def handled(original):
        def _handle(self, request):
            try:
                if not state.is_off:
                    current = REQUEST.get()
                    if current is None or current.is_done:
                        begin(request.method).web = request
            except Exception:
                failed()
            return original(self, request)

        return coroutine_function(_handle)

    replace(module.Application, "_handle", handled)


def hook_aiohttp_protocol(module):
    def finished(original):
        def finish_response(self, request, resp, *others, **named):
            try:
                current = REQUEST.get()
                if current is not None and not current.is_done:
                    find_route(current)
                    current.status = getattr(resp, "status", 0)
                    end(current)
            except Exception:
                failed()
            return original(self, request, resp, *others, **named)

        return coroutine_function(finish_response)

    replace(module.RequestHandler, "finish_response", finished)


hooks = {
    "starlette.middleware.errors": hook_starlette_errors,
    "starlette.routing": hook_starlette_routing,
    "fastapi.routing": hook_fastapi_routing,
    "uvicorn.protocols.http.h11_impl": hook_uvicorn,
    "uvicorn.protocols.http.httptools_impl": hook_uvicorn,
    "django.core.handlers.asgi": hook_django,
    "django.core.handlers.base": hook_django_base,
    "aiohttp.web_app": hook_aiohttp,
    "aiohttp.web_protocol": hook_aiohttp_protocol,
}
REQUEST_HOOKS = frozenset(hooks.values())
