import time


class Document:
    pass


class Base:
    def __init__(self, wsdl):
        if isinstance(wsdl, Document):
            self.wsdl = wsdl
        else:
            time.sleep(1)


class Sub(Base):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)


async def keyword():
    Sub(wsdl=Document())


async def positional():
    Sub(Document())


async def blocks_keyword():
    Sub(wsdl="x")  # expect: LW110


async def blocks_positional():
    Sub("x")  # expect: LW110


def make(a, reply_to=None):
    if reply_to:
        time.sleep(1)


def send(**kwargs):
    make(1, **kwargs)


async def without():
    send()


async def with_nothing():
    send(reply_to=None)


async def blocks():
    send(reply_to="x")  # expect: LW110


def pops(**kwargs):
    if kwargs.pop("thread", None):
        time.sleep(1)


async def pop_without():
    pops()


async def pop_blocks():
    pops(thread="x")  # expect: LW110


def gets(**kwargs):
    thread = kwargs.get("thread")
    if thread:
        time.sleep(1)


async def get_without():
    gets()


async def get_blocks():
    gets(thread="x")  # expect: LW110


class Defaults(Base):
    def __init__(self, **kwargs):
        # What it changes is no longer what it was given.
        kwargs["wsdl"] = "x"
        super().__init__(**kwargs)


async def changed():
    Defaults(wsdl=Document())  # expect: LW110


class Named(Base):
    def __init__(self, wsdl, **kwargs):
        super().__init__(wsdl, **kwargs)


async def named():
    Named(Document())


class Deeper(Sub):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)


async def deeper():
    Deeper(Document())
    Deeper("x")  # expect: LW110


def reply(text, *rest):
    make(text, *rest)


async def rest():
    reply("a")
    reply("a", "b")  # expect: LW110
