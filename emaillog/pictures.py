"""The four kinds of image that are shown; everything else, SVG before all, is only downloaded."""

import re

from emaillog import downloads

# By their first bytes alone (PNG 5.2, JPEG B.1.1.3, GIF89a 17, RIFF/WebP): what a mail says of a part proves nothing.
SIGNATURES = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
LONGEST = 12  # bytes


def type_of(blob: str) -> str:
    """The media type of the image in this blob, "" when it is none of the four.

    Raises what `downloads.stream` raises: Http404 when it is no longer stored, AwayError when nobody can say so.
    """
    start = b"".join(downloads.stream(blob, 0, LONGEST))
    return next((name for name, signature in SIGNATURES.items() if signature.match(start)), "")
