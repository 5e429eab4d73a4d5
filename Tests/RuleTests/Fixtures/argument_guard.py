import queue

jobs = queue.Queue(maxsize=8)
endless = queue.Queue()


async def submit(job):
    jobs.put_nowait(job)
    endless.put(job)
    jobs.put(job)  # expect: LW108


async def take():
    jobs.get(block=False)
    return jobs.get()  # expect: LW108
