"""What templates say about mails: `{% load mail %}`."""

import re
from collections.abc import Iterator
from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contacts.addresses import normalised
from contacts.look_alikes import told_apart
from emaillog import kinds, oddities, participants
from emaillog.invitations import Meeting
from emaillog.mime.values import Mailbox
from emaillog.models import InboundMessage, Status
from emaillog.models.email import Protection
from emaillog.rejection import Reason

register = template.Library()
register.filter("remarks", oddities.remarks)

ADDRESS = re.compile(r"https?://[^\s<>\"'`]+", re.IGNORECASE)
AFTER_A_SENTENCE = ".,;:!?)]}*_"
LOOKS = {
    Status.LOGGED: ("success", "circle-check"),
    Status.DUPLICATE: ("info", "checks"),
    Status.NOT_LOGGED: ("warning", "mail-x"),
    Status.RECEIVED: ("neutral", "hourglass"),
    Status.FAILED: ("danger", "alert-triangle"),
}


@register.inclusion_tag("parts/badge.html")
def outcome(inbound: InboundMessage) -> dict[str, str]:
    """The outcome of a message in a word, a colour and a picture."""
    status = Status(inbound.status)
    if inbound.in_review and status == Status.NOT_LOGGED:
        return {"text": _("Needs review"), "tone": "warning", "icon": "flag"}
    tone, icon = LOOKS[status]
    return {"text": str(status.label).capitalize(), "tone": tone, "icon": icon}


@register.filter
def linked(text: str) -> SafeString:
    """Plain text with its web addresses as links; everything is escaped, and each character looked at once."""
    return mark_safe("".join(_pieces(text)))  # noqa: S308 (every piece is escaped by format_html or escape)


def _pieces(text: str) -> Iterator[str]:
    end = 0
    for found in ADDRESS.finditer(text):
        address = found[0].rstrip(AFTER_A_SENTENCE)
        yield escape(text[end : found.start()])
        yield format_html('<a href="{0}" target="_blank" rel="noopener noreferrer nofollow">{0}</a>', address)
        end = found.start() + len(address)
    yield escape(text[end:])


@register.filter
def masked(address: str) -> str:
    """A logging address as logs and pages of others show it: it is a secret (R39)."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:8]}…@{domain}" if local else f"{address[:8]}…"


@register.filter
def masked_if_ours(address: str) -> str:
    """An address out of a mail, which may be a logging address of this installation."""
    return masked(address) if participants.is_ours(Mailbox("", address)) else address


@register.filter
def why_left_out(reason: str) -> str:
    return str(Reason(reason).label) if reason in Reason.values else _("The file was not kept.")


@register.filter
def file_icon(name: str) -> str:
    """The picture for a file by its extension."""
    return kinds.of(name).icon


@register.filter
def kind_of_file(name: str) -> str:
    """What people call a kind of file: its extension in capitals."""
    extension = kinds.extension_of(name)
    return extension.upper() if 0 < len(extension) <= 5 and extension.isalnum() else _("File")


@register.filter
def size(number: int) -> str:
    """A number of bytes as people write it: "30 MB", not "30.0 MB"."""
    return re.sub(r"[.,]0(?=\D)", "", filesizeformat(number))


@register.filter
def door_name(door: str) -> str:
    """How a mail came in: SMTP, Postmark, a file."""
    return door.upper() if door in {"smtp", "lmtp", "ses"} else door.replace("_", " ").title()


@register.filter
def called(mailbox: object) -> str:
    """What to call somebody in a list of people: the name, unless it feigns another address (N17), else the address."""
    person = mailbox if isinstance(mailbox, dict) else {}
    name, address = str(person.get("name") or ""), str(person.get("address") or "")
    feigned = normalised(name) if "@" in name else ""
    is_other = bool(feigned and address) and feigned != normalised(address)
    return (name if not is_other else "") or told_apart(address) or pgettext("nobody is named", "unknown")


@register.filter
def beside_the_text(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The files of a row worth a chip: pictures that stand in the text, such as a signature's logo, are none."""
    return [file for file in files if not (file.get("inline") and file["kept"])]


@register.filter
def meeting(invitation: dict[str, Any] | None) -> Meeting | None:
    """The invitation of a row, as its template shows it."""
    return Meeting(invitation) if invitation else None


@register.filter
def protection(code: str) -> str:
    """Whether a mail is signed or encrypted, in words."""
    return str(Protection(code).label) if code in Protection.values else ""


@register.filter
def is_encrypted(code: str | None) -> bool:
    """Rows of an older version do not say it."""
    return bool(code) and code in {Protection.ENCRYPTED_SMIME, Protection.ENCRYPTED_OPENPGP}
