# Which request a callback works for: a context variable that the frameworks' entry points set.
# The entry points stay coroutine functions of the framework: ours are plain functions that note
# something and return the framework's own coroutine, so no traceback gets another frame.

import _contextvars

REQUEST = _contextvars.ContextVar("request", default=None)
MOST_ROUTES = 512
MOST_ACTIVE = 10000
by_task = None


class Usual:
    # What most requests leave as it is: making one costs less.
    __slots__ = ()
    web = None
    prefix = ""
    late = 0
    # Of what ran for more than a millisecond; the rest counts as computed.
    cpu = cpu_wall = 0
    # Whether all of its time on the loop is seen: callbacks are timed, or its own steps are.
    knows_held = False
    serial = 0


class Request(Usual):
    # `held` and `step`, when its step under way began, are in seconds, as hooks add them.
    __slots__ = ("method", "route", "status", "start", "held", "step", "slot", "is_done", "__dict__")


class Route:
    __slots__ = ("duration", "held", "held_total", "cpu", "cpu_wall", "late", "late_number", "codes")

    def __init__(self):
        self.duration = Histogram()
        self.held = Histogram()
        self.clear()

    def clear(self):
        self.held_total = self.cpu = self.cpu_wall = self.late = self.late_number = 0
        self.codes = {}


request_here = REQUEST.get
enter_request = REQUEST.set


def begin(method):
    request = Request()
    request.method = method
    request.route = request.slot = None
    request.status = 0
    request.held = request.step = 0.0
    request.is_done = False
    enter_request(request)
    state.begun += 1
    if len(active) < MOST_ACTIVE:
        active[id(request)] = request
    request.start = state.asked = start = clock()
    slot = state.by_thread.get(ident())
    if slot is not None:
        if is_timed(slot):
            request.knows_held = True
            request.serial = governor.serial
            if slot.handle is not None and slot.handle._context.get(REQUEST) is not request:
                if slot.begun is not None:
                    settle(slot, start / 1e9)
                slot.begun = request
        else:
            request.slot = slot
            if slot.base is not None and not slot.has_beat:
                loop = slot.loop()
                if loop is not None:
                    return_to_beat(slot, loop)
            if state.watching:
                task = sys.modules["asyncio.tasks"].current_task()
                if task is not None:
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
    now = clock()
    active.pop(id(request), None)
    if request.web is not None:
        request.web = None
    key = request.route or (request.method, "(no route)")
    route = state.routes.get(key)
    if route is None:
        if len(state.routes) >= MOST_ROUTES:
            key = ("", "(other)")
        route = state.routes.setdefault(key, Route())
    route.duration.add(now - request.start)
    if request.knows_held:
        end_held(request, route, now)
    if request.late:
        route.late += request.late
        route.late_number += 1
    family = request.status // 100
    codes = route.codes
    codes[family] = codes.get(family, 0) + 1


def end_held(request, route, now):
    held = int(request.held * 1e9)
    slot = request.slot
    if slot is not None:
        since = int(request.step * 1e9)
    else:
        slot = state.by_thread.get(ident())
        since = slot.busy_since() if slot is not None else 0
        if slot is not None and slot.begun is request:
            slot.begun = None
        if governor.serial != request.serial:
            # Callbacks were timed for a part of it.
            return
    if since:
        held += now - max(since, request.start)
        if now - since > SLOW:
            cpu, span = spent(slot, since, now, held_since(slot, slot.held), False)
            request.cpu += cpu
            request.cpu_wall += span
    route.held.add(held)
    route.held_total += held
    route.cpu += request.cpu
    route.cpu_wall += request.cpu_wall


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


def enter(scope):
    # The request that begins with this scope, if one does.
    try:
        if scope["type"] != "http":
            return None
        current = request_here()
        if current is None or current.is_done:
            return begin(scope.get("method", ""))
    except Exception:
        failed()
    return None


def watch_send(request, send):
    def watched(message):
        try:
            status = message.get("status")
            if status is not None:
                request.status = status
            elif message["type"] == "http.response.body" and not message.get("more_body"):
                end(request)
        except Exception:
            failed()
        return send(message)

    return watched


def stepped(coroutine, request):
    # Where callbacks cannot be timed: the steps of the request's own coroutine.
    slot = request.slot
    run, now = coroutine.send, seconds
    failure = None
    while True:
        start = request.step = now()
        has_beat = slot.has_beat
        if has_beat:
            if start - slot.since > SLOW_SECONDS:
                begin_step(slot, start)
            slot.since = start
        try:
            result = run(None) if failure is None else coroutine.throw(failure)
        except StopIteration as stop:
            return stop.value
        except BaseException as error:
            hide(error)
            raise
        finally:
            failure = None
            duration = now() - start
            request.step = 0.0
            request.held += duration
            if has_beat:
                slot.held += duration
            if duration > SLOW_SECONDS:
                end_step(slot, request, start, duration)
            if has_beat:
                due = slot.due
                slot.since = due if due > start + duration else start + duration
        try:
            yield result
        except GeneratorExit:
            coroutine.close()
            raise
        except BaseException as error:
            hide(error)
            failure = error
        result = None


