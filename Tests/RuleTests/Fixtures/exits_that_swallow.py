# RULES 5.6 LW402: `__aexit__` that is true for everything.
# about: LW402
import asyncio


class Always:
    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, traceback):
        await asyncio.sleep(0)
        return True  # expect: LW402


class WheneverSomethingFails:
    async def __aexit__(self, kind, error, traceback):
        if kind is not None:
            print("failed")
            return True  # expect: LW402


class Nothing:
    async def __aexit__(self, kind, error, traceback):
        await asyncio.sleep(0)
        return False


class OfOneKind:
    async def __aexit__(self, kind, error, traceback):
        if kind is not None and issubclass(kind, ValueError):
            return True


class NotOfCancellation:
    async def __aexit__(self, kind, error, traceback):
        if isinstance(error, asyncio.CancelledError):
            return False
        return True


class AsItWasTold:
    quiet = False

    async def __aexit__(self, kind, error, traceback):
        if self.quiet:
            return True


class AsAnotherDecides:
    async def __aexit__(self, kind, error, traceback):
        return await self.inner.__aexit__(kind, error, traceback)
