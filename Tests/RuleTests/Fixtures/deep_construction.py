import time


class Backoff:
    def __init__(self, base, cap):
        self.base = base
        self.cap = cap


class Retry:
    def __init__(self, backoff, retries):
        self.backoff = backoff
        self.retries = retries


class Pool:
    def __init__(self, retry):
        self.retry = retry


class Client:
    def __init__(self, host="a", pool=Pool(Retry(Backoff(1, 2), 3))):
        self.host = host
        self.pool = pool

    def get(self, key):
        time.sleep(1)


class Service:
    def __init__(self, client):
        self.client = client


async def load():
    Client().get("a")  # expect: LW110


async def load_kept():
    service = Service(Client(pool=Pool(Retry(Backoff(1, 2), 3))))
    service.client.get("a")  # expect: LW110
