"""Names of attachments: as the sender gave them (RFC 2183, RFC 2231, RFC 2047), made safe to show and to save."""

import re
from mimetypes import MimeTypes
from urllib.parse import unquote

from emaillog.mime import encoded_words
from emaillog.mime.charset import decode, one_line, without_invisible
from emaillog.mime.entity import Entity

LONGEST = 150  # bytes in UTF-8: what every file system takes, with room for a suffix
_TYPES = MimeTypes()  # the built-in table only: the machine's own would make names differ between machines
_USUAL = {
    "text/plain": ".txt",
    "text/html": ".html",
    "image/jpeg": ".jpg",
    "message/rfc822": ".eml",
    "application/pgp-encrypted": ".asc",
    "application/pgp-signature": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/ms-tnef": ".dat",
}
_PATH = re.compile(r"^(?:[/\\]|[A-Za-z]:[/\\]|\.{1,2}[/\\]|[a-z]{3,10}://)|[/\\]\.\.[/\\]")
_PERCENTS = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f]){2}")
# Names that Windows keeps for devices, with any extension.
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)")


def given(entity: Entity) -> str:
    """The name as sent, "" when there is none; the disposition's goes before the content type's."""
    message = entity.fields.structured()
    for parameter, field in (("filename", "content-disposition"), ("name", "content-type")):
        try:
            found = [value for name, value in message.get_params([], header=field) if name.lower() == parameter]
        except (ValueError, LookupError, TypeError):
            continue
        # A name in the form of RFC 2231 goes before its plain twin for older readers (RFC 6266 section 4.3).
        for value in sorted(found, key=lambda value: isinstance(value, str)):
            if name := _readable(value):
                return name
    return ""


def _readable(value: str | tuple[str, str, str]) -> str:
    if isinstance(value, tuple):
        charset, _, text = value
        return decode(text.encode("latin-1" if text.isascii() or max(text) < "\u0100" else "utf-8"), charset or "")
    text = encoded_words.decode(value.strip('"'))
    if not _PERCENTS.search(text):
        return text
    try:  # seen in practice: the name of a URL
        return unquote(text, errors="strict")
    except UnicodeError:
        return text


def clean(name: str) -> str:
    """A name with no path, no control or bidi character and no more than `LONGEST` bytes, its true extension kept."""
    name = one_line(without_invisible(name))
    if _PATH.search(name):
        name = re.split(r"[/\\]", name)[-1]
    name = re.sub(r"[/\\]", "-", name)  # a slash is a letter like any other on a Macintosh: Offer 12/2026.pdf
    name = " ".join(name.split()).strip(". ")
    name = f"_{name}" if _DEVICE.match(name) else name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode()) > 40:
        stem, dot, extension = name, "", ""
    room = LONGEST - len((dot + extension).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip() + dot + extension


def type_of(name: str) -> str:
    """The media type that the extension of a name promises."""
    return _TYPES.guess_type(name)[0] or "application/octet-stream"


def made_up(content_type: str, number: int) -> str:
    """A name for a part that has none; `number` counts the parts of the mail from 1."""
    if content_type == "text/calendar":
        return "invite.ics"  # what programs that give it a name call it
    return f"attachment-{number}{_USUAL.get(content_type) or _TYPES.guess_extension(content_type) or ''}"
