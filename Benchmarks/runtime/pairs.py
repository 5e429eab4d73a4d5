"""Processor time of one program in two ways, on a machine that is never quiet.

What else runs, and even what the other half of a processor core does, makes a program up to twice as slow
from one second to the next. So the two run at the same time on the same processor, which switches between
them every few milliseconds: what slows one slows the other. Of each pair the ratio is taken, of all pairs
the median, with the interval that holds the true one in 95 of 100 cases whatever their distribution.
"""
import math
import os
import re
import statistics
import subprocess

PROGRAMS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "programs")
# glibc maps and unmaps each large buffer until the first one is freed; whoever frees one early, as by
# reading a file, makes a program that receives with large buffers twice as fast. The same for all.
ENVIRONMENT = dict(os.environ, MALLOC_MMAP_THRESHOLD_="1048576", MALLOC_TRIM_THRESHOLD_="2097152")


class Ratio:
    def __init__(self, ratios):
        ratios = sorted(ratios)
        number = len(ratios)
        self.median = statistics.median(ratios)
        # By how many of the ratios on either side the median may be missed: the binomial distribution.
        outside = chance = 0.5 ** number
        rank = 0
        while rank + 1 < number / 2 and outside + (chance * (number - rank) / (rank + 1)) <= 0.025:
            chance *= (number - rank) / (rank + 1)
            rank += 1
            outside += chance
        self.low, self.high = ratios[rank], ratios[-1 - rank]
        self.sure = 1 - 2 * outside

    def __str__(self):
        return "%.2f (%.2f to %.2f)" % (self.median, self.low, self.high)


def begin(command, processor, times):
    return subprocess.Popen(command, cwd=PROGRAMS, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True,
                            env=dict(ENVIRONMENT, LOAD_PROCESSOR=str(processor), LOAD_TIMES=str(times)))


def until_ready(process):
    for line in process.stdout:
        if line == "ready\n":
            return
    raise RuntimeError("%s: %s" % (process.args, process.stderr.read()[-1000:]))


def both(commands, processor, times):
    """Processor seconds of each command of `load.py`, run at the same time."""
    running = [begin(command, processor, times) for command in commands]
    for one in running:
        until_ready(one)
    for one in running:
        one.stdin.write("\n")
        one.stdin.flush()
    taken = []
    for one in running:
        out, error = one.communicate()
        if one.returncode != 0:
            raise RuntimeError("%s: %s" % (one.args, error[-1000:]))
        taken.append(float(re.findall(r"^[\d.e-]+$", out, re.M)[-1]))
    return taken


def ratio(command, plain, pairs=9, times=2, processor=None):
    """How much more processor time `command` takes than `plain`."""
    allowed = sorted(os.sched_getaffinity(0))
    found = []
    for number in range(pairs):
        # Each goes first as often as the other, on each processor in turn.
        turned = number % 2
        where = allowed[number // 2 % len(allowed)] if processor is None else processor
        taken = both([plain, command] if turned else [command, plain], where, times)
        found.append(taken[turned] / taken[1 - turned])
    return Ratio(found)
