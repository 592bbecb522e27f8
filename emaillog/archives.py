"""Several files as one ZIP archive, made while it is sent: nothing is waited for, nothing held in memory."""

import zipfile
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from emaillog import blobs, downloads, kinds
from emaillog.mime import filenames
from emaillog.models import Attachment

MISSING = "missing.txt"
# What is packed already: trying again costs a second for every 30 MB and wins nothing.
PACKED = kinds.extensions(
    "zip gz tgz 7z rar bz2 xz zst jpg jpeg png gif webp heic pdf docx xlsx pptx odt ods odp epub jar"
    " mp4 mov webm mkv mp3 m4a ogg flac aac"
)
LEVEL = 6


def download(files: Iterable[tuple[Attachment, datetime]], name: str) -> HttpResponseBase:
    """The files, each with the time that it gets, as an archive of this name."""
    answer = StreamingHttpResponse(archive(files), content_type="application/zip")
    name = filenames.clean(name).removesuffix(".zip")[:100] or "attachments"
    return downloads.locked(downloads.named(answer, f"{name}.zip"))


def archive(files: Iterable[tuple[Attachment, datetime]]) -> Generator[bytes, None, None]:
    sink, names, missing = Sink(), Names(), list[str]()
    # What cannot be wound back makes the module write sizes behind each file, and ZIP64 where they are large.
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        for file, at in files:
            chunks = content_of(file, missing)
            if chunks is None:
                continue
            with packed.open(entry(names.unique(file.name), at), "w", force_zip64=file.size >= 2**31) as out:
                for chunk in chunks:
                    out.write(chunk)
                    yield sink.taken()
            yield sink.taken()
        if missing:
            packed.writestr(
                names.unique(MISSING), "\r\n".join([_("These files are not in the archive:"), *missing, ""])
            )
    yield sink.taken()


def content_of(file: Attachment, missing: list[str]) -> Generator[bytes, None, None] | None:
    """None, and a line of why, for what was left out or is not there; that is known at its first bytes."""
    if not file.kept:
        missing.append(f"{file.name}: {file.why}")
        return None
    chunks = blobs.stream(file.blob)
    try:
        first = next(chunks, b"")
    except OSError:
        missing.append(f"{file.name}: {_('It is no longer stored, or cannot be read now.')}")
        return None
    return downloads.resumed(first, chunks)


def entry(name: str, at: datetime) -> zipfile.ZipInfo:
    """The head of one file. Readers that take the archive as a stream know no end of a file that is merely stored, so
    that what is packed already goes in as blocks of deflate that are not compressed (RFC 1951 section 3.2.4)."""
    local = localtime(at)
    made = zipfile.ZipInfo(name, (max(1980, min(local.year, 2107)), *local.timetuple()[1:6]))
    made.compress_type = zipfile.ZIP_DEFLATED
    made._compresslevel = 0 if kinds.extension_of(name) in PACKED else LEVEL  # type: ignore[attr-defined]  # noqa: SLF001 (public from Python 3.13)
    made.external_attr = 0o644 << 16
    return made


@dataclass
class Names:
    """Names without paths, each once, also for systems that know no capitals."""

    taken: set[str] = field(default_factory=set)

    def unique(self, name: str) -> str:
        name = filenames.clean(name) or "attachment"
        extension = kinds.extension_of(name)
        stem, end = (name[: -len(extension) - 1], name[-len(extension) - 1 :]) if extension else (name, "")
        number, wanted = 1, name
        while wanted.casefold() in self.taken:
            number += 1
            wanted = f"{stem} ({number}){end}"
        self.taken.add(wanted.casefold())
        return wanted


class Sink:
    """Where the archive is written: what came since is taken away at once."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        content = b"".join(self._pieces)
        self._pieces.clear()
        return content
