"""Reads a message in a limited process of its own, so that one which exhausts memory or time harms only that process.

It runs with neither settings nor database: a message goes in, a value comes out.
"""

import io
import pickle
import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from emaillog.mime import forwarded
from emaillog.mime.ambition import Ambition
from emaillog.mime.message import parse
from emaillog.mime.source import OnDisk, Source
from emaillog.mime.values import Forward, ParsedMessage
from emaillog.sanitising import sanitised

MEMORY = 1024 * 2**20  # bytes
SECONDS = 60  # of processor time; twice that by the clock
_ROOT = Path(__file__).parent.parent


class DiedError(Exception):
    """The process did not live to tell what is in the message."""


def read(source: Source, ambition: Ambition) -> ParsedMessage:
    """Raises DiedError; transient faults of this machine raise OSError."""
    command = [sys.executable, "-m", __name__, ambition.value, str(MEMORY), str(SECONDS)]
    how: dict[str, Any] = {"stdin": source.descriptor} if isinstance(source, OnDisk) else {"input": source}
    try:
        done = subprocess.run(  # noqa: S603 (ourselves)
            command, cwd=_ROOT, capture_output=True, timeout=2 * SECONDS, check=False, **how
        )
    except subprocess.TimeoutExpired as late:
        raise DiedError("Reading the message took too long.") from late
    if done.returncode:
        raise DiedError(f"Reading the message ended with code {done.returncode}: {_last_words(done.stderr)}")
    message: ParsedMessage = _Unpickler(done.stdout, source).load()
    return message


def _last_words(errors: bytes) -> str:
    return errors.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]


def main(ambition: Ambition, memory: int, seconds: int) -> None:
    with suppress(ValueError, OSError):  # macOS lets no process limit its address space
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    descriptor = sys.stdin.buffer.fileno()
    source: Source = OnDisk(descriptor) if sys.stdin.buffer.seekable() else sys.stdin.buffer.read()
    message = parse(source, ambition)
    _rehearse(message)
    out = io.BytesIO()
    _Pickler(out, source).dump(message)
    sys.stdout.buffer.write(out.getvalue())


def _rehearse(message: ParsedMessage) -> None:
    """Does what the worker will do with the message: if that is deadly, then here."""
    found = forwarded.read(message, frozenset())
    for each in (message, *(found.messages if isinstance(found, Forward) else ())):
        sanitised(each.html)


class _Pickler(pickle.Pickler):
    """Leaves the message's own bytes out: the reader has them."""

    def __init__(self, file: io.BytesIO, source: Source) -> None:
        super().__init__(file)
        self.source = source

    def persistent_id(self, value: object) -> str | None:
        return "source" if value is self.source else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, content: bytes, source: Source) -> None:
        super().__init__(io.BytesIO(content))
        self.source = source

    def persistent_load(self, _: object) -> Source:
        return self.source


if __name__ == "__main__":
    main(Ambition(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
