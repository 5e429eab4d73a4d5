import time


class Client:
    def __init__(self):
        time.sleep(1)

    @property
    def token(self):
        time.sleep(1)
        return "x"


async def use(client: Client):
    print(client.token)  # expect: LW110
    Client()  # expect: LW110
