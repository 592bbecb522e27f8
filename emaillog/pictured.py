"""What can be seen of a file without opening it: our own pictures of it, all in one blob named after its content."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from emaillog import pictures

PDF = re.compile(rb"\s{0,16}%PDF-")
TYPE = "image/webp"


class Kind(StrEnum):
    IMAGE = "image"
    PDF = "pdf"


@dataclass(frozen=True)
class Picture:
    """One picture: its size in pixels, and which bytes of the blob it is."""

    width: int
    height: int
    start: int
    end: int


@dataclass(frozen=True)
class Pictured:
    """The first picture is the thumbnail, then comes one a page; without any, nothing of the file could be shown."""

    kind: Kind
    width: int = 0  # of the image or of the first page
    height: int = 0
    pages: int = 0  # that the file has
    pictures: tuple[Picture, ...] = ()

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self | None:
        """What `Attachment.preview` holds; None where nobody tried, or nothing can be shown."""
        if not stored:
            return None
        pictures = tuple(Picture(*each) for each in stored["pictures"])
        return cls(Kind(stored["kind"]), stored["width"], stored["height"], stored["pages"], pictures)

    def stored(self) -> dict[str, Any]:
        pictures = [[each.width, each.height, each.start, each.end] for each in self.pictures]
        known = {"kind": self.kind.value, "width": self.width, "height": self.height, "pages": self.pages}
        return known | {"pictures": pictures}

    @property
    def thumbnail(self) -> Picture | None:
        return self.pictures[0] if self.pictures else None

    @property
    def is_fake(self) -> bool:
        """Whether it begins like an image and no image could be read in it: broken, or made to look like one (N55)."""
        return self.kind == Kind.IMAGE and not self.width


def kind_of(head: bytes) -> Kind | None:
    """What would be drawn of a file that begins like this; None for all that is only downloaded."""
    if any(signature.match(head) for signature in pictures.SIGNATURES.values()):
        return Kind.IMAGE
    return Kind.PDF if PDF.match(head) else None


def key(blob: str) -> str:
    """Content-addressed as the file itself is (`blobs.attachment_key`), so that they come and go together."""
    return f"previews/{blob.removeprefix('attachments/')}"
