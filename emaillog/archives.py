"""Several files as one ZIP archive, made while it is sent: nothing is waited for, nothing held in memory."""

import zipfile
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
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
    taker = Taker(translation.get_language(), timezone.get_current_timezone())
    answer = StreamingHttpResponse(archive(files, taker), content_type="application/zip")
    name = filenames.clean(name).removesuffix(".zip")[:100] or "attachments"
    return downloads.locked(downloads.named(answer, f"{name}.zip"))


@dataclass(frozen=True)
class Taker:
    """Who takes it: asked while the request is there, since the archive is written when its middleware is done."""

    language: str
    zone: tzinfo

    def told(self, missing: Iterable[str]) -> str:
        with translation.override(self.language):
            return "\r\n".join([_("These files are not in the archive:"), *missing, ""])

    def why_missing(self, file: Attachment) -> str:
        with translation.override(self.language):
            why = file.why or _("It is no longer stored, or cannot be read now.")
        return f"{file.name}: {why}"


def archive(files: Iterable[tuple[Attachment, datetime]], taker: Taker) -> Generator[bytes, None, None]:
    sink, names, missing = Sink(), Names(), list[str]()
    # What cannot be wound back makes the module write sizes behind each file, and ZIP64 where they are large.
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        for file, at in files:
            chunks = content_of(file)
            if chunks is None:
                missing.append(taker.why_missing(file))
                continue
            made = entry(names.unique(file.name), at.astimezone(taker.zone))
            with packed.open(made, "w", force_zip64=file.size >= 2**31) as out:
                for chunk in chunks:
                    out.write(chunk)
                    yield sink.taken()
            yield sink.taken()
        if missing:
            packed.writestr(names.unique(MISSING), taker.told(missing))
    yield sink.taken()


def content_of(file: Attachment) -> Generator[bytes, None, None] | None:
    """None for what was left out or is not there; that is known at its first bytes."""
    if not file.kept:
        return None
    chunks = blobs.stream(file.blob)
    try:
        first = next(chunks, b"")
    except OSError:
        return None
    return downloads.resumed(first, chunks)


def entry(name: str, local: datetime) -> zipfile.ZipInfo:
    """The head of one file. Readers that take the archive as a stream know no end of a file that is merely stored, so
    that what is packed already goes in as blocks of deflate that are not compressed (RFC 1951 section 3.2.4)."""
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
