# about: LW610
# Requests run beside each other, those of one handler as well: the collection that a handler walks is changed by
# its own next run.
from aiohttp import web


async def chat(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    for other in request.app["sockets"].values():  # expect: LW610
        await other.send_str("somebody joined")
    request.app["sockets"][id(socket)] = socket
    async for message in socket:
        for other in list(request.app["sockets"].values()):
            await other.send_str(message.data)
    del request.app["sockets"][id(socket)]
    return socket


async def shutdown(app):
    for socket in app["sockets"].values():  # expect: LW610
        await socket.close()
    app["sockets"].clear()


async def only_looks(request):
    for plugin in request.app["plugins"]:
        await plugin.greet()
    return web.Response()


app = web.Application()
app["sockets"] = {}
app["plugins"] = []
app.router.add_get("/chat", chat)
app.router.add_get("/plugins", only_looks)
app.on_shutdown.append(shutdown)

# file: keyed.py
import asyncio

from aiohttp import web

sockets_key = web.AppKey("sockets", set)
lock_key = web.AppKey("lock", asyncio.Lock)
routes = web.RouteTableDef()


@routes.get("/listen")
async def listen(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    request.app[sockets_key].add(socket)
    try:
        async for message in socket:
            pass
    finally:
        request.app[sockets_key].discard(socket)
    return socket


@routes.post("/tell")
async def tell(request: web.Request) -> web.Response:
    sockets = request.app[sockets_key]
    for socket in sockets:  # expect: LW610
        await socket.send_str("news")
    for socket in request.app[sockets_key].copy():
        await socket.send_str("news")
    for socket in set(sockets):
        await socket.send_str("news")
    return web.Response()


class Tell(web.View):
    async def post(self):
        for socket in self.request.app[sockets_key]:  # expect: LW610
            await socket.send_str("news")
        return web.Response()


# file: own_run.py
from fastapi import FastAPI, Request, WebSocket

app = FastAPI()
listeners = set()
waiting = []
seen = {}
history = []


@app.websocket("/ws")
async def listen(socket: WebSocket):
    await socket.accept()
    listeners.add(socket)
    try:
        while True:
            text = await socket.receive_text()
            for other in listeners:  # expect: LW610
                await other.send_text(text)
    finally:
        listeners.remove(socket)


@app.websocket("/list")
async def listed(socket: WebSocket):
    await socket.accept()
    waiting.append(socket)
    for other in waiting:  # expect: LW610
        await other.send_text("one more")
    waiting.remove(socket)


@app.websocket("/own")
async def own(socket: WebSocket):
    await socket.accept()
    names = []
    for name in names:
        await socket.send_text(name)
        names.remove(name)


@app.websocket("/grows")
async def grows(socket: WebSocket):
    history.append(await socket.receive_text())
    for text in history:
        await socket.send_text(text)


@app.post("/tell")
async def tell(request: Request):
    for client in request.app.state.clients:  # expect: LW610
        await client.send_text("news")
    return {}


@app.websocket("/join")
async def join(socket: WebSocket):
    socket.app.state.clients.append(socket)
    try:
        await socket.receive_text()
    finally:
        socket.app.state.clients.remove(socket)


# Nobody is known to run this twice at once.
async def once():
    for name in seen:
        await listen(name)
    seen.clear()


# file: guarded.py
import asyncio

from aiohttp import web

lock = asyncio.Lock()
sockets = set()


async def chat(request: web.Request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async with lock:
        sockets.add(socket)
    async with lock:
        for other in sockets:
            await other.send_str("joined")
    async with lock:
        sockets.discard(socket)
    return socket
