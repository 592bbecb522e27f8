"""Keeps a handful of processes together: they start together, and when one ends all of them do."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from crm.env import ROOT
from crm.make import Make

PR_SET_PDEATHSIG = 1  # of prctl(2), Linux only
PR_SET_CHILD_SUBREAPER = 36
SECONDS_TO_END = 10
SECONDS_BETWEEN_LOOKS = 0.1

Child = subprocess.Popen[bytes]


def prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value)


def die_with(parent: int) -> Callable[[], None]:
    """For a new child: asks the kernel to end it should its parent be killed without a chance to do so."""

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it was killed before we could ask
            os._exit(1)

    return ask


class Supervisor:
    """Runs children, each in a process group of its own, until a signal or the end of one of them."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self._commands = commands
        self._children: dict[str, Child] = {}
        self._errands: list[Child] = []
        self._told_by = ""
        self._make = Make()

    def run(self, *, every_look: Callable[[], None]) -> int:
        """Starts all and returns the exit code: 0 when told to stop, else that of the child that ended first."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        prctl(PR_SET_CHILD_SUBREAPER, 1)  # grandchildren whose parent is gone are ours to end and to bury
        try:
            self._children = {name: start(command) for name, command in self._commands.items()}
            while not self._is_told_to_stop():
                for name, child in self._children.items():
                    if child.poll() is not None:
                        return code_of(name, child.returncode)
                every_look()
                time.sleep(SECONDS_BETWEEN_LOOKS)
            return 0
        finally:
            self._end_all()

    def send(self, command: list[str]) -> None:
        """Runs something on the side that may end by itself, and ends with the rest otherwise."""
        self._errands.append(start(command))

    def _stop(self, number: int, _frame: object) -> None:
        self._told_by = signal.Signals(number).name

    def _is_told_to_stop(self) -> bool:
        if self._make.wants_an_end:
            self._told_by = "make"
        if self._told_by:
            say(f"Stopping (told by {self._told_by}).")
        return bool(self._told_by)

    def _end_all(self) -> None:
        everyone = [*self._errands, *self._children.values()]
        for child in everyone:
            child.terminate()
        last = time.monotonic() + SECONDS_TO_END
        while time.monotonic() < last and any(child.poll() is None for child in everyone):
            time.sleep(SECONDS_BETWEEN_LOOKS)
        for child in everyone:
            kill_group(child)
        bury_grandchildren()


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 (this is for the terminal)


def start(command: list[str]) -> Child:
    return subprocess.Popen(  # noqa: S603 (our own commands)
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=die_with(os.getpid()),  # noqa: PLW1509 (this process has one thread)
    )


def code_of(name: str, code: int) -> int:
    """The exit code to hand on, as a shell would give it for a child that a signal ended."""
    say(f"The {name} ended with exit code {code}: stopping the rest.")
    return 128 - code if code < 0 else code or 1


def kill_group(child: Child) -> None:
    """What is left of the child and of its own children."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # the latter is macOS' word for a group of zombies
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def bury_grandchildren() -> None:
    """Collects those that came to us when their own parent ended, so that not even their names are left."""
    last = time.monotonic() + 1
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < last:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(SECONDS_BETWEEN_LOOKS)