def entered(original, scope, receive, send, *owner):
    # Calls the original as a request of its own, if it is one.
    request = None
    try:
        request = enter(scope)
        if request is not None:
            send = watch_send(request, send)
    except Exception:
        failed()
    coroutine = original(*owner, scope, receive, send)
    return coroutine if request is None or request.slot is None else carried(coroutine, request)


def carried(coroutine, request):
    try:
        if CAN_HIDE_FRAMES and hasattr(coroutine, "send"):
            # Tasks of its own are beyond its steps: where callbacks are timed at times, those know
            # more.
            request.knows_held = governor is None or request.slot.kind != "asyncio"
            return stepped(coroutine, request)
    except Exception:
        failed()
    return coroutine


# Hooks that a request begins with, and those that it comes to later. In a pause the originals are there.
entries = []
stages = []


def replace_entry(owner, name, make):
    entries.append((owner, name, replace(owner, name, make)))


def replace_stage(owner, name, make):
    stages.append((owner, name, replace(owner, name, make)))


def put(kept, is_measuring):
    for owner, name, ours in kept:
        new, old = (ours, ours.__wrapped__) if is_measuring else (ours.__wrapped__, ours)
        # Where somebody has wrapped the one that is there it stays.
        if owner.__dict__.get(name) is old:
            setattr(owner, name, new)


def are_coming():
    # Whether measured requests are under way whose route is not known yet.
    return any([one.route is None and one.web is None for one in list(active.values())])


def asgi_entry(original):
    # For `async def entry(self, scope, receive, send)`.
    def entry(self, scope, receive, send):
        if not state.is_measuring:
            return original(self, scope, receive, send)
        return entered(original, scope, receive, send, self)

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


def note_route(path, is_whole=False):
    request = request_here()
    if request is not None and not request.is_done:
        whole = path if is_whole else request.prefix + path
        request.route = (request.method, whole or "/")


def hook_starlette_errors(module):
    replace_entry(module.ServerErrorMiddleware, "__call__", asgi_entry)


def hook_starlette_routing(module):
    def route(original):
        def handle(self, scope, receive, send):
            try:
                if request_here() is not None:
                    note_route(self.path)
            except Exception:
                failed()
            return original(self, scope, receive, send)

        return coroutine_function(handle)

    def mount(original):
        def handle(self, scope, receive, send):
            try:
                request = request_here()
                if request is not None:
                    request.prefix += self.path
                    if not getattr(self, "routes", None):
                        request.route = (request.method, request.prefix or "/")
            except Exception:
                failed()
            return original(self, scope, receive, send)

        return coroutine_function(handle)

    replace_stage(module.Route, "handle", route)
    replace_stage(module.Mount, "handle", mount)


def hook_fastapi_routing(module):
    if "handle" not in module.APIRoute.__dict__:
        return
    effective = getattr(module, "_get_scope_effective_route_context", None)

    def route(original):
        def handle(self, scope, receive, send):
            try:
                if request_here() is not None:
                    path = self.path
                    found = effective(scope) if effective is not None else None
                    if found is not None and found.original_route is self:
                        path = found.path_format or found.path or path
                    note_route(path)
            except Exception:
                failed()
            return original(self, scope, receive, send)

        return coroutine_function(handle)

    replace_stage(module.APIRoute, "handle", route)


def hook_uvicorn(module):
    # For programs without a framework that is known here.
    partial = sys.modules["functools"].partial

    def run(original):
        def run_asgi(self, app):
            return original(self, partial(entered, app) if state.is_measuring else app)

        return coroutine_function(run_asgi)

    replace_entry(module.RequestResponseCycle, "run_asgi", run)


def hook_django(module):
    replace_entry(module.ASGIHandler, "handle", asgi_entry)


def hook_django_base(module):
    def make(original):
        def resolve_request(self, request):
            match = original(self, request)
            try:
                note_route("/" + match.route.lstrip("^/"), is_whole=True)
            except Exception:
                failed()
            return match

        return resolve_request

    replace_stage(module.BaseHandler, "resolve_request", make)


def hook_aiohttp(module):
    def handled(original):
        def _handle(self, request):
            try:
                if state.is_measuring:
                    current = request_here()
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
                current = request_here()
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
