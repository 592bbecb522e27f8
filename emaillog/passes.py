"""Passes: signed addresses, good for minutes, for what a sandboxed frame loads, since it has no session to show."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.core import signing
from django.http import Http404
from django.urls import reverse

from crm.models import Membership, User
from emaillog.models import Attachment, LoggedEmail

BODY_SECONDS = 15 * 60
# A reader may scroll to an image long after the body was opened, and images load when they come into view.
IMAGE_SECONDS = 60 * 60


@dataclass(frozen=True)
class BodyPass:
    """Lets one user see the body of one mail in one account, with images from outside or without."""

    account: int
    email: str
    user: int
    with_remote_images: bool = False

    @classmethod
    def read(cls, token: str) -> Self:
        """Raises Http404 for one that is forged, expired, or whose user has left the account."""
        return cls(**_read(token, "mail-body", BODY_SECONDS))

    @property
    def url(self) -> str:
        return reverse("mail_body", args=[_signed(asdict(self), "mail-body")])


@dataclass(frozen=True)
class ImagePass:
    """Lets one user see one inline image of one mail."""

    account: int
    attachment: int
    user: int

    @classmethod
    def read(cls, token: str) -> Self:
        return cls(**_read(token, "mail-image", IMAGE_SECONDS))

    @property
    def url(self) -> str:
        return reverse("mail_image", args=[_signed(asdict(self), "mail-image")])


def inline_images(email: LoggedEmail, user: User, origin: str) -> dict[str, str]:
    """Content-IDs of the mail's own parts with our address of each at `origin`; of two alike the first counts (N58)."""
    parts: Iterable[tuple[int, str]] = (
        Attachment.objects.filter(account=email.account_id, email=email)
        .exclude(content_id="")
        .exclude(blob="")
        .order_by("-position")
        .values_list("pk", "content_id")
    )
    return {
        content_id.strip().strip("<>"): origin + ImagePass(email.account_id, pk, user.pk).url
        for pk, content_id in parts
    }


def _signed(values: dict[str, object], salt: str) -> str:
    return signing.TimestampSigner(salt=salt).sign_object(values, compress=False)


def _read(token: str, salt: str, max_age: int) -> dict[str, Any]:
    try:
        values: dict[str, Any] = signing.TimestampSigner(salt=salt).unsign_object(token, max_age=max_age)
    except signing.BadSignature as bad:
        raise Http404("This address has expired.") from bad
    if not Membership.objects.filter(
        account=values["account"], user=values["user"], is_active=True, user__is_active=True
    ).exists():
        raise Http404("The reader has left the account.")
    return values
