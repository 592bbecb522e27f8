"""Everywhere that a mail is shown: the pages, the frames in them, the downloads and the API."""

import re

from django.test import Client
from django.urls import reverse

from contacts.models import Contact
from crm.models import ApiToken, User
from emaillog.models import Attachment, InboundMessage

MARKUP = re.compile(r"<script>\s*alert|<img[^>]*onerror|<p onclick|href=.javascript:", re.IGNORECASE)
REFUSED = re.compile("[\0\u202a-\u202e\u2066-\u2069\r\n]")
FRAME = re.compile(r'<iframe[^>]*\ssrc="([^"]+)"')


def addresses(inbound: InboundMessage) -> list[str]:
    """Every page that shows something of the mail to an administrator."""
    at = lambda name, *args: reverse(name, args=[inbound.account.slug, *args])  # noqa: E731
    pages = [at("mail"), at("mail") + "?outcome=not_logged", at("delivery", inbound.pk), at("contacts")]
    pages += [at("contact", pk) for pk in contacts(inbound)[:4]]
    if inbound.email:
        pages += [at("email", inbound.email.pk), at("email", inbound.email.pk) + "?view=text"]
        pages += [at("contact_files", pk) for pk in contacts(inbound)[:2]]
        pages += [at("file", file.pk) for file in inbound.email.attachments.all()[:3]]
    return pages


def contacts(inbound: InboundMessage) -> list[int]:
    return list(Contact.objects.filter(account=inbound.account).values_list("pk", flat=True))


def pages(client: Client, inbound: InboundMessage) -> dict[str, str]:
    """Each page and each frame in it by its address, all of them without a trace of living markup."""
    shown = {}
    for address in addresses(inbound):
        shown[address] = page(client, address)
        for frame in FRAME.findall(shown[address]):
            shown[frame] = page(client, frame)
    return shown


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    content = answer.content.decode()
    assert (answer.status_code, MARKUP.search(content)) == (200, None), address
    return content


def check_files(client: Client, inbound: InboundMessage) -> None:
    message = client.get(reverse("delivery_message", args=[inbound.account.slug, inbound.pk]))
    assert len(message.getvalue()) == inbound.size
    for file in Attachment.objects.filter(account=inbound.account).exclude(blob="")[:3]:
        answer = download(client, file)
        assert len(answer.getvalue()) == file.size
        assert not REFUSED.search(file.name), file.name
        assert 0 < len(file.name.encode()) <= 150
        assert "/" not in file.name


def download(client: Client, file: Attachment):
    """Whatever the file is: never anything that a browser would open."""
    answer = client.get(reverse("attachment", args=[file.account.slug, file.pk]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    return answer


def check_api(client: Client, user: User, inbound: InboundMessage) -> None:
    token = ApiToken.objects.issue(user.memberships.get(), "script")
    for path in paths(inbound):
        answer = client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, (path, answer.content)
        answer.json()


def paths(inbound: InboundMessage) -> list[str]:
    found = ["contacts", "companies", "deals", "emails", "inbound-messages", f"inbound-messages/{inbound.pk}"]
    found += [f"contacts/{pk}/timeline" for pk in contacts(inbound)[:2]]
    return found + ([f"emails/{inbound.email.pk}"] if inbound.email else [])
