"""Mails in files: single ones (.eml), mbox (RFC 4155), Maildir, a folder of .eml files, and standard input.

A mail of 150 MiB must not live in memory, so what is not a file of its own is spooled.
"""

import mailbox
import re
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from django.conf import settings

ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
BLOCK = 256 * 1024  # bytes; also the longest line that is looked at as a whole
IN_MEMORY = 1024 * 1024  # bytes
STANDARD_INPUT = "-"


def mails_in(path: str) -> Iterator[tuple[str, IO[bytes]]]:
    """Each mail under `path` with a name to speak of it by; raises OSError for what cannot be read."""
    if path == STANDARD_INPUT:
        with spool() as content:
            copy_of_pipe(sys.stdin.buffer, content)
            yield "standard input", content
    elif Path(path).is_dir():
        for file in files_of_folder(Path(path)):
            with file.open("rb") as content:
                yield str(file), content
    else:
        yield from of_file(Path(path))


def of_file(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with path.open("rb") as content:
        if content.read(5) != b"From ":
            content.seek(0)
            yield str(path), content
            return
    with closing(mailbox.mbox(path, create=False)) as box:
        for number, key in enumerate(box.iterkeys(), start=1):
            with box.get_file(key) as escaped, spool() as content:
                copy_unescaped(escaped, content)
                yield f"{path} message {number}", content


def files_of_folder(folder: Path) -> list[Path]:
    """What a Maildir holds, its new mails first, or else the .eml files of an ordinary folder."""
    if (folder / "cur").is_dir() and (folder / "new").is_dir():
        return [
            file
            for part in ("new", "cur")
            for file in sorted((folder / part).iterdir())
            if not file.name.startswith(".")
        ]
    return sorted(folder.glob("*.eml"))


@contextmanager
def spool() -> Iterator[IO[bytes]]:
    """A file that goes away afterwards, in our own folder, because its free space is what the doors watch."""
    with SpooledTemporaryFile(IN_MEMORY, dir=str(settings.VAR_DIR)) as file:
        yield file


def copy_of_pipe(pipe: IO[bytes], content: IO[bytes]) -> None:
    """One mail, without the "From " line that Postfix's pipe puts before it on request (flag F)."""
    first = pipe.readline(BLOCK)
    if not first.startswith(b"From "):
        content.write(first)
    while (block := pipe.read(BLOCK)) and content.tell() <= settings.MAX_MESSAGE_BYTES:  # what is too large, is so now
        content.write(block)


def copy_unescaped(box: "mailbox._PartialFile", content: IO[bytes]) -> None:
    """One mail without the `>` that an mbox puts before "From " at the start of a line."""
    before = b""  # or anything at all, to say that the block begins within a line
    while block := box.read(BLOCK) + box.readline(BLOCK):
        content.write(ESCAPED_FROM.sub(rb"\1", before + block)[len(before) :])
        before = b"" if block.endswith(b"\n") else b"x"
