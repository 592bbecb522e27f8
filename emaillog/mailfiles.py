"""Mails in files: single ones (.eml), mbox (RFC 4155), Maildir, a folder of .eml files, and standard input."""

import io
import mailbox
import re
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO

ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
STANDARD_INPUT = "-"


def mails_in(path: str) -> Iterator[tuple[str, IO[bytes]]]:
    """Each mail under `path` with a name to speak of it by; raises OSError for what cannot be read."""
    if path == STANDARD_INPUT:
        yield "standard input", of_pipe(sys.stdin.buffer)
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
            yield f"{path} message {number}", io.BytesIO(unescaped(box.get_bytes(key)))


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


def of_pipe(pipe: IO[bytes]) -> IO[bytes]:
    """One mail, without the "From " line that Postfix's pipe puts before it on request (flag F)."""
    content = pipe.read()
    return io.BytesIO(content.partition(b"\n")[2] if content.startswith(b"From ") else content)


def unescaped(content: bytes) -> bytes:
    """Without the `>` that an mbox puts before "From " at the start of a line."""
    return ESCAPED_FROM.sub(rb"\1", content)
