# count: sure
# Of a library its users import what it does not import itself; a file that calls itself an example nobody does.

# file: library/__init__.py
from library.queue import Queue

# file: library/queue.py
class Queue:
    pass

# file: library/example_handler.py
import requests


async def take(item):
    requests.post("https://example.com", data=item)

# file: library/handler.py
import requests


async def give(item):
    requests.post("https://example.com", data=item)  # expect: LW102
