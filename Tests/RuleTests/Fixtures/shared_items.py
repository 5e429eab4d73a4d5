# about: LW610
# Collections that are kept under a key: two runs may have the same one.
import asyncio

from fastapi import FastAPI, WebSocket

app = FastAPI()
rooms: dict[str, set[WebSocket]] = {}
waiting: dict[str, list[WebSocket]] = {}


@app.websocket("/rooms/{room}")
async def chat(socket: WebSocket, room: str):
    await socket.accept()
    rooms.setdefault(room, set()).add(socket)
    try:
        while True:
            text = await socket.receive_text()
            for other in rooms[room]:  # expect: LW610
                await other.send_text(text)
            for other in list(rooms[room]):
                await other.send_text(text)
    finally:
        rooms[room].discard(socket)


# What is taken out as a whole belongs to who took it.
@app.websocket("/waiting/{room}")
async def wait_for_room(socket: WebSocket, room: str):
    await socket.accept()
    waiting.setdefault(room, []).append(socket)
    mine = waiting[room]
    waiting[room] = []
    for other in mine:
        await other.send_text("open")
    waiting[room].remove(socket)


class Hub:
    def __init__(self):
        self.rooms = {}
        self.names = {}
        self.history = {}
        self.handlers = {}
        self.locks = {}
        self.watchers = {}

    def join(self, room, socket, name):
        self.rooms[room].append(socket)
        self.names[room][socket] = name
        self.history[room].append(name)
        self.handlers["close"].append(socket)

    def leave(self, room, socket):
        members = self.rooms.get(room)
        if members:
            members.remove(socket)
        del self.names[room][socket]
        self.handlers["close"].remove(socket)
        self.history.pop(room)

    async def tell(self, room, text):
        for socket in self.rooms[room]:  # expect: LW610
            await socket.send(text)
        for socket in self.rooms.get(room, ()):  # expect: LW610
            await socket.send(text)
        members = self.rooms[room]
        for socket in members:  # expect: LW610
            await socket.send(text)
        for socket, name in self.names[room].items():  # expect: LW610
            await socket.send(name + text)
        for socket in self.rooms[room][1:]:
            await socket.send(text)
        for socket in tuple(self.rooms[room]):
            await socket.send(text)

    # Only added to, or gone as a whole.
    async def replay(self, room, socket):
        for line in self.history[room]:
            await socket.send(line)

    # Another key, for certain.
    async def open(self):
        for handler in self.handlers["open"]:
            await handler()

    async def close(self, kind):
        for handler in self.handlers["close"]:  # expect: LW610
            await handler()

    async def watch(self, room, watcher):
        async with self.locks[room]:
            self.watchers[room].remove(watcher)

    async def notify(self, room):
        async with self.locks[room]:
            for watcher in self.watchers[room]:
                await watcher()


# file: own_class.py
# What says itself what a loop sees.
class Room:
    def __init__(self):
        self.members = []

    def __iter__(self):
        return iter(list(self.members))

    def remove(self, member):
        self.members.remove(member)


class House:
    rooms: dict[str, Room]

    def leave(self, room: str, member):
        self.rooms[room].remove(member)

    async def tell(self, room: str):
        for member in self.rooms[room]:
            await member.tell()
