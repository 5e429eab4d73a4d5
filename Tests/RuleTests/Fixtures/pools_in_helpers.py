from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def fetch_all(fetch, addresses):
    with ThreadPoolExecutor(max_workers=20) as pool:
        pages = pool.map(fetch, addresses)
    return [page for page in pages]


def start_all(fetch, addresses):
    with ProcessPoolExecutor() as pool:
        for address in addresses:
            pool.submit(fetch, address)


def hand_over(pool: ThreadPoolExecutor, fetch, addresses):
    return [pool.submit(fetch, address) for address in addresses]


async def waits_through_helpers(fetch, addresses):
    fetch_all(fetch, addresses)  # expect: LW110
    start_all(fetch, addresses)  # expect: LW110


async def waits_for_its_own(fetch, addresses):
    with ThreadPoolExecutor() as pool:  # expect: LW114
        pages = pool.map(fetch, addresses)
    return pages


async def ends_a_pool(pool: ThreadPoolExecutor, fetch, addresses):
    hand_over(pool, fetch, addresses)
    pool.shutdown(wait=False)
    pool.shutdown()  # expect: LW108
