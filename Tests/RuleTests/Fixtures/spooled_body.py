import io
import tempfile


def body(length):
    if length < 100_000:
        return io.BytesIO()
    return tempfile.TemporaryFile()


class Request:
    def __init__(self, length):
        self.content = body(length)


async def handle(request: Request):
    return request.content.read()
