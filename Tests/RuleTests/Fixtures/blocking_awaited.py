# A call that is awaited gives something to await: where the function that was found gives a plain
# value, the object is another one, such as an asynchronous client derived from the synchronous one.
import time


class Fetcher:
    def fetch(self) -> int:
        time.sleep(1)
        return 1


class Credentials:
    def __init__(self) -> None:
        self.fetcher = Fetcher()

    def load(self) -> int:
        return self.fetcher.fetch()


def make(credentials: Credentials):
    async def load() -> int:
        return await credentials.fetcher.fetch()

    return load


async def direct(credentials: Credentials) -> int:
    return credentials.load()  # expect: LW110
