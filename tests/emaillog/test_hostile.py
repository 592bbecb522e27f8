"""Whatever a mail holds: it ends in one outcome with a reason, and every page and the API still show what there is."""

import re

import pytest
from django.urls import reverse

from contacts.models import Contact, ContactEmail
from crm.models import ApiToken
from emaillog.models import Attachment, InboundMessage, LoggedEmail, Status
from emaillog.rejection import Reason
from tests.emaillog import hostile

MARKUP = re.compile(r"<script>\s*alert|<img[^>]*onerror|<p onclick|href=.javascript:", re.IGNORECASE)
REFUSED = re.compile("[\0\u202a-\u202e\u2066-\u2069\r\n]")


def pages_of(account, inbound: InboundMessage) -> list[str]:
    """Everywhere that something of the mail is shown to Alice."""
    at = lambda name, *args: reverse(name, args=[account.slug, *args])  # noqa: E731
    pages = [at("mail"), at("mail") + "?outcome=not_logged", at("delivery", inbound.pk), at("contacts")]
    pages += [at("contact", pk) for pk in Contact.objects.values_list("pk", flat=True)[:4]]
    if inbound.email:
        pages += [at("email", inbound.email.pk), at("email", inbound.email.pk) + "?view=text"]
    return pages


def paths_of(inbound: InboundMessage) -> list[str]:
    paths = ["contacts", "companies", "deals", "emails", "inbound-messages", f"inbound-messages/{inbound.pk}"]
    paths += [f"contacts/{pk}/timeline" for pk in Contact.objects.values_list("pk", flat=True)[:2]]
    return paths + ([f"emails/{inbound.email.pk}"] if inbound.email else [])


def check_pages(client, account, inbound: InboundMessage) -> None:
    for page in pages_of(account, inbound):
        answer = client.get(page)
        content = answer.content.decode()
        assert (answer.status_code, MARKUP.search(content)) == (200, None), page
        for frame in re.findall(r'<iframe[^>]*\ssrc="([^"]+)"', content):
            framed = client.get(frame)
            assert (framed.status_code, MARKUP.search(framed.content.decode())) == (200, None), frame


def check_files(client, account, inbound: InboundMessage) -> None:
    message = client.get(reverse("delivery_message", args=[account.slug, inbound.pk]))
    assert len(message.getvalue()) == inbound.size
    for file in Attachment.objects.all()[:3]:
        answer = client.get(reverse("attachment", args=[account.slug, file.pk]))
        assert len(answer.getvalue()) == file.size
        assert answer["Content-Type"] == "application/octet-stream"
        assert not REFUSED.search(file.name), file.name
        assert 0 < len(file.name.encode()) <= 150
        assert "/" not in file.name


def check_api(client, user, inbound: InboundMessage) -> None:
    token = ApiToken.objects.issue(user.memberships.get(), "script")
    for path in paths_of(inbound):
        answer = client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, (path, answer.content)
        answer.json()


@pytest.mark.parametrize(("raw", "expected"), hostile.MAILS.values(), ids=hostile.MAILS)
@pytest.mark.timeout(60)
def test_hostile_mail_has_one_outcome_and_is_shown_safely(
    account, alice, bob, bcc_address, deliver, signed_in, raw, expected
):
    (inbound,) = deliver(raw, to=bcc_address)
    assert (inbound.reason, inbound.problem, inbound.strikes) == (expected, "", 0)
    assert inbound.status == (Status.LOGGED if expected == Reason.LOGGED else Status.NOT_LOGGED)
    assert inbound.get_reason_display().endswith(".")
    assert bool(inbound.email) == LoggedEmail.objects.exists() == (expected == Reason.LOGGED)
    client = signed_in(alice)
    check_pages(client, account, inbound)
    check_files(client, account, inbound)
    check_api(client, alice, inbound)


@pytest.mark.parametrize("name", ["that turns the line round", "that breaks the line", "of surrogates"])
def test_name_of_a_new_contact_cannot_turn_or_break_a_line(account, alice, bcc_address, deliver, name):
    deliver(hostile.PEOPLE[f"a name {name}"][0], to=bcc_address)
    assert not REFUSED.search(Contact.objects.get().name)


def test_people_are_the_same_however_their_address_is_spelled(account, alice, bcc_address, deliver):
    for case in ("a trailing dot and capitals", "no readable recipient", "addresses in every script"):
        raw, _expected = hostile.PEOPLE[case]
        deliver(raw, to=bcc_address)
    assert sorted(ContactEmail.objects.values_list("address", flat=True)) == sorted(
        ["maya@customer.test", "用户@xn--r8jz45g.jp", "maya@xn--80ak6aa92e.com", "j@xn--mnchen-3ya.test"]
    )
