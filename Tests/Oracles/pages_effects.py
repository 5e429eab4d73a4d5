"""What is seen when the programs on the rules' pages run; read by `pages.py`.

One entry for each bad program of a page, `LW202.2` being the second of LW202. `bad` is what its output
has, `good` what it has after the repair: regular expressions, with `!` before those that must not be
there. `driver` is put behind a program that calls nothing by itself.
"""

from dataclasses import dataclass

HANGS = "it does not end"


@dataclass
class Effect:
    bad: tuple = ()
    good: tuple | None = None
    driver: str = ""
    before: str = ""
    file: str = "main.py"
    arguments: tuple = ()
    needs_postgres: bool = False
    static: str = ""
    """Why nothing is to be seen at run time."""


PRELUDE = '''
import asyncio, os, threading, time
async def held(job, over=0.25):
    """Whether other tasks had to stand still while `job` ran."""
    async def tick():
        nonlocal longest
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            longest = max(longest, time.monotonic() - before)
    longest = 0
    ticker = asyncio.create_task(tick())
    await asyncio.sleep(0.05)
    try:
        await job
    finally:
        await asyncio.sleep(0.02)
        ticker.cancel()
    print("HELD" if over < longest else "FREE")
async def serve(answer):
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    return "http://127.0.0.1:%d" % server.sockets[0].getsockname()[1]
async def hello(reader, writer):
    while await reader.readuntil(b"\\r\\n\\r\\n"):
        writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 20000000\\r\\n\\r\\n" + b"1" * 20000000)
        await writer.drain()
class Loans:
    """A pool of one connection."""
    def __init__(self): self.slots = asyncio.Semaphore(1)
    def acquire(self): return self
    async def __aenter__(self): await self.slots.acquire(); return self
    async def __aexit__(self, *exc): self.slots.release()
    async def fetch(self, text): return [1, 2]
'''


def blocks(driver, over="0.25", **more):
    return Effect(("HELD",), ("FREE",), f"asyncio.run(held({driver}, {over}))", **more)


def raises(name, *good):
    return Effect((name,), good or ("!Error",))


def hangs(*good):
    return Effect((HANGS,), good or ("!" + HANGS,))


SLOW_SERVER = '''
import http.server
class Slow(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(0.6)
        self.send_response(200)
        self.end_headers()
    def log_message(self, *text): pass
slow = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
threading.Thread(target=slow.serve_forever, daemon=True).start()
asyncio.run(held(load("http://127.0.0.1:%d/" % slow.server_port)))
'''

PIPE = '''
os.mkfifo("pipe")
def late():
    time.sleep(0.6)
    with open("pipe", "w") as file:
        file.write("x")
threading.Thread(target=late).start()
asyncio.run(held(load("pipe")))
'''

LOCKED = '''
first = sqlite3.connect("db", isolation_level=None)
first.execute("create table t (n)")
first.execute("begin exclusive")
def free():
    time.sleep(0.6)
    first.execute("commit")
first = sqlite3.connect("db", isolation_level=None, check_same_thread=False)
first.execute("begin exclusive")
threading.Thread(target=free).start()
job = globals().get("report") or count
asyncio.run(held(job("db")))
'''.replace('first.execute("begin exclusive")\ndef', "first.close()\ndef")

ENDPOINT = '''
import httpx
class Answer:
    def json(self): return 1
def slowly(*given, **more):
    time.sleep(0.6)
    return Answer()
requests.get = slowly
async def ask():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        print((await client.get("/price")).json())
asyncio.run(held(ask()))
'''

DJANGO = '''
import django
from django.conf import settings
settings.configure(
    SECRET_KEY="x", ROOT_URLCONF="__main__", ALLOWED_HOSTS=["*"], INSTALLED_APPS=["shop"],
    DEBUG_PROPAGATE_EXCEPTIONS=True, MIDDLEWARE=MIDDLEWARE,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db"}})
django.setup()
'''

