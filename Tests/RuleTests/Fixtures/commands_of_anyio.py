# count: sure
# What a command hands to `anyio.run` or `trio.run` runs there alone; a service awaits the other.

# file: tool/client.py
import requests


class Client:
    def applications(self):
        return requests.get("https://metrics.example/applications", timeout=5)

    async def prepare(self):
        self.known = self.applications()

    async def find(self, name):
        return self.applications()  # expect: LW110

# file: tool/cli.py
import argparse

import anyio

from tool.client import Client
from tool.server import serve


async def prepare(client: Client):
    await client.prepare()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--host")
    options = parser.parse_args()
    client = Client()
    anyio.run(prepare, client)
    serve(client, options.host)


if __name__ == "__main__":
    main()

# file: tool/server.py
from fastapi import FastAPI

from tool.client import Client

app = FastAPI()


def serve(client: Client, host):
    @app.get("/find/{name}")
    async def find(name: str):
        return await client.find(name)
