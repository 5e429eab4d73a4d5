# about: LW102, LW103, LW104
# A step that hands a state on runs for each state; what an object keeps, it does once.

# file: steps.py
import asyncio
import urllib.request


async def render(state):
    if state.error:
        return state
    state.picture = urllib.request.urlopen(state.url)  # expect: LW102
    if not state.picture:
        state.error = "no picture"
    return state


class Client:
    def __init__(self):
        self.keys = None

    async def connect(self):
        if self.keys:
            return self
        self.keys = open("keys").read()
        return self


async def main(states, client):
    await asyncio.gather(*map(render, states), Client().connect())
