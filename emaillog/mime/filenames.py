"""Names of attachments: as the sender gave them (RFC 2183, RFC 2231, RFC 2047), made safe to show and to save."""

import re
from email.utils import collapse_rfc2231_value
from mimetypes import MimeTypes

from emaillog.mime import encoded_words
from emaillog.mime.charset import one_line, without_invisible
from emaillog.mime.entity import Entity

LONGEST = 150  # bytes in UTF-8: what every file system takes, with room for a suffix
_TYPES = MimeTypes()  # the built-in table only: the machine's own would make names differ between machines
_USUAL = {
    "text/plain": ".txt",
    "text/html": ".html",
    "image/jpeg": ".jpg",
    "text/calendar": ".ics",
    "message/rfc822": ".eml",
}
# Names that Windows keeps for devices, with any extension.
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)")


def given(entity: Entity) -> str:
    """The name as sent, "" when there is none; the disposition's goes before the content type's."""
    message = entity.fields.structured()
    for parameter, field in (("filename", "content-disposition"), ("name", "content-type")):
        try:
            value = message.get_param(parameter, header=field)
            name = collapse_rfc2231_value(value) if value else ""
        except (ValueError, LookupError, TypeError):
            continue
        if name:
            return encoded_words.decode(name)
    return ""


def clean(name: str) -> str:
    """A name with no path, no control or bidi character and no more than `LONGEST` bytes, its true extension kept."""
    name = re.split(r"[/\\]", one_line(without_invisible(name)))[-1]
    name = " ".join(name.split()).strip(". ")
    name = f"_{name}" if _DEVICE.match(name) else name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode()) > 40:
        stem, dot, extension = name, "", ""
    room = LONGEST - len((dot + extension).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip() + dot + extension


def made_up(content_type: str, number: int) -> str:
    """A name for a part that has none; `number` counts the parts of the mail from 1."""
    return f"attachment-{number}{_USUAL.get(content_type) or _TYPES.guess_extension(content_type) or ''}"
