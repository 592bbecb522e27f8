"""Files that are text: their beginning is shown as text and nothing else, whatever they hold."""

import codecs

from emaillog import blobs, kinds
from emaillog.mime.charset import decode, storable
from emaillog.models import Attachment

SHOWN = 64 * 1024  # bytes
EXTENSIONS = kinds.extensions("txt text log csv tsv ics vcs vcf json jsonl md rst xml yml yaml ini conf srt asc diff")


def is_text(file: Attachment) -> bool:
    return kinds.extension_of(file.name) in EXTENSIONS


def beginning(file: Attachment) -> str:
    """Decoded by what it is, not by what a mail says (N57): UTF-8, else Windows-1252. Raises as the storage does."""
    data = b"".join(blobs.stream(file.blob, 0, min(SHOWN, file.size))) if file.size else b""
    return storable(decode(whole(data)))


def whole(data: bytes) -> bytes:
    """Without the letter that was cut in two at the end, for which the rest would not count as UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return decoder.decode(data).encode()
    except UnicodeError:
        return data
