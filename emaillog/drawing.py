"""Draws pictures of a file in a limited process of its own: whatever the file does, it does it only there.

It runs with neither settings nor database nor environment: a file goes in, our own pictures come out, one by one, so
that those made before a fault count. Nothing of the file's own bytes is in them, and so no metadata either.
"""

import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from typing import IO

import pypdfium2
from PIL import Image, ImageCms, ImageOps

OUTPUT = 32 * 2**20  # bytes: the most it can write anywhere
PIXELS = 50_000_000  # of a picture, as it must be decoded
THUMBNAIL, SCREEN, PAGE = (480, 480), (1600, 1600), (1200, 1700)
MOST_PAGES = 10
QUALITY = 80


def of_image(file: IO[bytes]) -> Iterator[dict[str, int] | Image.Image]:
    """First what is known of it, then its thumbnail and the picture for a screen; animations stand still."""
    with Image.open(file, formats=["PNG", "JPEG", "GIF", "WEBP"]) as image:
        width, height = ImageOps.exif_transpose(image).size if image.width * image.height < PIXELS else image.size
        yield {"width": width, "height": height, "pages": 1}
        image.draft("RGB", SCREEN)  # a large photo is decoded smaller
        if image.width * image.height <= PIXELS:
            shown = upright(image)
            yield smaller(shown)
            yield shown


def upright(image: Image.Image) -> Image.Image:
    """As its camera held it, in the colours of screens, no larger than one."""
    plain = image if image.mode in {"RGB", "L", "CMYK"} and "transparency" not in image.info else image.convert("RGBA")
    plain.thumbnail(SCREEN)
    return ImageOps.exif_transpose(in_screen_colours(plain))


def in_screen_colours(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            given, wanted = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            changed = ImageCms.profileToProfile(image, given, wanted, outputMode=mode)
            return changed or image
    return image.convert(mode)


def of_pdf(file: IO[bytes]) -> Iterator[dict[str, int] | Image.Image]:
    """First how many pages it has, then a thumbnail of the first, then the first pages."""
    document = pypdfium2.PdfDocument(file)
    width, height = document.get_page_size(0)
    yield {"width": round(width), "height": round(height), "pages": len(document)}
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        width, height = page.get_size()
        drawn = page.render(scale=min(PAGE[0] / max(width, 1), PAGE[1] / max(height, 1))).to_pil().convert("RGB")
        if number == 0:
            yield smaller(drawn)
        yield drawn
        page.close()


def smaller(image: Image.Image) -> Image.Image:
    thumbnail = image.copy()
    thumbnail.thumbnail(THUMBNAIL)
    return thumbnail


def write(out: IO[bytes], drawn: Iterator[dict[str, int] | Image.Image]) -> None:
    """A line of JSON for each, and the bytes of a picture (WebP) behind its own."""
    for each in drawn:
        about, content = (each, b"") if isinstance(each, dict) else encoded(each)
        out.write(json.dumps(about).encode() + b"\n" + content)
        out.flush()


def encoded(image: Image.Image) -> tuple[dict[str, int], bytes]:
    image.info.clear()
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=2)
    return {"width": image.width, "height": image.height, "size": out.tell()}, out.getvalue()


def limit(memory: int, seconds: int) -> None:
    limits = {resource.RLIMIT_CPU: seconds, resource.RLIMIT_FSIZE: OUTPUT, resource.RLIMIT_CORE: 0}
    with suppress(ValueError, OSError):  # macOS lets no process limit its address space
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for which, most in limits.items():
        resource.setrlimit(which, (most, most))
    os.nice(10)  # mail that waits to be logged goes first


def main(kind: str, memory: int, seconds: int) -> None:
    limit(memory, seconds)
    given = sys.stdin.buffer
    if given.seekable():
        os.lseek(given.fileno(), 0, os.SEEK_SET)
    file = given if given.seekable() else io.BytesIO(given.read())
    Image.MAX_IMAGE_PIXELS = None  # PIXELS is asked when it is known how large it must be decoded
    drawn = of_pdf(file) if kind == "pdf" else of_image(file)
    write(sys.stdout.buffer, chain(begun(drawn), drawn))


def begun(drawn: Iterator[dict[str, int] | Image.Image]) -> Iterator[dict[str, int] | Image.Image]:
    """What is known first; of a file that is not what it begins like, nothing."""
    try:
        yield next(drawn)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 (each reader of a format has its own)
        yield {"width": 0, "height": 0, "pages": 0}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
