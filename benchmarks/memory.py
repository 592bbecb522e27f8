"""What one large mail costs the worker in memory: `python -m benchmarks.memory SMALL LARGE`, a process of its own."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import django

MIB = 2**20


def peak() -> int:
    """The most bytes that this process has held so far, not counting what its parent held before it began."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS


def measured(small: int, large: int) -> float:
    """MiB that the large mail adds to the peak of a process that has settled the small one; both are stored already."""
    command = [sys.executable, "-m", "benchmarks.memory", str(small), str(large)]
    return float(subprocess.run(command, env=os.environ, check=True, stdout=subprocess.PIPE, text=True).stdout)


def main(small: int, large: int) -> None:
    django.setup()
    from emaillog import processing  # noqa: PLC0415 (only now are there models)

    processing.process(small)
    before = peak()
    processing.process(large)
    print((peak() - before) / MIB)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
