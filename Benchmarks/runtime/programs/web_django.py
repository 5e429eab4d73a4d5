import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import path

import handlers

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x", DEBUG=False, MIDDLEWARE=[])


def endpoint(work):
    async def run(request, item):
        await work()
        return HttpResponse("ok")

    return run


urlpatterns = [path("%s/<int:item>" % name, endpoint(work)) for name, work in handlers.ALL.items()]
app = get_asgi_application()
