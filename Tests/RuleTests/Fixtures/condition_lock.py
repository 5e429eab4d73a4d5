import threading


class Mailbox:
    def __init__(self):
        self._ready = threading.Condition()
        self._items = []

    def put(self, item):
        with self._ready:
            self._items.append(item)
            self._ready.notify()

    def get(self):
        with self._ready:
            while not self._items:
                self._ready.wait()
            return self._items.pop()


async def use(box: Mailbox):
    box.put(1)
    box.get()  # expect: LW110
