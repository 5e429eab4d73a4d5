import asyncio as aio
import threading


async def job(): ...


def bridge():
    try:
        aio.get_running_loop()
    except RuntimeError:
        loop = aio.new_event_loop()
        loop.run_until_complete(job())


def forever():
    loop = aio.new_event_loop()
    loop.run_until_complete(job())
    loop.run_forever()


def in_thread():
    loop = aio.new_event_loop()
    aio.set_event_loop(loop)
    loop.run_until_complete(job())


threading.Thread(target=in_thread).start()


def chained():
    aio.get_event_loop().run_until_complete(job())  # expect: LW652


def one_or_other(flag):
    if flag:
        aio.run(job())
    else:
        aio.run(job())


def retry():
    for attempt in range(3):
        try:
            return aio.run(job())
        except OSError:
            pass


def restart():
    while True:
        aio.run(job())


def twice():
    aio.run(job())
    aio.run(job())  # expect: LW652


def itemwise(items):
    return [aio.run(job()) for _ in items]  # expect: LW652
