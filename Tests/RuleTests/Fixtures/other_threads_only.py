# What follows `if` this is the thread of the loop`: return` runs on other threads.
import asyncio
import threading


class Bridge:
    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.thread = threading.get_ident()

    async def work(self):
        await asyncio.sleep(1)

    def call(self):
        if threading.get_ident() == self.thread:
            return asyncio.create_task(self.work())
        return asyncio.run_coroutine_threadsafe(self.work(), self.loop).result(timeout=3)

    def call_named(self):
        current = threading.get_ident()
        if self.thread is not None and current == self.thread:
            raise RuntimeError("await it instead")
        return asyncio.run_coroutine_threadsafe(self.work(), self.loop).result(timeout=3)

    def call_main(self):
        if threading.current_thread() is threading.main_thread():
            return None
        return asyncio.run_coroutine_threadsafe(self.work(), self.loop).result(timeout=3)

    def call_other(self):
        if threading.get_ident() != self.thread:
            return None
        return asyncio.run_coroutine_threadsafe(self.work(), self.loop).result(timeout=3)

    def call_maybe(self, is_urgent):
        if is_urgent and threading.get_ident() == self.thread:
            return None
        return asyncio.run_coroutine_threadsafe(self.work(), self.loop).result(timeout=3)

    def call_later(self):
        current = threading.get_ident()
        current = self.thread
        if current == self.thread:
            return None
        return asyncio.run_coroutine_threadsafe(self.work(), self.loop).result(timeout=3)


async def use(bridge: Bridge, is_urgent):
    bridge.call()
    bridge.call_named()
    bridge.call_main()
    bridge.call_other()  # expect: LW110
    bridge.call_maybe(is_urgent)  # expect: LW110
    bridge.call_later()  # expect: LW110
