from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

import handlers


async def wait(request):
    await handlers.wait()
    return PlainTextResponse("ok")


async def compute(request):
    await handlers.compute()
    return PlainTextResponse("ok")


async def block(request):
    await handlers.block()
    return PlainTextResponse("ok")


async def mixed(request):
    await handlers.mixed()
    return PlainTextResponse("ok")


async def offloop(request):
    await handlers.offloop()
    return PlainTextResponse("ok")


async def child(request):
    await handlers.child()
    return PlainTextResponse("ok")


app = Starlette(routes=[
    Route("/wait/{item}", wait),
    Route("/compute/{item}", compute),
    Route("/block/{item}", block),
    Route("/mixed/{item}", mixed),
    Route("/offloop/{item}", offloop),
    Route("/child/{item}", child),
])
