import concurrent.futures


async def result(future: concurrent.futures.Future):
    if future.done():
        return future.result()
    return future.result()  # expect: LW108


# file: results_of_a_pool.py
import multiprocessing.pool


async def results(work: list[multiprocessing.pool.AsyncResult]):
    for result in work:
        if not result.ready():
            continue
        result.get()
    for result in work:
        result.get()  # expect: LW108
