from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

import handlers


def endpoint(work):
    async def run(request):
        await work()
        return PlainTextResponse("ok")

    return run


app = Starlette(routes=[Route("/%s/{item}" % name, endpoint(work)) for name, work in handlers.ALL.items()])
