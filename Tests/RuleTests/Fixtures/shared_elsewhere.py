# about: LW610
# What another file changes, under its own name for it.
import state
from fastapi import FastAPI, WebSocket
from manager import manager
from state import leave, listeners, plugins

app = FastAPI()


@app.websocket("/listen")
async def listen(socket: WebSocket):
    await socket.accept()
    listeners.add(socket)
    try:
        await socket.receive_text()
    finally:
        leave(socket)


# file: telling.py
import state
from fastapi import APIRouter
from manager import manager
from state import limits, listeners, plugins
from state import order as sequence

router = APIRouter()


@router.post("/tell")
async def tell(text: str):
    for socket in listeners:  # expect: LW610
        await socket.send_text(text)
    for socket in state.listeners:  # expect: LW610
        await socket.send_text(text)
    for socket in set(state.listeners):
        await socket.send_text(text)
    for socket in manager.active["all"]:  # expect: LW610
        await socket.send_text(text)
    for plugin in plugins.values():
        await plugin(text)
    for name in sequence:
        await plugins[name](text)
    for name in limits:
        await plugins[name](text)


# file: state.py
listeners = set()
plugins = {}
order = []
limits = []


def leave(socket):
    listeners.discard(socket)


# Called at import only.
def register(name, plugin):
    plugins[name] = plugin
    order.remove(name)


# Nobody calls it.
def reset():
    limits.clear()


# file: plugin.py
from state import register


async def shout(text): ...


register("shout", shout)

# file: manager.py
from fastapi import APIRouter, WebSocket


class Members:
    def __init__(self):
        self.active = {}
        self.topics = set()

    def disconnect(self, room, socket):
        self.active[room].remove(socket)

    def forget(self, topic):
        self.topics.discard(topic)


class Manager(Members):
    async def tell(self, text):
        for topic in self.topics:  # expect: LW610
            await topic.send(text)


manager = Manager()
router = APIRouter()


@router.websocket("/join")
async def join(socket: WebSocket):
    await socket.accept()
    try:
        await socket.receive_text()
    finally:
        manager.disconnect("all", socket)


# file: child.py
from fastapi import APIRouter
from manager import Members

router = APIRouter()


class Child(Members):
    async def tell(self, text):
        for topic in self.topics:  # expect: LW610
            await topic.send(text)


child = Child()


@router.post("/child")
async def tell(text: str):
    child.forget(text)
    await child.tell(text)


# file: other.py
# Another class with the same name for its own.
class Other:
    def __init__(self):
        self.topics = set()

    async def tell(self, text):
        for topic in self.topics:
            await topic.send(text)


# A variable of the same name that has nothing to do with it.
listeners = set()


async def tell(text):
    for socket in listeners:
        await socket.send_text(text)
