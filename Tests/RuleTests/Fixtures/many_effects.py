import functools
import time


@functools.lru_cache
def schema():
    with open("schema.sql") as file:
        return file.read()


# One summary holds a limited number of effects: what happens once does not stand for what happens each
# time.
def run(p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15):
    schema()
    if p0:
        time.sleep(1)
    if p1:
        time.sleep(1)
    if p2:
        time.sleep(1)
    if p3:
        time.sleep(1)
    if p4:
        time.sleep(1)
    if p5:
        time.sleep(1)
    if p6:
        time.sleep(1)
    if p7:
        time.sleep(1)
    if p8:
        time.sleep(1)
    if p9:
        time.sleep(1)
    if p10:
        time.sleep(1)
    if p11:
        time.sleep(1)
    if p12:
        time.sleep(1)
    if p13:
        time.sleep(1)
    if p14:
        time.sleep(1)
    if p15:
        time.sleep(1)
    with open("rows.sql") as file:
        return file.read()


async def handle():
    return run(False, False, False, False, False, False, False, False, False, False, False, False, False, False, False, False)  # expect: LW110
