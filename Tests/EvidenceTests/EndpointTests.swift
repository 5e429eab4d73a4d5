import Analyzer
import Diagnostics
import ProfileModel
import Project
import Renderers
import RuntimeEvidence
import System
import Terminal
import Testing

/// What the endpoints of each framework are found to be, without the framework being installed.
@Suite struct EndpointTests {
  static func list(
    _ files: [String: String], recording: RecordingText? = nil
  ) throws -> EntryPointReport {
    let system = MemorySystem(workingFolder: "/project")
    system.add("pyproject.toml", "")
    for (path, text) in files { system.add(path, text) }
    return try Check(system, CheckOptions()).endpoints([]) { report in
      if let recording, let bytes = Recording(recording.bytes) {
        EndpointJoin([NamedRecording(name: "r", profile: bytes.profile)]).apply(to: &report)
      }
    }
  }

  /// `GET /items/{id} show blocking loop`.
  static func lines(_ report: EntryPointReport) -> [String] {
    report.entryPoints.map { point in
      let method = point.methods.joined(separator: "|")
      let route = (point.isRouteOpen ? "…" : "") + (point.route ?? "")
      let name = point.function.split(separator: ".").suffix(
        point.function.contains("Items") ? 2 : 1)
      let parts = [
        point.kind.rawValue, method, route, name.joined(separator: "."), point.kindOfWork.rawValue,
        point.runs.rawValue,
      ]
      return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var files: [String: String]
    var expected: [String]
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "FastAPI",
      files: [
        "app/__init__.py": "",
        "app/main.py": """
        import asyncio, time
        from contextlib import asynccontextmanager
        from fastapi import BackgroundTasks, FastAPI
        from app import items, settings

        async def beat():
            while True:
                await asyncio.sleep(1)

        async def warm():
            await asyncio.sleep(1)

        @asynccontextmanager
        async def lifespan(app):
            task = asyncio.create_task(warm())
            yield
            task.cancel()

        app = FastAPI(lifespan=lifespan)

        @app.on_event("startup")
        async def begin():
            app.beat = asyncio.create_task(beat())

        def clean():
            time.sleep(1)

        @app.post("/jobs", status_code=202)
        async def job(tasks: BackgroundTasks):
            tasks.add_task(clean)

        app.include_router(items.router, prefix="/v1")
        app.include_router(items.admin, prefix=settings.PREFIX)
        """,
        "app/settings.py": "import os\nPREFIX = os.environ['PREFIX']\n",
        "app/items.py": """
        import asyncio, time
        from fastapi import APIRouter, Depends, WebSocket

        router = APIRouter(prefix="/items")
        admin = APIRouter()

        async def session():
            await asyncio.sleep(0.1)

        def legacy():
            time.sleep(1)

        @router.get("/{id}")
        async def show(id: int):
            return legacy()

        @router.get("/")
        async def all(db=Depends(session)):
            return {}

        @router.put("/{id}")
        def put(id: int):
            return legacy()

        @admin.delete("/items/{id}")
        async def delete(id: int):
            return {"done": id}

        @router.websocket("/feed")
        async def feed(socket: WebSocket):
            await socket.accept()
            while True:
                await socket.send_text("x")

        @router.get("/sum")
        async def total(numbers):
            return sum(number for number in numbers)
        """,
      ],
      expected: [
        "http GET /v1/items/{id} show blocking loop", "http GET /v1/items/ all wait-heavy loop",
        "http PUT /v1/items/{id} put wait-heavy thread",
        "http DELETE …/items/{id} delete brief loop",
        "websocket /v1/items/feed feed wait-heavy loop",
        "http GET /v1/items/sum total unknown loop",
        "worker beat wait-heavy loop", "worker warm wait-heavy loop",
        "background clean wait-heavy thread", "http POST /jobs job brief loop",
      ]),
    Case(
      name: "Starlette",
      files: [
        "app.py": """
        import time
        from starlette.applications import Starlette
        from starlette.endpoints import HTTPEndpoint, WebSocketEndpoint
        from starlette.routing import Mount, Route, WebSocketRoute

        async def home(request):
            await request.json()

        def old(request):
            time.sleep(1)

        class Items(HTTPEndpoint):
            async def get(self, request):
                time.sleep(1)
            def post(self, request):
                return None

        class Feed(WebSocketEndpoint):
            async def on_receive(self, socket, data):
                await socket.send_text(data)

        app = Starlette(routes=[
            Route("/", home), Route("/old", old, methods=["POST", "PUT"]),
            Route("/items", Items), WebSocketRoute("/feed", Feed),
        ])
        """
      ],
      expected: [
        "http GET / home unknown loop", "http POST|PUT /old old wait-heavy thread",
        "http GET /items Items.get blocking loop", "http POST /items Items.post brief thread",
        "websocket /feed on_receive unknown loop",
      ]),
    Case(
      name: "aiohttp",
      files: [
        "app.py": """
        import asyncio, time
        from aiohttp import ClientSession, web

        routes = web.RouteTableDef()

        @routes.get("/price")
        async def price(request: web.Request):
            async with ClientSession() as session:
                async with session.get("http://x/") as answer:
                    return web.json_response(await answer.json())

        @routes.view("/items")
        class Items(web.View):
            async def get(self):
                time.sleep(1)

        async def slow(request):
            time.sleep(1)

        async def consume():
            while True:
                await asyncio.sleep(1)

        async def start(app):
            app["task"] = asyncio.create_task(consume())

        def make():
            app = web.Application()
            app.add_routes(routes)
            app.router.add_get("/slow", slow)
            app.router.add_route("PUT", "/slow/{id}", slow)
            app.add_routes([web.post("/slow", slow)])
            app.on_startup.append(start)
            return app
        """
      ],
      expected: [
        "http GET /price price wait-heavy loop", "http GET /items Items.get blocking loop",
        "http GET /slow slow blocking loop",
        "http POST /slow slow blocking loop", "http PUT /slow/{id} slow blocking loop",
        "worker consume wait-heavy loop",
      ]),
    Case(
      name: "Django",
      files: [
        "urls.py": """
        from django.urls import path
        import views
        urlpatterns = [
            path("orders/<int:pk>/", views.order), path("plain/", views.plain),
            path("items/", views.Items.as_view()),
        ]
        """,
        "views.py": """
        import asyncio, time
        from django.views import View

        async def order(request, pk):
            await asyncio.sleep(1)

        def plain(request):
            time.sleep(1)

        class Items(View):
            async def get(self, request):
                time.sleep(1)
        """,
      ],
      expected: [
        "http orders/<int:pk>/ order wait-heavy loop", "http GET items/ Items.get blocking loop",
      ]),
    Case(
      name: "Sanic, Quart, Flask",
      files: [
        "a.py": """
        import time
        from sanic import Sanic, Blueprint
        app = Sanic("a")
        bp = Blueprint("x", url_prefix="/x")

        @bp.get("/old")
        def old(request):
            time.sleep(1)

        @bp.route("/both", methods=["GET", "POST"])
        async def both(request):
            return None

        app.blueprint(bp)
        """,
        "b.py": """
        import time
        from quart import Quart
        app = Quart(__name__)

        @app.route("/old")
        def old():
            time.sleep(1)

        @app.websocket("/ws")
        async def ws():
            time.sleep(1)
        """,
        "c.py": """
        import time
        from flask import Flask
        app = Flask(__name__)

        @app.get("/async")
        async def view():
            time.sleep(1)

        @app.get("/sync")
        def other():
            time.sleep(1)
        """,
      ],
      expected: [
        "http GET /x/old old blocking loop", "http GET|POST /x/both both brief loop",
        "http GET /old old wait-heavy thread", "websocket /ws ws blocking loop",
        "http GET /async view wait-heavy own-loop",
      ]),
    Case(
      name: "Tornado, Litestar, servers, messages",
      files: [
        "a.py": """
        import time
        from tornado.web import Application, RequestHandler

        class Items(RequestHandler):
            def get(self):
                time.sleep(1)

        app = Application([(r"/items", Items)])
        """,
        "b.py": """
        import time
        from litestar import Litestar, get, post

        @get("/slow")
        async def slow() -> None:
            time.sleep(1)

        @post("/plain")
        def plain() -> None:
            time.sleep(1)

        app = Litestar([slow, plain])
        """,
        "c.py": """
        import asyncio, websockets

        async def echo(reader, writer):
            while line := await reader.readline():
                writer.write(line)
                await writer.drain()

        async def talk(socket):
            async for message in socket:
                await socket.send(message)

        async def main():
            await asyncio.start_server(echo, port=1)
            async with websockets.serve(talk, "", 2):
                await asyncio.Future()

        asyncio.run(main())
        """,
        "d.py": """
        import time
        from aiogram import Router
        router = Router()

        @router.message()
        async def answer(message):
            time.sleep(1)
        """,
      ],
      expected: [
        "http GET /items Items.get blocking loop", "http GET /slow slow blocking loop",
        "http POST /plain plain blocking loop", "connection echo unknown loop",
        "websocket talk unknown loop", "message answer blocking loop",
      ]),
  ]

