"""The content of a mail on its way in, piece by piece: a mail of 150 MiB must not live in memory.

aiosmtpd's own DATA keeps every line as an object and refuses lines over 1,001 octets, which real mail has.
"""

import re
from asyncio import LimitOverrunError, StreamReader
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import IO

from django.conf import settings

PIECE = 64 * 1024  # bytes; also the longest command line that is read to its end
IN_MEMORY = 1024 * 1024  # bytes; a larger mail is spooled to the disk

# A lone dot that some servers take for the end of the mail: what smuggling is made of.
SMUGGLED_END = re.compile(rb"[\r\n]\.[\r\n]")


async def pieces(reader: StreamReader) -> AsyncIterator[tuple[bytes, bool]]:
    """The mail up to its lone dot, each piece with whether it starts a line; over-long lines come in several pieces.

    Only CR LF ends a line, so only CR LF . CR LF ends the mail (RFC 5321 section 4.1.1.4).
    """
    starts_line = True
    while True:
        try:
            piece = await reader.readuntil(b"\r\n")
        except LimitOverrunError as overrun:
            piece = await reader.readexactly(overrun.consumed)
        if starts_line and piece == b".\r\n":
            return
        yield piece, starts_line
        starts_line = piece.endswith(b"\r\n")


class Body:
    """What was sent, dot-unstuffed (RFC 5321 section 4.5.2) and otherwise to the byte; use it as a context manager."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.is_smuggling = False
        self._before = b""  # the end of the piece before, where both belong to one over-long line
        # In our own folder, because its free space is what the doors watch.
        self.file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY, dir=str(settings.VAR_DIR))  # noqa: SIM115

    def __enter__(self) -> "Body":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    @property
    def is_too_large(self) -> bool:
        return self.size > self.limit

    def add(self, piece: bytes, *, starts_line: bool) -> None:
        """Takes one more piece; what comes after a refusal is certain is counted, not kept."""
        before = b"\n" if starts_line else self._before
        self.is_smuggling = self.is_smuggling or SMUGGLED_END.search(before + piece) is not None
        self._before = (before + piece)[-2:]
        if starts_line and piece.startswith(b"."):
            piece = piece[1:]
        self.size += len(piece)
        if not self.is_too_large and not self.is_smuggling:
            self.file.write(piece)
