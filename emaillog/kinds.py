"""Kinds of files, as people call them: known by a name's extension, shown by an icon, asked for by a filter."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    key: str
    label: str | Promise
    icon: str
    extensions: frozenset[str]

    @property
    def query(self) -> Q:
        return reduce(or_, (Q(name__iendswith=f".{each}") for each in sorted(self.extensions)))


def extensions(written: str) -> frozenset[str]:
    """Out of a line of them."""
    return frozenset(written.split())


def _kind(key: str, label: str | Promise, icon: str, written: str) -> Kind:
    return Kind(key, label, icon, extensions(written))


KINDS = (
    _kind("images", _("Images"), "photo", "png jpg jpeg jpe gif webp heic heif svg bmp tif tiff ico avif"),
    _kind("pdf", _("PDF"), "file-type-pdf", "pdf"),
    _kind("documents", _("Documents"), "file-text", "doc docx docm odt rtf txt md pages wpd tex ppt pptx pptm odp key"),
    _kind("tables", _("Tables"), "file-spreadsheet", "xls xlsx xlsm xlsb ods csv tsv numbers"),
    _kind("calendars", _("Calendars"), "calendar", "ics vcs ical"),
    _kind("mails", _("Mails"), "mail", "eml msg"),
    _kind("archives", _("Archives"), "file-zip", "zip gz tgz 7z rar tar bz2 xz zst"),
    _kind("media", _("Media"), "video", "mp4 mov webm avi mkv mp3 wav m4a ogg flac aac"),
)
OTHER = Kind("other", _("Other"), "file", frozenset())
_BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}


def extension_of(name: str) -> str:
    """In lower case; "" without one. A name that only begins with a dot has none."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if stem and dot and 0 < len(extension) <= 40 and " " not in extension else ""


def of(name: str) -> Kind:
    return _BY_EXTENSION.get(extension_of(name), OTHER)


def filtering(key: str) -> Q:
    """What a filter lets through; everything for a key that nobody knows."""
    if key == OTHER.key:
        return ~reduce(or_, (kind.query for kind in KINDS))
    return next((kind.query for kind in KINDS if kind.key == key), Q())
