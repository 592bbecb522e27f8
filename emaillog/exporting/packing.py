"""The archive of an account, made while it is stored: one page of rows or one piece of a file in memory at a time."""

import io
import json
import zipfile
from collections.abc import Callable, Generator, Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _

from emaillog import archives, blobs
from emaillog.exporting.records import NEWEST_FIRST, TABLES, Table, emails, pages, place
from emaillog.mime import filenames
from emaillog.models import AccountExport, Attachment

Beat = Callable[[], None]


class Packing:
    """One archive: its pieces, and how many of each kind of record went into it."""

    def __init__(self, export: AccountExport, beat: Beat) -> None:
        self.export, self.beat = export, beat
        self.counts: dict[str, int] = {}
        self.missing = list[str]()

    def pieces(self) -> Generator[bytes, None, None]:
        sink = archives.Sink()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("README.txt", readme(self.export))
            for table in TABLES:
                with packed.open(self._entry(f"{table.name}.jsonl"), "w", force_zip64=True) as out:
                    for line in self._lines(table):
                        out.write(line)
                        yield sink.taken()
            for file in self._files():
                self.beat()
                for piece in self._packed(packed, file):
                    del piece
                    yield sink.taken()
            if self.missing:
                packed.writestr("missing.txt", "\r\n".join([*self.missing, ""]))
        yield sink.taken()

    def _lines(self, table: Table) -> Iterator[bytes]:
        """Pages of JSON lines."""
        self.counts[table.name] = 0
        for rows in pages(table.rows(self.export.account, self.export.user), table.order):
            self.beat()
            self.counts[table.name] += len(rows)
            table.look_up(self.export.account, self.export.user, rows)
            yield b"".join(written(table.said(row)) for row in rows)

    def _files(self) -> Iterator[Attachment]:
        self.counts["attachments"] = 0
        mails = emails(self.export.account, self.export.user).only("id", "occurred_at", "entry", "logged_by", "team")
        for rows in pages(mails, NEWEST_FIRST):
            yield from (file for row in rows for file in row.attachments.all() if file.kept)

    def _packed(self, packed: zipfile.ZipFile, file: Attachment) -> Iterator[None]:
        """Piece by piece; one that is not stored any more is told, and the rest goes on.

        A storage that is away says nothing of the file: its OSError goes on, and the archive is written again later.
        """
        chunks = blobs.stream(file.blob)
        name = f"{place(file)}-{filenames.clean(file.name) or 'attachment'}"
        try:
            first = next(chunks, b"")
        except FileNotFoundError:
            self.missing.append(name)
            return
        with packed.open(self._entry(name), "w", force_zip64=file.size >= 2**31) as out:
            out.write(first)
            for chunk in chunks:
                out.write(chunk)
                yield
        self.counts["attachments"] += 1
        yield

    def _entry(self, name: str) -> zipfile.ZipInfo:
        return archives.entry(name, self.export.created_at)


class Reading(io.RawIOBase):
    """Pieces as a file to be read once, for the storage; `size` is what was read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces, self._rest, self.size = pieces, memoryview(b""), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 (whatever the caller fills)
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        self.size += count
        return count


def written(said: dict[str, object]) -> bytes:
    return json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n"


def readme(export: AccountExport) -> str:
    """What is in the archive, and what is not, in the words of who asked for it."""
    when = timezone.localtime(export.created_at).strftime("%Y-%m-%d %H:%M %Z")
    who = _("The account %(account)s, exported for %(user)s on %(when)s.") % {
        "account": export.account.name,
        "user": export.user,
        "when": when,
    }
    return "\r\n".join(
        [
            who,
            "",
            _("Each .jsonl file holds one record a line, as JSON in UTF-8. Records name each other by their id."),
            _("timeline.jsonl holds notes, calls, meetings and tasks too; a mail names its entry there."),
            _("The attachments lie in a folder for each mail, named by its id."),
            "",
            _("Mail that is private to other people or to teams you are not in is NOT in this archive."),
            _("Attachments that were left out when the mail was logged are named, each with the reason."),
            "",
        ]
    )
