from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import path

import handlers

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x", DEBUG=False, MIDDLEWARE=[])


async def wait(request, item):
    await handlers.wait()
    return HttpResponse("ok")


async def compute(request, item):
    await handlers.compute()
    return HttpResponse("ok")


async def block(request, item):
    await handlers.block()
    return HttpResponse("ok")


async def mixed(request, item):
    await handlers.mixed()
    return HttpResponse("ok")


async def offloop(request, item):
    await handlers.offloop()
    return HttpResponse("ok")


async def child(request, item):
    await handlers.child()
    return HttpResponse("ok")


urlpatterns = [
    path("wait/<int:item>", wait),
    path("compute/<int:item>", compute),
    path("block/<int:item>", block),
    path("mixed/<int:item>", mixed),
    path("offloop/<int:item>", offloop),
    path("child/<int:item>", child),
]
app = get_asgi_application()
