import asyncio
import sys

from aiohttp import web


async def slow(request):
    await asyncio.sleep(0.01)
    return web.Response(text="ok")


async def down(request):
    return web.Response(status=503)


app = web.Application()
app.add_routes([web.get("/slow", slow), web.get("/down", down)])
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
