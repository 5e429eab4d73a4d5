import time


class Plain:
    def send(self, text: str) -> int:
        time.sleep(1)
        return len(text)


class Asynchronous:
    async def send(self, text: str) -> int:
        return len(text)


def client(is_async: bool):
    return Asynchronous() if is_async else Plain()


async def main():
    chosen = client(True)
    # What is awaited is the coroutine of the pair, whatever inference thinks of the receiver.
    await chosen.send("a")
    chosen.send("b")  # expect: LW110
