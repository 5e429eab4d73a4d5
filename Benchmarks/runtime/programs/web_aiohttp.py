import sys

from aiohttp import web

import handlers


def endpoint(work):
    async def run(request):
        await work()
        return web.Response(text="ok")

    return run


app = web.Application()
for name, work in handlers.ALL.items():
    app.router.add_get("/%s/{item}" % name, endpoint(work))
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
