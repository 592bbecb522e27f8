"""Attachments on their way out: whole, streamed, always to be saved and never shown, whatever they claim to be."""

from django.core.files.storage import default_storage
from django.http import FileResponse

from emaillog.models import Attachment


def download(attachment: Attachment) -> FileResponse:
    """Raises FileNotFoundError (or S3's own error) when the storage has lost it."""
    answer = FileResponse(
        default_storage.open(attachment.blob),
        as_attachment=True,
        filename=file_name(attachment.name),
        content_type="application/octet-stream",
    )
    answer["Content-Length"] = str(attachment.size)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def file_name(name: str) -> str:
    """The name without paths and without what cannot be seen: line ends, and marks that turn `fdp.exe` round."""
    shown = "".join(char for char in name.replace("\\", "/").rpartition("/")[2] if char.isprintable())
    return shown.strip(". ") or "attachment"
