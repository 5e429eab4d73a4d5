"""Run commands one after the other on one core and tell what each cost.

The figure to compare is CPU time (user + system of the process and its threads): it is hardly moved
by what else runs on the machine. Commands that are compared are run alternately, never in blocks,
so that a slow minute of the machine hits all of them.
"""
from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field


@dataclass
class Run:
    cpu: float
    wall: float
    peak: int  # KiB
    status: int
    output: str = ""


@dataclass
class Contender:
    name: str
    command: list[str]
    accepted: tuple[int, ...] = (0, 1)
    runs: list[Run] = field(default_factory=list)

    def cpu(self) -> float:
        return statistics.median(run.cpu for run in self.runs)

    def wall(self) -> float:
        return statistics.median(run.wall for run in self.runs)

    def peak_mib(self) -> float:
        return statistics.median(run.peak for run in self.runs) / 1024


def pin(core: int) -> None:
    """Children inherit the mask, so every tool sees a machine with one core."""
    os.sched_setaffinity(0, {core})


def free_memory_floor() -> float:
    """MiB. Linux counts the launcher's memory at `exec`, so no smaller peak can be observed."""
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(command: list[str], keep_output: bool = False) -> Run:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        text = ""
        if keep_output or child.returncode not in (0, 1):
            out.seek(0)
            text = out.read().decode(errors="replace")
        if child.returncode not in (0, 1):
            err.seek(0)
            text += err.read().decode(errors="replace")
        return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss, child.returncode, text)


def alternate(contenders: list[Contender], rounds: int, warm: bool = True) -> None:
    """One uncounted round (file cache), then `rounds` counted ones, each in turn."""
    for number in range(-1 if warm else 0, rounds):
        for contender in contenders:
            result = run(contender.command)
            if result.status not in contender.accepted:
                sys.exit(f"{contender.name}: exit {result.status}: {result.output.strip()[:800]}")
            if number >= 0:
                contender.runs.append(result)


def ratios(first: Contender, second: Contender) -> tuple[float, float, float]:
    """Median, least and greatest of the CPU ratios of the pairs."""
    pairs = [a.cpu / b.cpu for a, b in zip(first.runs, second.runs)]
    return statistics.median(pairs), min(pairs), max(pairs)


def table(contenders: list[Contender], megabytes: float | None = None) -> None:
    print("| tool | n | CPU s | wall s | peak MiB |" + (" MB per CPU s |" if megabytes else ""))
    print("|---|---|---|---|---|" + ("---|" if megabytes else ""))
    for one in contenders:
        line = f"| {one.name} | {len(one.runs)} | {one.cpu():.3f} | {one.wall():.3f} | {one.peak_mib():.0f} |"
        print(line + (f" {megabytes / one.cpu():.1f} |" if megabytes else ""))
    base = contenders[0]
    for other in contenders[1:]:
        middle, low, high = ratios(base, other)
        print(f"\nCPU ratio {base.name} / {other.name}: {middle:.3f} (pairs {low:.3f} to {high:.3f}, n = "
              f"{min(len(base.runs), len(other.runs))})")
    print(flush=True)
