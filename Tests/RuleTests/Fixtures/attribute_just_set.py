import time


class Document:
    def __init__(self, location):
        time.sleep(1)


class Ready(Document):
    def __init__(self):
        pass


class Client:
    def __init__(self, document):
        if isinstance(document, Document):
            self.document = document
        else:
            self.document = Document(document)


async def load() -> Document:
    return Ready()


class Camera:
    def __init__(self):
        self.document: Document | None = None
        self.spare: Document | None = None

    async def set_up(self):
        self.document = await load()
        # What has just been put there is no longer the `None` that it began as.
        self.client = Client(self.document)

    async def set_up_spare(self):
        self.client = Client(self.spare)  # expect: LW110
