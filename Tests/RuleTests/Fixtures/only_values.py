# about: LW101, LW108
# count: sure
# An attribute that is only ever one constant decides a branch; where others may set it, it does not.

# file: payments.py
import asyncio
import imaplib
import time


class Provider:
    def __init__(self):
        self._in_threads = True
        self._told = False
        self._mail: imaplib.IMAP4 | None = None
        self._late = None
        self.public = True
        self._below = True
        self._outside = True
        self._given: bool = True

    def configure(self, given):
        self._told = True
        self._given = given

    async def one_way(self):
        if not self._in_threads:
            time.sleep(1)
        return await asyncio.to_thread(time.sleep, 1)

    async def asked_by_name(self):
        if not getattr(self, "_in_threads", True):
            time.sleep(1)

    async def never_there(self):
        if self._mail is not None:
            self._mail.logout()

    async def asked_for_another(self):
        if not getattr(self, "_in_threads", False):
            time.sleep(1)  # expect: LW101

    async def changed(self):
        if self._told:
            time.sleep(1)  # expect: LW101

    async def not_private(self):
        if not self.public:
            time.sleep(1)  # expect: LW101

    async def changed_below(self):
        if not self._below:
            time.sleep(1)  # expect: LW101

    async def changed_outside(self):
        if not self._outside:
            time.sleep(1)  # expect: LW101

    async def handed_in(self):
        if not self._given:
            time.sleep(1)  # expect: LW101


class Slow(Provider):
    def __init__(self):
        super().__init__()
        self._below = False


def slowly(provider: Provider):
    provider._outside = False
    return provider


async def serve(provider: Provider):
    await asyncio.gather(
        provider.one_way(),
        provider.asked_by_name(),
        provider.never_there(),
        provider.asked_for_another(),
        provider.changed(),
        provider.not_private(),
        provider.changed_below(),
        provider.changed_outside(),
        provider.handed_in(),
    )


# file: by_name.py
import asyncio
import time


class Options:
    _slow = False
    _quick: bool = True

    def __init__(self, **options):
        for name, value in options.items():
            setattr(self, name, value)

    async def run(self):
        if self._slow:
            time.sleep(1)  # expect: LW101
        await asyncio.sleep(0)


class Plain:
    _slow = False

    async def run(self):
        if self._slow:
            time.sleep(1)  # expect: LW101
        await asyncio.sleep(0)
