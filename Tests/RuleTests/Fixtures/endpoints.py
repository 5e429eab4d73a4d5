# Endpoints: plain ones run in threads; async ones that never await and block should be plain.
import asyncio
import time

import requests
from fastapi import APIRouter, Depends, FastAPI
from starlette.endpoints import HTTPEndpoint

app = FastAPI()
router = APIRouter()


def lookup(key):
    return requests.get("https://example.com", params={"key": key}, timeout=5).json()


def settings():
    return open("settings.toml").read()


@app.get("/plain")
def plain(key: str, text: str = Depends(settings)):
    time.sleep(1)
    return lookup(key)


@router.post("/never-awaits")
async def never_awaits(key: str):
    return lookup(key)  # expect: LW801


@router.post("/direct")
async def direct(key: str):
    return requests.get(key, timeout=5).text  # expect: LW102


@app.get("/awaits")
async def awaits(key: str):
    await asyncio.sleep(0)
    return lookup(key)  # expect: LW110


class Page(HTTPEndpoint):
    async def get(self, request):
        return lookup("page")  # expect: LW801

    def post(self, request):
        return lookup("page")


async def no_endpoint(key):
    return lookup(key)  # expect: LW110