  @Test(arguments: cases)
  func endpointsAreFoundAndClassed(_ given: Case) throws {
    let report = try Self.list(given.files)
    #expect(Self.lines(report) == given.expected)
  }

  private static let mixedProgram = """
    import asyncio, time, hashlib
    from fastapi import APIRouter, Depends, FastAPI
    app = FastAPI()

    @app.get("/files")
    async def files():
        await asyncio.sleep(1)
        return open("x").read()

    @app.get("/hash")
    async def hash(text: bytes):
        return hashlib.pbkdf2_hmac("sha256", text, b"", 1_000_000)

    @app.get("/both")
    async def both(text: bytes):
        await asyncio.sleep(1)
        return hashlib.pbkdf2_hmac("sha256", text, b"", 1_000_000)

    @app.get("/deep")
    async def deep():
        return await service()

    async def service():
        return await asyncio.gather(*(one(n) for n in range(3)))

    async def one(n):
        return load(n)

    def load(n):
        time.sleep(n)

    async def check():
        time.sleep(1)

    guarded = APIRouter(dependencies=[Depends(check)])

    @guarded.get("/guarded")
    async def behind(): ...

    @app.get("/checked", dependencies=[Depends(check)])
    async def checked(): ...

    app.include_router(guarded)

    @app.get("/joins")
    async def joins():
        task = asyncio.create_task(one(1))
        await task

    @app.get("/odd")
    async def odd(thing):
        await thing.go()
    """

