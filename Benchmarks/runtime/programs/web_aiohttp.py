import sys

from aiohttp import web

import handlers


async def wait(request):
    await handlers.wait()
    return web.Response(text="ok")


async def compute(request):
    await handlers.compute()
    return web.Response(text="ok")


async def block(request):
    await handlers.block()
    return web.Response(text="ok")


async def mixed(request):
    await handlers.mixed()
    return web.Response(text="ok")


async def offloop(request):
    await handlers.offloop()
    return web.Response(text="ok")


async def child(request):
    await handlers.child()
    return web.Response(text="ok")


app = web.Application()
app.add_routes([
    web.get("/wait/{item}", wait),
    web.get("/compute/{item}", compute),
    web.get("/block/{item}", block),
    web.get("/mixed/{item}", mixed),
    web.get("/offloop/{item}", offloop),
    web.get("/child/{item}", child),
])
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
