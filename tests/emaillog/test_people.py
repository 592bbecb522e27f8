"""Who a mail is about (R14 to R17, R25, R28, R38): contacts made within limits, and the others named on the mail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import Contact, ContactEmail, TimelineLink
from emaillog.explaining import DryRun
from emaillog.mime.defects import Defect
from emaillog.models import AwaitedContact, InboundMessage, LoggedEmail, LoggingRules, Status
from emaillog.rejection import Reason
from tests.emaillog.forwards import forward
from tests.factories import contact, mail


def addresses():
    return set(ContactEmail.objects.values_list("address", flat=True))


def awaited(because):
    return set(AwaitedContact.objects.filter(because=because).values_list("address", flat=True))


def test_r14_a_recipient_without_a_contact_gets_one(account, alice, bcc_address, deliver):
    deliver(mail(to='"Chen, Maya" <maya@customer.test>'), to=bcc_address)
    made = Contact.objects.get()
    assert (made.name, made.origin, made.origin_user) == ("Maya Chen", "email logging", alice)


def test_r15_that_holds_for_everybody_in_to_and_cc_but_colleagues_and_our_addresses(
    account, alice, bob, bcc_address, deliver
):
    message = mail(to=f"maya@customer.test, bob@acme.test, {bcc_address.upper()}", cc="tom@other.test, ALICE@acme.test")
    deliver(message, to=bcc_address)
    assert addresses() == {"maya@customer.test", "tom@other.test"}


def test_r15_nobody_of_an_internal_domain_or_below_it_becomes_a_contact(account, alice, bcc_address, deliver):
    LoggingRules.objects.create(account=account, internal_domains=["acme.test"])
    message = mail(to="carol@acme.test, dan@eu.acme.test, maya@customer.test, eve@notacme.test")
    deliver(message, to=bcc_address)
    assert addresses() == {"maya@customer.test", "eve@notacme.test"}
    assert not AwaitedContact.objects.exists()


def test_r15_a_mail_to_an_internal_domain_only_is_not_logged(account, alice, bcc_address, deliver):
    LoggingRules.objects.create(account=account, internal_domains=["acme.test"])
    (inbound,) = deliver(mail(to="carol@acme.test"), to=bcc_address)
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.NO_RECIPIENTS)


def test_r16_and_r17_who_is_on_bcc_only_gets_no_contact_and_no_mail(account, alice, bcc_address, deliver):
    hidden = contact(account, "hidden@customer.test")
    deliver(mail(to="maya@customer.test", Bcc="hidden@customer.test, new@customer.test"), to=bcc_address)
    assert addresses() == {"hidden@customer.test", "maya@customer.test"}
    assert not TimelineLink.objects.filter(contact=hidden).exists()
    assert not AwaitedContact.objects.exists()


def test_r25_and_r28_of_a_forward_only_the_sender_is_made_and_the_others_are_named(
    account, alice, forwarding_address, deliver
):
    original = mail(sender="Maya Chen <maya@customer.test>", to="alice@acme.test", cc="Tom <tom@customer.test>")
    carrier = mail(to=forwarding_address, subject="Fwd: Our offer", text="")
    carrier.add_attachment(original)
    deliver(carrier, to=forwarding_address)
    assert addresses() == {"maya@customer.test"}
    assert awaited("copy") == {"tom@customer.test"}


def test_r25_two_mails_of_a_new_sender_in_one_forward_make_one_contact_and_one_company(
    account, alice, forwarding_address, deliver
):
    carrier = mail(to=forwarding_address, subject="Fwd: two", text="")
    for subject in ("One", "Two"):
        carrier.add_attachment(mail(sender="maya@customer.test", to="alice@acme.test", subject=subject))
    (inbound,) = deliver(carrier, to=forwarding_address)
    assert inbound.status == Status.LOGGED
    assert LoggedEmail.objects.count() == 2
    assert Contact.objects.count() == account.companies.count() == 1
    assert TimelineLink.objects.filter(contact=Contact.objects.get()).count() == 2


def test_r25_the_sender_of_an_inline_forward_gets_a_contact(account, alice, forwarding_address, deliver):
    deliver(forward("gmail", "both"), to=forwarding_address)
    assert addresses() == {"maya@customer.test"}


def test_r14_beyond_the_limit_of_a_mail_people_are_named_on_it(account, alice, bcc_address, deliver):
    LoggingRules.objects.create(account=account, new_contacts_a_mail=3)
    deliver(mail(to=", ".join(f"p{n}@town{n}.test" for n in range(5))), to=bcc_address)
    assert addresses() == {"p0@town0.test", "p1@town1.test", "p2@town2.test"}
    assert awaited("limit") == {"p3@town3.test", "p4@town4.test"}
    assert account.companies.count() == 3, "who is no contact brings no company"


def test_r14_the_limit_of_an_hour_is_each_users_own(account, alice, bob, bcc_address, deliver):
    LoggingRules.objects.create(account=account, new_contacts_an_hour=2)
    deliver(mail(to="a@one.test, b@one.test"), to=bcc_address)
    (inbound,) = deliver(mail(to="c@one.test", subject="Third"), to=bcc_address)
    assert inbound.status == Status.LOGGED
    assert awaited("limit") == {"c@one.test"}
    deliver(mail(sender="bob@acme.test", to="d@one.test"), to=bcc_address)
    assert addresses() == {"a@one.test", "b@one.test", "d@one.test"}
    Contact.objects.update(created_at=timezone.now() - timedelta(hours=2))
    deliver(mail(to="e@one.test", subject="An hour later"), to=bcc_address)
    assert "e@one.test" in addresses()


@pytest.mark.parametrize("headers", [{"List_Id": "<news.acme.test>"}, {"Auto_Submitted": "auto-generated"}])
def test_r38_automatic_and_list_mail_makes_no_contact_and_names_who_has_none(
    account, alice, bcc_address, deliver, headers
):
    maya = contact(account, "maya@customer.test")
    deliver(mail(to="maya@customer.test, new@customer.test", **headers), to=bcc_address)
    assert addresses() == {"maya@customer.test"}
    assert TimelineLink.objects.filter(contact=maya).exists()
    assert awaited("automatic") == {"new@customer.test"}
    assert not account.companies.exists()


def test_r38_automatic_mail_of_nobody_known_waits_for_review(account, alice, bcc_address, deliver):
    (inbound,) = deliver(mail(to="new@customer.test", List_Id="<news.acme.test>"), to=bcc_address)
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.NOBODY_KNOWN)
    assert InboundMessage.objects.get().in_review


def test_r38_of_a_forward_of_several_what_is_list_mail_of_strangers_does_not_hold_back_the_rest(
    account, alice, forwarding_address, deliver
):
    wrapper = mail(to=forwarding_address, subject="Several", text="")
    wrapper.add_attachment(mail(sender="news@list.test", to="alice@acme.test", List_Id="<news.list.test>"))
    wrapper.add_attachment(mail(sender="nils@new.test", to="alice@acme.test", subject="An order"))
    (inbound,) = deliver(wrapper, to=forwarding_address)
    assert (inbound.status, inbound.email.subject) == (Status.LOGGED, "An order")
    assert Defect.NOT_ALL_LOGGED in inbound.email.defects


def test_r38_a_dry_run_says_too_that_list_mail_of_strangers_is_not_logged(account, alice, bcc_address):
    (told,) = DryRun.at(bcc_address).explain(mail(List_Id="<news.list.test>").as_bytes())
    assert (told["outcome"], told["reason"]) == ("not_logged", Reason.NOBODY_KNOWN)
