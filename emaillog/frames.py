"""How high the frame of a mail starts: with no script inside it cannot tell, so it is guessed; readers can drag it."""

import re
from collections.abc import Iterable

from emaillog.mime.quoting import Piece

LOOKED_AT = 100_000  # characters of HTML: more than fills any frame
LEAST, MOST = 120, 760  # CSS pixels
LINE, LETTERS = 24, 80  # height of a line and what stands in it
# What ends a line; several ends at one place are one.
BLOCK = re.compile(
    r"(?:<br\b[^<>]*>|</(?:p|div|blockquote|ul|ol)>)(?:\s*</(?:span|p|div|blockquote|ul|ol)>)*|<hr\b|</(?:tr|li|h[1-6])>"
)
TAG = re.compile(r"<[^<>]*>")
IMAGE = re.compile(r"<img\b[^>]*>")
HEIGHT = re.compile(r'\sheight="(\d{1,4})')
IMAGE_HEIGHT = 80
FOLD = 40  # what a folded quotation takes


def height_of(pieces: Iterable[Piece]) -> int:
    """In CSS pixels, with what is quoted folded."""
    shown = [piece.content for piece in pieces if piece.kind != "quoted"]
    html = "".join(shown)[:LOOKED_AT]
    lines = len(BLOCK.findall(html)) + len(TAG.sub("", html)) // LETTERS
    images = sum(_height_of_image(image[0]) for image in IMAGE.finditer(html))
    return max(LEAST, min(MOST, 40 + FOLD + lines * LINE + images))


def _height_of_image(tag: str) -> int:
    stated = HEIGHT.search(tag)
    return int(stated[1]) if stated else IMAGE_HEIGHT
