"""Mails with files, and who looks at them; the stage is that of the pages of mail."""

import io

import pytest
from PIL import Image

from emaillog import tasks
from emaillog.models import Attachment
from tests.emaillog.pages.conftest import at, attachment_of, log, maya  # noqa: F401 (fixtures)


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **options) -> bytes:
    """A picture in two colours, the upper half red."""
    image = Image.new(mode, size, "blue")
    image.paste("red", (0, 0, size[0], size[1] // 2))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def pdf(pages: int = 2) -> bytes:
    """A PDF of empty pages, as small as they come."""
    kids = " ".join(f"{3 + n} 0 R" for n in range(pages))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {pages}/Kids[{kids}]>>"]
    objects += ["<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 420]>>"] * pages
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj{content}endobj\n".encode())
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{place:010} 00000 n \n".encode() for place in places)
    out.write(f"trailer<</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


@pytest.fixture
def previewed(log):  # noqa: F811
    """Logs a mail with these files and does what the worker does after it."""

    def done(*files: tuple[str, bytes], **fields) -> list[Attachment]:
        email = log(attachments=files, **fields)
        tasks.preview_files(str(email.pk))
        return list(Attachment.objects.filter(email=email))

    return done
