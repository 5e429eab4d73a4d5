# What a branch binds before `break` or `continue` holds after the loop.
import time


def slow(text):
    time.sleep(len(text))


async def found_in_a_loop(messages):
    last = None
    for message in reversed(messages):
        if message.is_user:
            last = message.text
            break
    if last:
        slow(last)  # expect: LW110


async def skipped_in_a_loop(messages):
    mode = 0
    for message in messages:
        if message.is_user:
            mode = 1
            continue
    if mode:
        time.sleep(mode)  # expect: LW101
