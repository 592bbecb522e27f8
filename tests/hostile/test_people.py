"""Header fields that name people, written to mislead or to exhaust (nasty inputs N6, N7, N17 to N19, N25, N35)."""

import pytest
from django.urls import reverse

from contacts.models import Contact, ContactEmail
from emaillog.mime.defects import Defect
from emaillog.models import Status
from emaillog.rejection import Reason
from tests.hostile.mails import raw


def addresses() -> set[str]:
    return set(ContactEmail.objects.values_list("address", flat=True)) - {"maya@customer.test"}


def test_n6_twenty_thousand_recipients_are_five_hundred_and_fifty_new_contacts(arrives, shown):
    inbound = arrives(raw(to=",\r\n ".join(f"a{n}@town.test" for n in range(20_000))))
    assert inbound.status == Status.LOGGED
    assert len(inbound.email.to) == 500
    assert len(addresses()) == 50
    assert {Defect.ADDRESSES_CUT, Defect.FIELD_CUT} <= set(inbound.email.defects)
    shown(inbound)


def test_n7_thousand_nested_comments_in_from_wait_for_review(arrives, shown):
    inbound = arrives(raw(sender="(" * 1000 + "x" + ")" * 1000 + "alice@acme.test"))
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.AMBIGUOUS_SENDER)
    shown(inbound)


@pytest.mark.parametrize("written", ["user@\u0430pple.test", "user@xn--pple-43d.test"])
def test_n17_look_alike_of_a_contact_is_kept_apart_and_shown_as_punycode(arrives, shown, written):
    arrives(raw(to="user@apple.test"))
    inbound = arrives(raw(to=written))
    assert addresses() == {"user@apple.test", "user@xn--pple-43d.test"}
    apart = Contact.objects.get(emails__address="user@xn--pple-43d.test")
    pages = shown(inbound)
    page = pages[reverse("contact", args=["acme", apart.pk])]
    assert "user@xn--pple-43d.test" in page
    assert "looks like user@apple.test" in page
    assert (
        "looks like" not in pages[reverse("email", args=["acme", inbound.email_id])].split("user@xn--pple-43d.test")[0]
    )
    assert all("user@\u0430pple.test" not in page for page in pages.values())


def test_n18_people_and_subjects_of_any_script_are_kept_as_written(arrives, shown, account):
    fields = "From: alice@acme.test\r\nTo: 用户 <用户@例え.jp>\r\nSubject: 请看附件\r\n\r\n您好\r\n"
    inbound = arrives(fields.encode(), mail_from="用户@例え.jp")
    assert inbound.status == Status.LOGGED
    assert inbound.envelope_sender == "用户@例え.jp"
    assert addresses() == {"用户@xn--r8jz45g.jp"}
    assert inbound.email.to == [{"name": "用户", "address": "用户@例え.jp"}]
    assert (inbound.email.subject, inbound.email.text.strip()) == ("请看附件", "您好")
    assert any("请看附件" in page for page in shown(inbound).values())


def test_n19_spellings_of_an_address_are_one_contact_and_a_quoted_one_is_only_listed(arrives, shown):
    inbound = arrives(raw(to='USER@Example.TEST, user@example.test., "us er"@x.test'))
    assert inbound.status == Status.LOGGED
    assert addresses() == {"user@example.test"}
    assert '"us er"@x.test' in [one["address"] for one in inbound.email.to]
    shown(inbound)


@pytest.mark.parametrize(
    ("sender", "second"),
    [("", ""), ("alice@acme.test", "From: bob@acme.test"), ("alice@acme.test, eve@evil.test", ""), ("<<<>>>", "")],
    ids=["no From", "two From fields", "two addresses", "brackets"],
)
def test_n25_mail_without_one_sender_waits_for_review(arrives, shown, sender, second):
    inbound = arrives(raw(second, sender=sender))
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.AMBIGUOUS_SENDER)
    assert not addresses()
    shown(inbound)


def test_n35_four_hundred_new_recipients_ten_times_are_fifty_contacts_a_mail(arrives):
    for number in range(10):
        inbound = arrives(raw(to=", ".join(f"a{n}@town{number}.test" for n in range(400))))
        assert (inbound.status, len(inbound.email.to)) == (Status.LOGGED, 400)
    assert len(addresses() - {"maya@customer.test"}) in {499, 500}
