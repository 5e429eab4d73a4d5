# A cancellation may be caught by who asked for it, counted by `uncancel`, or raised again.
import asyncio
import contextlib
import sys
from asyncio import CancelledError as Stopped

import helpers

STOPS = (OSError, asyncio.CancelledError)


async def work(): ...


async def constant():
    try:
        await work()
    except STOPS:  # expect: LW401
        print("gone")


async def alias():
    try:
        await work()
    except Stopped:  # expect: LW401
        return None


async def raises_again_by_name():
    try:
        await work()
    except asyncio.CancelledError as error:
        print("stopped")
        raise error


async def helper_raises():
    try:
        await work()
    except asyncio.CancelledError as error:
        helpers.give_up(error)


async def ends_program():
    try:
        await work()
    except asyncio.CancelledError:
        sys.exit(1)


async def sometimes():
    try:
        await work()
    except asyncio.CancelledError:
        if asyncio.current_task().cancelling():
            raise


async def counts():
    try:
        await work()
    except asyncio.CancelledError:
        asyncio.current_task().uncancel()


async def nothing_to_cancel(task):
    try:
        return task.result()
    except asyncio.CancelledError:
        return None


async def stop_all(tasks, extra):
    for task in tasks:
        task.cancel()
    extra.cancel()
    for task in tasks:
        try:
            await task
        except asyncio.CancelledError:
            pass
    try:
        await asyncio.gather(*tasks, extra)
    except asyncio.CancelledError:
        pass
    with contextlib.suppress(asyncio.CancelledError):
        await extra


async def not_its_own(task, other):
    other.cancel()
    try:
        await task
    except asyncio.CancelledError:  # expect: LW401
        pass
    await work()


async def earlier_handler():
    try:
        await work()
    except asyncio.CancelledError:
        raise
    except BaseException:
        print("other")


async def inner_handler():
    try:
        try:
            await work()
        except asyncio.CancelledError:  # expect: LW401
            pass
    except BaseException:
        print("never sees it")


async def hands_on(future):
    try:
        await work()
    except BaseException as error:
        future.set_exception(error)


async def tests_for_it():
    try:
        await work()
    except BaseException as error:
        if isinstance(error, asyncio.CancelledError):
            raise
        print(error)


async def prints_all():
    try:
        await work()
    except BaseException as error:  # expect: LW402
        print(error)


async def suppressed():
    with contextlib.suppress(OSError, BaseException):  # expect: LW402
        await work()
    with contextlib.suppress(Exception):
        await work()


async def no_suspension():
    try:
        work
    except:
        pass


async def plain_exception():
    try:
        await work()
    except Exception:
        raise


async def jump_in_finally(items):
    for item in items:
        try:
            await work()
        finally:
            continue  # expect: LW404


async def handled_before_finally():
    try:
        work
    finally:
        return 1


class Poller:
    async def stop(self):
        self._cancel_all()
        try:
            await self.task
        except asyncio.CancelledError:
            pass

    async def __aexit__(self, *error):
        try:
            await self.task
        except asyncio.CancelledError:
            pass

    def _cancel_all(self):
        self.task.cancel()


async def holds_out(task):
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            try:
                await asyncio.shield(task)
            except asyncio.CancelledError:
                continue
        raise


async def raises_later(task):
    caught = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            caught = error
    if caught:
        raise caught


async def ends_with_its_task():
    try:
        await work()
    except asyncio.CancelledError:
        print("stopped")


def start():
    return asyncio.create_task(ends_with_its_task())


async def main():
    try:
        await work()
    except asyncio.CancelledError:
        print("interrupted")


async def main_with_keyboard():
    try:
        await work()
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("interrupted")


asyncio.run(main())


async def until_time_is_up(job):
    task = asyncio.create_task(job())
    try:
        await asyncio.wait_for(task, 5)
    except asyncio.TimeoutError:
        print("late")
    # `wait_for` has cancelled it.
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await asyncio.sleep(1)


async def whoever_cancels(job):
    task = asyncio.create_task(job())
    try:
        await asyncio.wait_for(asyncio.shield(task), 5)
    except asyncio.TimeoutError:
        print("late")
    with contextlib.suppress(asyncio.CancelledError):  # expect: LW402
        await task
    await asyncio.sleep(1)


# file: helpers.py
import asyncio


def give_up(error):
    print("giving up")
    raise asyncio.CancelledError() from error


# file: ends_with_its_task.py
import asyncio


def create_background_task(coroutine, name):
    return asyncio.get_running_loop().create_task(coroutine, name=name)


class Service:
    async def start(self):
        self.task = asyncio.create_task(self.consume())
        try:
            await self.task
        except asyncio.CancelledError:
            pass

    async def stop(self):
        self.task.cancel()
        await asyncio.gather(self.task, self.poller, return_exceptions=True)

    def start_polling(self):
        self.poller = create_background_task(self.poll(), "poll")

    async def poll(self):
        try:
            while True:
                await asyncio.sleep(1)
        except asyncio.CancelledError:
            print("stopped")

    async def consume(self):
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            pass
        finally:
            await asyncio.sleep(0)

    async def noted(self):
        cancelled = False
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            cancelled = True
        print("clean up")
        if cancelled:
            raise asyncio.CancelledError


# file: cancelled_again.py
import asyncio


async def relay(events, deliver):
    async for event in events:
        try:
            await deliver(event)
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is not None:
                current.cancel()


async def relay_on(events, deliver):
    async for event in events:
        try:
            await deliver(event)
        except asyncio.CancelledError:  # expect: LW401
            print(asyncio.current_task())


# file: arrives_again.py
import trio


async def connect(stream):
    try:
        await stream.send_all(b"hello")
    except trio.Cancelled:
        await trio.aclose_forcefully(stream)
        raise AssertionError("cancelled above")


async def connect_shielded(stream):
    try:
        await stream.send_all(b"hello")
    except trio.Cancelled:  # expect: LW401
        with trio.CancelScope(shield=True):
            await stream.aclose()
        raise ConnectionError("closed")


# file: which_of_them.py
import asyncio


async def relay(source, stop):
    try:
        async for item in source:
            yield item
    except (asyncio.CancelledError, GeneratorExit) as error:  # expect: LW401
        await stop()
        if isinstance(error, GeneratorExit):
            raise
    finally:
        print("relayed")


async def others_only(queue, stop):
    try:
        await queue.get()
    except (asyncio.CancelledError, KeyError) as error:  # expect: LW401
        if not isinstance(error, asyncio.CancelledError):
            raise
    await stop()


async def itself(queue, stop):
    try:
        await queue.get()
    except (asyncio.CancelledError, KeyError) as error:
        if not isinstance(error, KeyError):
            raise
    await stop()


async def both_ways(queue, stop, known):
    try:
        await queue.get()
    except (asyncio.CancelledError, KeyError) as error:
        if isinstance(error, known):
            raise
    await stop()