  private static let tasksProgram = """
    import asyncio, time
    from fastapi import FastAPI
    app = FastAPI()
    kept = set()

    async def later():
        time.sleep(1)

    def start(work):
        return asyncio.create_task(work)

    def keep(work):
        task = start(work)
        kept.add(task)
        return task

    async def put(work):
        kept.add(asyncio.create_task(work))

    async def finish(work):
        await put(asyncio.sleep(0))
        task = asyncio.create_task(work)
        await task

    class Jobs:
        def launch(self, function, *values):
            self.task = asyncio.get_running_loop().create_task(function(*values))

    jobs = Jobs()
    """

  /// What runs on as a task of its own is no part of the endpoint, whoever starts it.
  @Test(arguments: [
    "asyncio.create_task(later())", "kept.add(asyncio.create_task(later()))", "start(later())",
    "keep(later())", "await put(later())", "jobs.launch(later)", "work = later(); keep(work)",
    "asyncio.get_running_loop().create_task(later())", "task = keep(later()); task.set_name('x')",
  ])
  func tasksThatRunOnBelongToNobody(_ body: String) throws {
    #expect(try Self.classOfTask(body) == "brief")
  }

  @Test(arguments: [
    "await later()", "await start(later())", "task = keep(later()); await task",
    "await finish(later())", "await asyncio.gather(later(), later())",
    "keep(later()); await later()",
    "task = start(later()); await asyncio.wait({task})", "keep(later()); await asyncio.wait(kept)",
    "await asyncio.wait_for(keep(later()), 5)", "await asyncio.shield(start(later()))",
    "async with asyncio.TaskGroup() as group: group.create_task(later())",
  ])
  func tasksThatAreWaitedForBelongToTheEndpoint(_ body: String) throws {
    #expect(try Self.classOfTask(body) == "blocking")
  }

  private static func classOfTask(_ body: String) throws -> String? {
    let endpoint = "\n\n@app.get(\"/\")\nasync def endpoint():\n    \(body)\n"
    return try list(["app.py": tasksProgram + endpoint]).entryPoints.first?.kindOfWork.rawValue
  }

  @Test func aWorkerMayStandInTheFunctionThatStartsIt() throws {
    let text = """
      import asyncio
      def poll(loop: asyncio.AbstractEventLoop):
          async def poll_sensor():
              while True:
                  await asyncio.sleep(1)
          loop.create_task(poll_sensor())
      """
    let report = try Self.list(["app.py": text])
    #expect(Self.lines(report) == ["worker poll_sensor wait-heavy loop"])
  }

