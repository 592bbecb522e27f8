"""Installs what the tests need from the system's packages, where that is possible; else says the command to type."""

import os
import shutil
import subprocess
import sys

NEEDED = {"redis-server": "redis-server", "chromium": "chromium"}


def missing(names: list[str]) -> list[str]:
    return [package for program, package in NEEDED.items() if program in names and shutil.which(program) is None]


def install(packages: list[str]) -> None:
    """As root with apt, else refuses with the command: nothing is skipped in silence."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        sys.exit(f"The tests need {' and '.join(packages)}. Install with: sudo {' '.join(command)}")
    print(f"Installing {', '.join(packages)} ...", flush=True)
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    for step in (["apt-get", "update"], command):
        subprocess.run(step, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    names = [name for name in NEEDED if not (name == "chromium" and "--without-browser" in sys.argv)]
    if "REDIS_URL" in os.environ:
        names.remove("redis-server")
    if packages := missing(names):
        install(packages)
