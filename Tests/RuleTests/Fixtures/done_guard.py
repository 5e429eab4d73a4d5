import concurrent.futures


async def result(future: concurrent.futures.Future):
    if future.done():
        return future.result()
    return future.result()  # expect: LW108
