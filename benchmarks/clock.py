"""CPU time, the processor seconds that a piece of work costs on both sides of a connection."""

import sys
import time
from collections.abc import Callable, Iterable
from statistics import median

import psutil
from django.db import connection

Samples = dict[str, list[float]]


def of_process(pid: int) -> float:
    """CPU seconds of another process so far, to the microsecond where the system tells so exactly."""
    if sys.platform == "linux":
        return time.clock_gettime((~pid << 3) | 2)  # the clock of a process, as clock_getcpuclockid(3) makes its id
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def of_backend() -> int:
    """The process of PostgreSQL that serves Django's connection."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return int(cursor.fetchone()[0])


def of_tree(pid: int) -> float:
    """CPU seconds of a process with its children, those that have ended included."""
    root = psutil.Process(pid)
    total = 0.0
    for process in [root, *root.children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        ended = getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
        total += times.user + times.system + ended
    return total


def cost(work: Callable[[], object], pids: Iterable[int] = ()) -> float:
    """CPU seconds that `work` takes here and in the processes `pids`."""
    pids = tuple(pids)

    def now() -> float:
        return time.process_time() + sum(of_process(pid) for pid in pids)

    before = now()
    work()
    return now() - before


def medians(samples: Samples) -> dict[str, float]:
    return {name: median(values) for name, values in samples.items()}


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