  @Test func aHandlerUnderADecoratorOfALibraryIsListed() throws {
    let views = "import jinja\n@jinja.template('a')\nasync def index(request): ..."
    let text = """
      import views
      from aiohttp import web
      from views import index
      router = web.Application().router
      router.add_get("/", index), router.add_get("/again", views.index)
      """
    let report = try Self.list(["views.py": views, "app.py": text])
    #expect(report.entryPoints.map { $0.route } == ["/", "/again"])
  }

  @Test(arguments: [("", ["/a", "/b"]), ("frameworks = [\"aiohttp\"]", ["/b"])])
  func onlyTheFrameworksOfTheSettingsAreListed(settings: String, routes: [String]) throws {
    let text = """
      import aiohttp.web, fastapi
      @fastapi.FastAPI().get("/a")
      async def a(): ...
      @aiohttp.web.RouteTableDef().get("/b")
      async def b(request): ...
      """
    let report = try Self.list(["app.py": text, "loopwise.toml": settings])
    #expect(report.entryPoints.map { $0.route } == routes)
  }

  @Test func classesFollowFromWaitsAndHolds() throws {
    let report = try Self.list([
      "app.py": Self.mixedProgram
    ])
    #expect(
      Self.lines(report) == [
        "http GET /files files mixed loop", "http GET /hash hash compute-heavy loop",
        "http GET /both both mixed loop", "http GET /deep deep blocking loop",
        "http GET /guarded behind blocking loop", "http GET /checked checked blocking loop",
        "http GET /joins joins blocking loop",
        "http GET /odd odd unknown loop",
      ])
    let hold = try #require(report.entryPoints[3].holds.first)
    #expect(hold.via.map { $0.text } == ["service", "one"])
    #expect(hold.place.start?.line == 27)
  }

  @Test func figuresComeToTheirEndpoints() throws {
    var text = RecordingText()
    func route(_ path: String) -> String {
      "{\"p\":1,\"e\":\"route\",\"m\":\"GET\",\"r\":\"\(path)\",\"held\":0,\"cpu\":0,\"span\":0,"
        + "\"d\":[[200,12]],\"n\":12,\"sum\":1200000000,\"max\":150000000}"
    }
    for path in ["/v1/items/{id:int}", "/api/2/admin/{name}", "/gone"] { text.add(route(path)) }
    text.block(
      70, [RecordingText.Frame("app.py", 9, "show", first: 8)],
      more: ",\"route\":[\"GET\",\"/v1/items/{id:int}\"]")
    text.block(
      30, [RecordingText.Frame("app.py", 22, "beat", first: 20)], more: ",\"coro\":\"beat\"")
    let report = try Self.list(
      [
        "app.py": """
        import asyncio, os
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        items = APIRouter(prefix="/items")
        admin = APIRouter()

        @items.get("/{id}")
        async def show(id): ...

        @admin.get("/admin/{name}")
        async def name(name): ...

        app.include_router(items, prefix="/v1")
        app.include_router(admin, prefix=os.environ["P"])

        @app.on_event("startup")
        async def start():
            app.task = asyncio.create_task(beat())

        async def beat():
            while True:
                await asyncio.sleep(1)
        """
      ], recording: text)
    let measured = report.entryPoints.map { $0.measured }
    #expect(measured.map { $0?.requests } == [12, 12, 0])
    #expect(measured.map { $0?.lost } == [70_000_000, 0, 30_000_000])
    #expect(measured[0]?.p99 == nil)
    #expect(report.unmatched == ["GET /gone"])
    let page = EndpointPage.render(report)
    #expect(page.contains("12 requests"))
    #expect(!page.contains("http://") && !page.contains("https://"))
    let json = String(decoding: EndpointRenderer.json(report), as: UTF8.self)
    #expect(json.contains("\"route_complete\": false"))
  }

  @Test func hostileNamesStayText() throws {
    let report = try Self.list([
      "a.py": "from fastapi import FastAPI\napp = FastAPI()\n@app.get(\"/<script>\\x1b[31m\")\n"
        + "async def f(): ...\n"
    ])
    #expect(!EndpointPage.render(report).contains("<script>\u{1b}"))
    let text = EndpointRenderer.text(report, full: true, painter: .init(isOn: false))
    #expect(!text.contains("\u{1b}"))
  }
}
