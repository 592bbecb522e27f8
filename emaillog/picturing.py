"""Has files drawn right after they are logged. The row is the queue: one that was tried waits no more.

Chrome shows no PDF in a sandboxed frame and nothing that came by mail is shown outside of one, so that pictures of the
pages are what works everywhere.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import structlog
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from crm.logs import steps
from emaillog import blobs, intake, pictured
from emaillog.faults import TRANSIENT
from emaillog.files import File
from emaillog.mime.source import OnDisk, Source
from emaillog.models import Attachment, LoggedEmail
from emaillog.pictured import Kind, Picture, Pictured

log = structlog.get_logger(__name__)

MEMORY = 1024 * 2**20  # bytes
SECONDS = 20  # of processor time; twice that by the clock
_ROOT = Path(__file__).parent.parent
UNTIL_LOST = timedelta(hours=2)  # a storage that is away looks like files that are gone
PATIENCE = timedelta(minutes=1)
AT_ONCE = 100
HEAD = 64  # bytes


def is_worth(file: File) -> bool:
    """Whether a file on its way into the logbook waits to be drawn: also if it is left out now, and stored later."""
    return not file.part.is_inline and pictured.kind_of(file.part.content.head) is not None


def ring_for(email: LoggedEmail, files: Iterable[Attachment]) -> None:
    """Tells the workers once the mail is logged, if any of its files waits."""
    if any(file.blob and not file.previewed_at for file in files):
        transaction.on_commit(lambda: intake.ring("preview_files", [str(email.pk)]))


def ring_again() -> None:
    """For what waits although its bell rang a minute ago, and then once a minute."""
    waiting = Attachment.objects.unpictured().filter(email__created_at__lte=timezone.now() - PATIENCE).order_by("-id")
    for email in dict.fromkeys(map(str, waiting.values_list("email", flat=True)[:AT_ONCE])):
        if cache.add(f"drawing-{email}", 1, PATIENCE.total_seconds()):
            intake.ring("preview_files", [email])


def draw_files(email: UUID) -> None:
    """Draws what waits of one mail; what cannot be done now is left waiting."""
    account = LoggedEmail.objects.filter(pk=email).values("account")
    for file in Attachment.objects.unpictured().filter(account__in=account, email=email).select_related("email"):
        try:
            preview = preview_of(file)
        except FileNotFoundError:
            if timezone.now() - file.email.created_at < UNTIL_LOST:
                continue
            preview = {}
        except TRANSIENT as problem:
            log.warning("drawing_failed", id=file.pk, problem=type(problem).__name__)
            continue
        except Exception as problem:  # noqa: BLE001 (whatever it is, the next file must not wait)
            log.error("drawing_struck", id=file.pk, problem=type(problem).__name__, steps=steps(problem))  # noqa: TRY400
            preview = {}
        note(file, preview)


def note(file: Attachment, preview: dict[str, Any]) -> None:
    """The file may be gone meanwhile; then its pictures go too."""
    files = Attachment.objects.filter(account=file.account_id)
    is_there = files.filter(pk=file.pk).update(preview=preview, previewed_at=timezone.now())
    if not is_there and preview and not files.filter(blob=file.blob).exists():
        blobs.delete(pictured.key(file.blob))


def preview_of(file: Attachment) -> dict[str, Any]:
    """As it is known of the same file in another mail, else drawn now."""
    same = Attachment.objects.filter(account=file.account_id, blob=file.blob).exclude(previewed_at=None)
    same = same.exclude(preview={})
    known: dict[str, Any] | None = same.values_list("preview", flat=True).first()
    if known is not None:
        return known
    with blobs.source(file.blob) as source:
        kind = pictured.kind_of(source[0:HEAD])
        if kind is None:
            return {}
        found, content = drawn(kind, source)
    if found is None:
        return {}
    if found.pictures:
        blobs.write(pictured.key(file.blob), content)
    return found.stored()


def drawn(kind: Kind, source: Source) -> tuple[Pictured | None, bytes]:
    """What the child made of it before it ended, well or not, and the pictures one behind the other."""
    command = [sys.executable, "-m", "emaillog.drawing", kind.value, str(MEMORY), str(SECONDS)]
    how: dict[str, Any] = {"stdin": source.descriptor} if isinstance(source, OnDisk) else {"input": source}
    with tempfile.TemporaryFile() as out:
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(  # noqa: S603 (ourselves)
                command,
                cwd=_ROOT,
                env={},
                stdout=out,
                stderr=subprocess.DEVNULL,
                timeout=2 * SECONDS,
                check=False,
                **how,
            )
        out.seek(0)
        return read(kind, out)


def read(kind: Kind, out: IO[bytes]) -> tuple[Pictured | None, bytes]:
    """What of the child's answer is whole (see `drawing.write`); None when it died before it knew anything."""
    pictures: list[Picture] = []
    content = b""
    try:
        about = json.loads(out.readline())
        size = (int(about["width"]), int(about["height"]), int(about["pages"]))
    except (ValueError, KeyError, TypeError):
        return None, b""
    with suppress(ValueError, KeyError, TypeError):
        while line := out.readline():
            one = json.loads(line)
            piece = out.read(int(one["size"]))
            if len(piece) < int(one["size"]):
                break
            pictures.append(Picture(int(one["width"]), int(one["height"]), len(content), len(content) + len(piece)))
            content += piece
    return Pictured(kind, *size, tuple(pictures)), content
