# What tests are run on blocks on purpose, and serves nobody. Addresses of a store are signed here.

# file: fixtures/shop/main.py
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def home():
    time.sleep(1)

# file: fixtures/store/__init__.py

# file: fixtures/store/main.py
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def home():
    time.sleep(1)

# file: shop/main.py
import time

from fastapi import FastAPI
from minio import Minio

app = FastAPI()
store = Minio("store.example", region="eu-1")


@app.get("/")
async def home():
    time.sleep(1)  # expect: LW101
    return store.presigned_get_object("shop", "logo.svg")


@app.get("/stat")
async def stat():
    return store.stat_object("shop", "logo.svg")  # expect: LW102
