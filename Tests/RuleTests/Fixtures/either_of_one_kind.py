# about: LW102
# count: sure
# One of two objects, of one class: whichever it is, its method is the same function. Of two classes it may be
# the other one's.
import asyncio

import httpx
import requests


async def handed_in_or_made(url, session: requests.Session | None = None):
    session = session or requests.Session()
    return session.get(url)  # expect: LW102


async def made_if_missing(url, session: requests.Session | None = None):
    if session is None:
        session = requests.Session()
    return session.get(url)  # expect: LW102


async def of_two_kinds(url, client: httpx.Client | httpx.AsyncClient):
    answer = client.get(url)
    if isinstance(client, httpx.AsyncClient):
        answer = await answer
    return answer


async def serve(url, client):
    await asyncio.gather(handed_in_or_made(url), made_if_missing(url), of_two_kinds(url, client))
