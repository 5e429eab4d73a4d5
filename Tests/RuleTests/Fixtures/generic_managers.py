# What a generic manager gives is what the coroutine gives that it was made with.
import time
from collections.abc import Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Response:
    def slow(self):
        time.sleep(1)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *details): ...


class Opening(Generic[T]):
    def __init__(self, job: Coroutine[Any, Any, T]) -> None:
        self.job = job
        self.kept = None

    async def __aenter__(self) -> T:
        self.kept: T = await self.job
        return await self.kept.__aenter__()

    async def __aexit__(self, *details): ...


ResponseOpening = Opening[Response]


class Client:
    async def request(self, method, url, *, data=None, headers=None) -> Response:
        return Response()

    def get(self, url, *, data=None, **options: Any) -> "ResponseOpening":
        return ResponseOpening(self.request("GET", url, data=data, **options))

    def post(self, url):
        return Opening(self.request("POST", url))


async def load(client: Client, options):
    async with client.get("/") as response:
        response.slow()  # expect: LW110
    async with client.get("/", headers=options.get("headers")) as response:
        response.slow()  # expect: LW110
    async with client.post("/") as response:
        response.slow()  # expect: LW110