EFFECTS = {
    "LW001": Effect(static="about a comment"),
    "LW002": raises("SyntaxError"),
    "LW101": Effect(("2 s",), ("1 s",)),
    "LW102": Effect(("HELD",), ("FREE",), SLOW_SERVER),
    "LW103": Effect(("2 s",), ("1 s",)),
    "LW104": Effect(("HELD",), ("FREE",), PIPE),
    "LW106": Effect(("HELD",), ("FREE",), LOCKED),
    "LW108": hangs("done"),
    "LW110": Effect(("2 s",), ("1 s",)),
    "LW111": Effect((r"1\.\d s",), (r"0\.\d s",)),
    "LW112": blocks('check(b"x", b"y")', "0.12"),
    "LW114": blocks("resize([1], lambda image: time.sleep(0.6))"),
    "LW116": raises("TypeError: 'str' object is not callable"),
    "LW116.2": Effect(("never awaited", "!^working"), ("^working|\nworking",)),
    "LW118": blocks("Tool(lambda: time.sleep(0.6)).run({})"),
    "LW120": Effect(
        ("LONG",), ("SHORT",), before=(
            "import atexit, time\nbegin = time.monotonic()\n"
            "atexit.register(lambda: print('LONG' if 0.8 < time.monotonic() - begin else 'SHORT'))\n")),
    "LW201": Effect(("was never awaited", "!saved\n"), ("saved", "!never awaited")),
    "LW202": Effect(("2\n", "!load 1", "never awaited"), ("load 1",)),
    "LW202.2": Effect(("<coroutine object load",), ("!<coroutine",)),
    "LW203": Effect((r"\[1, -1\]",), (r"\[1\]|^$",)),
    "LW203.2": raises("TypeError: 'coroutine' object is not subscriptable"),
    "LW205": raises("TypeError"),
    "LW206": raises("cannot reuse already awaited coroutine"),
    "LW206.2": Effect(("cannot reuse",), ("!cannot reuse",)),
    "LW208": Effect(("never awaited", "!ping\n"), ("ping\n",)),
    "LW209": raises("cannot reuse already awaited coroutine"),
    "LW210": raises("TypeError: __init__"),
    "LW211": Effect(("3 \\[\\]",), ("3",), '''
import inspect
async def other(seen):
    while True:
        await asyncio.sleep(0)
        seen.append(1)
async def main():
    seen = []
    task = asyncio.create_task(other(seen))
    for _ in range(1000):
        sum = add(1, 2)
        if inspect.isawaitable(sum):
            sum = await sum
    print(sum, seen)
asyncio.run(main())
'''),
    "LW214": raises("ValueError: a coroutine was expected"),
    "LW214.2": Effect(("TypeError",), None, '''
async def caller():
    return await (await load())
asyncio.run(caller())
'''),
    "LW215": Effect(static="nothing happens at run time; type checkers lose the type"),
    "LW251": raises("TypeError: 'async_generator' object is not iterable"),
    "LW251.2": raises("TypeError"),
    "LW255": hangs("TimeoutError"),
    "LW255.2": Effect(("TypeError",), ("!TypeError",)),
    "LW256": Effect(("next\nreleased",), ("released\nnext",)),
    "LW257": Effect(("CancelledError",), ("!Error",)),
    "LW258": Effect(("out: True",), ("out: False",), '''
async def main():
    pool = Loans()
    async for row in rows(pool):
        print("out:", pool.slots.locked())
        break
asyncio.run(main())
'''),
    "LW259": Effect(("!stopped",), ("stopped",)),
    "LW301": Effect(("destroyed but it is pending", "!audited\n"), ("!destroyed but it is pending!\n.*wait_for",)),
    "LW302": Effect(("destroyed but it is pending",), ("!destroyed",), '''
import gc
async def audit():
    await asyncio.Future()
async def main():
    print(await handle(None))
    await asyncio.sleep(0)
    gc.collect()
    os._exit(0)
asyncio.run(main())
'''),
    "LW303": Effect(("running\n(.|\n)*never retrieved",), ("poller failed(.|\n)*running", "!never retrieved")),
    "LW305": Effect(("ExceptionGroup",), ("!ExceptionGroup", "OSError")),
    "LW306": Effect(("failed\nwritten 2",), ("!written 2",)),
    "LW307": Effect(("asked 0\nasked 2",), ("!asked 2",)),
    "LW310": hangs("done"),
    "LW312": Effect(("Session is closed",), ("!Session is closed",), before=(
        "import socket\n_look = socket.getaddrinfo\n"
        "def _none(*given, **more): raise socket.gaierror(-2, 'no network')\n"
        "socket.getaddrinfo = _none\n")),
    "LW351": Effect(("all told", "!route"), ("ann failed: no route",)),
    "LW352": Effect((r"\[1, OSError\(\)\]",), (r"\[0, 1\]",)),
    "LW354": Effect(("ExceptionGroup", "!^failed"), (r"\(ValueError\(\), ValueError\(\)\)",)),
    "LW356": raises("AttributeError: 'ExceptionGroup'", "5"),
    "LW357": Effect(("!no route",), ("OSError: no route",)),
    "LW401": hangs("stopping"),
    "LW402": Effect(("failed\nFalse",), ("!failed", "CancelledError")),
    "LW404": Effect(("^0",), ("done", "TimeoutError")),
    "LW405": Effect(("!bye",), ("bye",)),
    "LW408": Effect(("TimeoutError", "!saved\n"), ("slow\nsaved",)),
    "LW451": Effect(("still waiting",), ("!still waiting", "TimeoutError"), '''
async def silent(reader, writer): await asyncio.sleep(60)
async def main():
    port = int((await serve(silent)).rpartition(":")[2])
    connect = asyncio.open_connection
    asyncio.open_connection = lambda host, _: connect(host, port)
    done, pending = await asyncio.wait([asyncio.create_task(banner("127.0.0.1"))], timeout=6)
    print("still waiting" if pending else repr(done.pop().exception()))
    os._exit(0)
asyncio.run(main())
'''),
    "LW452": Effect((r"^\d+", "!TimeoutError"), ("TimeoutError",)),
    "LW455": Effect(("ReadTimeout",), ("'' came",), '''
def silent(request): raise httpx.ReadTimeout("no answer")
async def main():
    async with httpx.AsyncClient(transport=httpx.MockTransport(silent)) as client:
        print(repr(await load(client)), "came")
asyncio.run(main())
'''),
    "LW457": Effect(("True False",), ("too slow",)),
    "LW459": Effect(("after 3 s",), ("after 1 s",), '''
class Server:
    async def ping(self): return await asyncio.sleep(3, True)
begin = time.monotonic()
asyncio.run(wait_ready(Server(), 1))
print("after", round(time.monotonic() - begin), "s")
'''),
    "LW462": Effect(("attempts: many",), ("attempts: few",), '''
async def main():
    attempts = 0
    connect = aiohttp.TCPConnector.connect
    async def count(*given, **more):
        nonlocal attempts
        attempts += 1
        return await connect(*given, **more)
    aiohttp.TCPConnector.connect = count
    async with aiohttp.ClientSession() as session:
        try:
            await asyncio.wait_for(load(session, "http://127.0.0.1:9"), 1)
        except TimeoutError:
            print("attempts:", "many" if 20 < attempts else "few")
asyncio.run(main())
'''),
    "LW501": Effect(("Unclosed client session",), ("!Unclosed",)),
    "LW502": Effect(("connections: 3",), ("connections: 1",), '''
async def main():
    opened = 0
    async def count(reader, writer):
        nonlocal opened
        opened += 1
        try:
            await hello(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
    await load_all([await serve(count)] * 3)
    print("connections:", opened)
asyncio.run(main())
'''),
    "LW503": Effect((HANGS,), ("True True",), '''
async def main():
    kept = []
    get = aiohttp.ClientSession._request
    async def keep(*given, **more):
        kept.append(await get(*given, **more))
        return kept[-1]
    aiohttp.ClientSession._request = keep
    url = await serve(hello)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
        print(await exists(session, url), await exists(session, url))
asyncio.run(main())
'''),
    "LW504": Effect(("ClientConnectionError: Connection closed",), ("read",), '''
async def main():
    async with aiohttp.ClientSession() as session:
        aiohttp.ClientResponse.json = aiohttp.ClientResponse.read
        print("read", len(await load(session, await serve(hello))))
asyncio.run(main())
'''),
    "LW505": Effect(("no running event loop",), ("!no running event loop",), before=(
        "import socket\ndef _none(*given, **more): raise socket.gaierror(-2, 'no network')\n"
        "socket.getaddrinfo = _none\n")),
    "LW508": Effect((HANGS,), ("Ann", "!" + HANGS), needs_postgres=True, driver='''
async def main():
    async with asyncpg.create_pool(os.environ["POSTGRES"], min_size=1, max_size=1) as pool:
        await pool.execute("drop table if exists users")
        await pool.execute("create table users (id int, name text)")
        await pool.execute("insert into users values (1, 'Ann')")
        print(await name(pool, 1), await name(pool, 1))
asyncio.run(main())
'''),
    "LW508.2": Effect((HANGS,), ("moved", "!" + HANGS), needs_postgres=True, driver='''
async def main():
    async with asyncpg.create_pool(os.environ["POSTGRES"], min_size=1, max_size=1) as pool:
        for table in "ab":
            await pool.execute(f"drop table if exists {table}")
            await pool.execute(f"create table {table} (id int)")
        await move(pool)
        print("moved")
asyncio.run(main())
'''),
    "LW551": Effect(("1000000",), ("^100|^9\\d|^\\d\\d?\n",)),
    "LW552": Effect(("buffer: huge",), ("buffer: small",), '''
async def silent(reader, writer):
    writer.transport.pause_reading()
    await asyncio.sleep(60)
async def main():
    host, _, port = (await serve(silent)).rpartition("/")[2].partition(":")
    _, writer = await asyncio.open_connection(host, port)
    task = asyncio.create_task(send(writer, [b"x" * 1_000_000] * 64))
    await asyncio.sleep(1)
    print("buffer:", "huge" if 3e7 < writer.transport.get_write_buffer_size() else "small")
    os._exit(0)
asyncio.run(main())
'''),
    "LW553": Effect(("at once: 100000",), ("at once: 20",), '''
import inspect
busy = most = 0
async def count(seconds):
    global busy, most
    busy += 1
    most = max(most, busy)
    await pause(0)
    busy -= 1
pause, asyncio.sleep = asyncio.sleep, count
asyncio.run(main())
print("at once:", most)
'''),
    "LW555": hangs("a\n", "!" + HANGS),
    "LW558": Effect(("missed",), ("seen",), '''
async def main():
    worker = Worker()
    waiter = asyncio.create_task(worker.wait_ready())
    await asyncio.sleep(0.02)
    if isinstance(worker.ready, bool):
        worker.ready = True
        await asyncio.sleep(0.02)
        worker.ready = False
    else:
        worker.ready.set()
        await asyncio.sleep(0.02)
        worker.ready.clear()
    await asyncio.sleep(0.5)
    print("seen" if waiter.done() else "missed")
asyncio.run(main())
'''),
    "LW601": hangs(),
    "LW602": Effect(("^1",), ("^2",)),
    "LW605": hangs(),
    "LW605.2": Effect(("at once: 9",), ("at once: 5",), '''
import os
async def main():
    busy = most = 0
    async def fetch():
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.01)
        busy -= 1
    await asyncio.gather(*[call(fetch) for _ in range(9)])
    print("at once:", most)
asyncio.run(main())
'''),
    "LW606": hangs("done"),
    "LW607": hangs("done"),
    "LW610": Effect(("first(?!\nsecond)",), ("first\nsecond",), '''
async def main():
    bus = Bus()
    async def first(event):
        print("first")
        bus.remove(first)
    async def second(event):
        print("second")
    bus.add(first)
    bus.add(second)
    await bus.emit(1)
asyncio.run(main())
'''),
    "LW651": raises("cannot be called from a running event loop"),
    "LW652": Effect(("destroyed but it is pending",), None),
    "LW652.2": Effect(("loops: 2",), ("loops: 1",), '''
seen = []
async def handle(item):
    seen.append(asyncio.get_running_loop())
if "main" in globals():
    asyncio.run(main([1, 2]))
else:
    start([1, 2])
print("loops:", len(set(seen)))
'''),
    "LW654": Effect(("never awaited", "!hello\n"), ("hello",)),
    "LW654.2": Effect(("<coroutine object main", "!hello\n"), ("hello",)),
    "LW655": hangs("done"),
    "LW705": Effect(static="nothing happens before a later release of Python"),
    "LW751": Effect(("another operation is in progress",), ("came",), needs_postgres=True, driver='''
async def main():
    async with asyncpg.create_pool(os.environ["POSTGRES"], min_size=1, max_size=2) as pool:
        async with pool.acquire() as connection:
            print(await load(connection if BAD else pool), "came")
BAD = "pool" not in load.__code__.co_varnames
asyncio.run(main())
'''),
    "LW753": Effect(("MissingGreenlet",), ("number 1",), '''
from sqlalchemy import orm
from sqlalchemy.ext.asyncio import create_async_engine
class Base(orm.DeclarativeBase): pass
class User(Base):
    __tablename__ = "users"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
async def main():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        print("number", await add(session, User()))
asyncio.run(main())
'''),
    "LW801": Effect(("HELD",), ("FREE",), ENDPOINT),
    "LW802": Effect(("TypeError",), ("!TypeError",), '''
tasks = BackgroundTasks()
asyncio.run(handler(tasks))
asyncio.run(tasks())
'''),
    "LW804": Effect(("opened: 3",), ("opened: 1\n",), needs_postgres=True, driver='''
import httpx
from asyncpg import connect_utils
opened = 0
connect = connect_utils._connect
async def count(*given, **more):
    global opened
    opened += 1
    more["host"] = more["user"] = more["password"] = more["database"] = more["port"] = None
    more["dsn"] = os.environ["POSTGRES"]
    return await connect(*given, **more)
connect_utils._connect = count
async def main():
    async with app.router.lifespan_context(app):
        opened_before = opened
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            for _ in range(3):
                try:
                    await client.get("/users/1")
                except asyncpg.UndefinedTableError:
                    pass
        print("opened:", opened - opened_before or 1)
asyncio.run(main())
'''),
    "LW851": Effect(
        ("SynchronousOnlyOperation",), ("no such table",), "asyncio.run(orders(None))",
        before=DJANGO.replace("MIDDLEWARE=MIDDLEWARE", "MIDDLEWARE=[]")),
    "LW852": Effect(("TypeError",), ("^1",), "print(asyncio.run(view(None)))"),
    "LW852.2": Effect(("TypeError",), ("^1",), "print(asyncio.run(view(None)))"),
    "LW854": Effect(("500|Error",), ("status 200",), DJANGO.replace(
        "MIDDLEWARE=MIDDLEWARE", 'MIDDLEWARE=["__main__.Timing"]').replace('["shop"]', "[]") + '''
from django.http import HttpResponse
from django.test import AsyncClient
from django.urls import path
async def view(request): return HttpResponse("x")
urlpatterns = [path("", view)]
print("status", asyncio.run(AsyncClient().get("/")).status_code)
'''),
    "LW901": Effect((r"1\.\d s",), (r"0\.\d s",)),
    "LW902": Effect((r"1\.\d s",), (r"0\.\d s",), '''
begin = time.monotonic()
asyncio.run(fetch_all(["a", "b", "c"]))
print(round(time.monotonic() - begin, 1), "s")
'''),
    "LW903": Effect(("commands: 3",), ("commands: 1",), '''
class Client:
    sent = 0
    async def get(self, key): self.sent += 1
    async def mget(self, keys): self.sent += 1
client = Client()
asyncio.run(load(client, ["a", "b", "c"]))
print("commands:", client.sent)
'''),
    "LW904": Effect(static="memory, on a database that is large enough"),
    "LW931": Effect(("OK\n",), ("FAILED",)),
    "LW932": Effect(("TimeoutError",), ("1 passed",), file="test_main.py", arguments=("-m", "pytest", "-q")),
    "LW951": raises("TypeError", "!TypeError"),
    "LW974": Effect(("without calling task_status.started",), ("!Error",)),
    "LW974.2": Effect(static="both forms do the same"),
    "LW977": hangs("TimeoutError"),
    "LW979": raises("no running event loop", "!no running event loop"),
}
