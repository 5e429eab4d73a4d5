# about: LW605
# What a cancellation, which is no `Exception`, does to a lock or a permit that was acquired by hand.
import asyncio
import contextlib


class Calls:
    def __init__(self):
        self.slots = asyncio.Semaphore(3)
        self.lock = asyncio.Lock()

    async def failures_only(self, work):
        await self.slots.acquire()  # expect: LW605
        try:
            result = await work()
        except Exception:
            self.slots.release()
            raise
        self.slots.release()
        return result

    async def in_else(self, work):
        await self.lock.acquire()  # expect: LW605
        try:
            result = await work()
        except Exception:
            self.lock.release()
            raise
        else:
            self.lock.release()
        return result

    async def failures_forgiven(self, work):
        await self.lock.acquire()  # expect: LW605
        try:
            result = await work()
        except Exception:
            result = None
        self.lock.release()
        return result

    async def no_try(self, work):
        await self.slots.acquire()  # expect: LW605
        result = await work()
        self.slots.release()
        return result

    async def with_limit(self, work):
        await asyncio.wait_for(self.slots.acquire(), 3)  # expect: LW605
        result = await work()
        self.slots.release()
        return result

    async def before_the_try(self, work, log):
        await self.slots.acquire()  # expect: LW605
        await log("started")
        try:
            return await work()
        finally:
            self.slots.release()

    async def in_finally(self, work):
        await asyncio.wait_for(self.slots.acquire(), 3)
        try:
            return await work()
        finally:
            self.slots.release()

    async def base_exception(self, work):
        await self.slots.acquire()
        try:
            result = await work()
        except BaseException:
            self.slots.release()
            raise
        self.slots.release()
        return result

    async def cancellation_named(self, work):
        await self.slots.acquire()
        try:
            result = await work()
        except (Exception, asyncio.CancelledError):
            self.slots.release()
            raise
        self.slots.release()
        return result

    async def cancellation_first(self, work):
        await self.slots.acquire()
        try:
            result = await work()
        except asyncio.CancelledError:
            self.slots.release()
            raise
        except Exception:
            result = None
        self.slots.release()
        return result

    async def cleaned_up(self, work, page):
        await self.slots.acquire()
        try:
            return await work()
        except Exception:
            return None
        finally:
            try:
                await page.close()
            except Exception:
                pass
            self.slots.release()

    async def taken_inside(self, work, waiting):
        taken = False
        try:
            await self.slots.acquire()
            taken = True
            await waiting()
        except BaseException:
            if taken:
                self.slots.release()
            raise

    async def kept_by_a_flag(self, work, start):
        await self.slots.acquire()
        taken = True
        try:
            await start()
            self.monitor = asyncio.create_task(self.run(work))
            taken = False
        except OSError as error:
            raise ValueError from error
        finally:
            if taken:
                self.slots.release()

    async def suppressed(self, work):
        await self.slots.acquire()
        with contextlib.suppress(BaseException):
            await work()
        self.slots.release()

    async def failures_suppressed(self, work):
        await self.lock.acquire()  # expect: LW605
        with contextlib.suppress(Exception):
            await work()
        self.lock.release()

    async def given_back_for_a_while(self, work):
        self.slots.release()
        try:
            await work()
        finally:
            await self.slots.acquire()

    async def never_suspended(self, work):
        await self.slots.acquire()
        try:
            result = work()
        except Exception:
            self.slots.release()
            raise
        self.slots.release()
        return result

    async def when_done(self, work, log):
        await self.slots.acquire()
        try:
            task = asyncio.create_task(work())
        except Exception:
            self.slots.release()
            raise
        task.add_done_callback(lambda _: self.slots.release())
        await log("started")
        return task

    async def by_its_task(self, work, log):
        await self.slots.acquire()
        if not work:
            self.slots.release()
            return None
        task = asyncio.create_task(self.run(work))
        await log("started")
        return task

    async def run(self, work):
        try:
            await work()
        finally:
            self.slots.release()

    async def by_a_callback(self, work, log):
        await self.slots.acquire()
        try:
            task = asyncio.create_task(work())
        except BaseException:
            self.slots.release()
            raise
        task.add_done_callback(self.done)
        await log("started")
        return task

    def done(self, task):
        self.slots.release()

    async def by_a_stack(self, work, stack):
        await self.slots.acquire()
        if stack is None:
            self.slots.release()
            return
        stack.callback(self.slots.release)
        await work()

    async def by_a_lease(self, work, lease):
        await self.slots.acquire()
        held = lease(self)
        try:
            await work()
        except Exception:
            self.slots.release()
            raise
        return held

    async def forever(self, queue, work):
        while True:
            await self.slots.acquire()
            try:
                await work(await queue.get())
            except Exception:
                pass
            self.slots.release()


class Pool:
    def __init__(self):
        self.slots = asyncio.Semaphore(3)
        self.idle = []

    async def take(self, connect):
        await self.slots.acquire()  # expect: LW605
        try:
            return await connect()
        except Exception:
            self.slots.release()
            raise

    async def take_safely(self, connect):
        await self.slots.acquire()
        try:
            return await connect()
        except BaseException:
            self.slots.release()
            raise

    async def take_idle(self, check):
        await self.slots.acquire()
        if not self.idle:
            self.slots.release()
            raise LookupError
        found = self.idle.pop()
        await check(found)
        return found

    def give(self, connection):
        self.idle.append(connection)
        self.slots.release()


class Scope:
    def __init__(self):
        self.slots = asyncio.Semaphore(3)

    async def __aenter__(self):
        await self.slots.acquire()
        return self

    async def __aexit__(self, *error):
        await asyncio.sleep(0)
        self.slots.release()

    async def acquire(self):
        await self.slots.acquire()
        await asyncio.sleep(0)

    def release(self):
        self.slots.release()


async def of_this_call(jobs):
    slots = asyncio.Semaphore(3)
    for job in jobs:
        await slots.acquire()
        try:
            await job()
        except Exception:
            slots.release()
            raise
        slots.release()


async def handed_in(slots: asyncio.Semaphore, work):
    await slots.acquire()  # expect: LW605
    try:
        await work()
    except ValueError:
        slots.release()
        raise
    slots.release()


async def serve(calls: Calls):
    await calls.lock.acquire()
    try:
        await calls.run(None)
    except Exception:
        pass
    calls.lock.release()


async def main():
    calls = Calls()
    await calls.lock.acquire()
    try:
        await calls.no_try(None)
    except Exception:
        pass
    calls.lock.release()


asyncio.run(main())
