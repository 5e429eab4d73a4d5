from fastapi import FastAPI

import handlers

app = FastAPI()


def route(name, work):
    @app.get("/%s/{item}" % name)
    async def endpoint(item: int):
        await work()
        return {"item": item}


for name, work in handlers.ALL.items():
    route(name, work)
