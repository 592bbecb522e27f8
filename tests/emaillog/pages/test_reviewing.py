"""What a rule refused is logged by hand, rejected, or its sender blocked (R32, R35)."""

import pytest
from django.urls import reverse

from contacts.models import Contact, ContactEmail, TimelineLink
from crm.models import Membership
from emaillog.models import BlockedSender, Direction, InboundMessage, LoggedEmail, Status
from emaillog.rejection import Reason
from tests.emaillog.forwards import forward
from tests.factories import contact, mail

STRANGER = "stranger@elsewhere.test"


@pytest.fixture
def act(signed_in, at, drain):
    """Does something about a received mail as its page does, lets the worker go on, and gives what became of it."""

    def acted(user, inbound, name="delivery_log", /, **fields) -> InboundMessage:
        acted.answer = signed_in(user).post(at(name, inbound.pk), fields, follow=True)
        acted.said = "".join(map(str, (acted.answer.context or {}).get("messages", ())))
        drain()
        return InboundMessage.objects.select_related("email").get(pk=inbound.pk)

    return acted


def people_of(email: LoggedEmail) -> set[str]:
    links = TimelineLink.objects.filter(account=email.account, entry=email.entry, contact__isnull=False)
    return set(ContactEmail.objects.filter(contact__in=links.values("contact")).values_list("address", flat=True))


def test_r32_a_forward_on_the_bcc_address_is_logged_with_one_click(alice, bcc_address, deliver, act):
    (inbound,) = deliver(forward("gmail", "both", to="x@in.blindcopy.test"), to=bcc_address)
    assert (inbound.reason, inbound.in_review) == (Reason.USE_FORWARDING_ADDRESS, True)
    inbound = act(alice, inbound, how="forwarded")
    assert (inbound.status, inbound.in_review, inbound.preview) == (Status.LOGGED, False, {})
    assert inbound.email.direction == Direction.INCOMING
    assert "maya@customer.test" in people_of(inbound.email)


def test_r32_a_sent_mail_on_the_forwarding_address_is_logged_with_one_click(alice, forwarding_address, deliver, act):
    (inbound,) = deliver(mail(), to=forwarding_address)
    assert inbound.reason == Reason.USE_BCC_ADDRESS
    inbound = act(alice, inbound, how="sent")
    assert (inbound.status, inbound.email.direction) == (Status.LOGGED, Direction.OUTGOING)
    assert people_of(inbound.email) == {"maya@customer.test"}


@pytest.mark.parametrize("address", ["bcc_address", "forwarding_address"])
def test_a_contacts_answer_is_logged_with_one_click(alice, account, deliver, act, address, request):
    contact(account, "maya@customer.test", first_name="Maya")
    answer = mail(sender="maya@customer.test", to="alice@acme.test")
    (inbound,) = deliver(answer, to=request.getfixturevalue(address))
    assert (inbound.reason, inbound.in_review, inbound.logger) == (Reason.SENDER_IS_CONTACT, True, None)
    inbound = act(alice, inbound, how="received")
    assert (inbound.status, inbound.logger) == (Status.LOGGED, alice)
    assert inbound.email.direction == Direction.INCOMING
    assert people_of(inbound.email) == {"maya@customer.test"}


def test_an_unknown_senders_bcc_is_logged_as_mine(alice, bcc_address, deliver, act):
    (inbound,) = deliver(mail(sender=STRANGER), to=bcc_address)
    inbound = act(alice, inbound, how="own")
    assert (inbound.status, inbound.logger) == (Status.LOGGED, alice)
    assert inbound.email.direction == Direction.OUTGOING
    assert people_of(inbound.email) == {"maya@customer.test"}


def test_an_unknown_senders_forward_is_read_as_mine(alice, forwarding_address, deliver, act):
    message = forward("gmail", "both")
    message.replace_header("From", STRANGER)
    (inbound,) = deliver(message, to=forwarding_address)
    inbound = act(alice, inbound, how="own")
    assert inbound.status == Status.LOGGED
    assert inbound.email.sender["address"] == "maya@customer.test"


def test_an_unknown_sender_is_logged_as_received(alice, bcc_address, deliver, act):
    (inbound,) = deliver(mail(sender=STRANGER, to="alice@acme.test"), to=bcc_address)
    inbound = act(alice, inbound, how="received")
    assert inbound.email.direction == Direction.INCOMING
    assert people_of(inbound.email) == {STRANGER}


def test_a_mail_whose_sender_failed_the_check_is_logged_for_its_user(alice, bob, bcc_address, deliver, act):
    (inbound,) = deliver(mail(sender="bob@acme.test"), to=bcc_address)
    LoggedEmail.objects.all().delete()
    InboundMessage.objects.update(status=Status.FAILED, verdicts={"dmarc": "fail"}, settled_at=None, logged_as={})
    inbound.refresh_from_db()
    inbound = act(alice, inbound, "process_again")
    assert (inbound.reason, inbound.in_review) == (Reason.SENDER_NOT_VERIFIED, True)
    inbound = act(alice, inbound, how="genuine")
    assert (inbound.status, inbound.logger) == (Status.LOGGED, bob)


def test_a_mail_without_forwarded_header_is_logged_to_a_chosen_contact(
    alice, account, forwarding_address, deliver, act
):
    tom = contact(account, "tom@customer.test", first_name="Tom")
    (inbound,) = deliver(mail(to=forwarding_address, text="I called him."), to=forwarding_address)
    assert inbound.reason == Reason.NO_FORWARDED_HEADER
    assert act(alice, inbound, how="whole").status == Status.NOT_LOGGED
    assert "Choose the contact" in act.said
    inbound = act(alice, inbound, how="whole", contact=tom.pk)
    assert inbound.status == Status.LOGGED
    assert people_of(inbound.email) == {"tom@customer.test"}


def test_a_reply_thread_is_logged_to_a_new_contact(alice, forwarding_address, deliver, act):
    text = "Thanks!\n\nOn Mon, Nov 23, 2026 at 9:14 AM Nils New <nils@new.test> wrote:\n\n> We accept.\n"
    (inbound,) = deliver(mail(to=forwarding_address, subject="Re: Our offer", text=text), to=forwarding_address)
    assert inbound.reason == Reason.REPLY_THREAD
    assert inbound.preview["mentioned"] == ["nils@new.test"]
    inbound = act(alice, inbound, how="whole", new="Nils@New.test")
    assert inbound.status == Status.LOGGED
    assert people_of(inbound.email) == {"nils@new.test"}
    assert Contact.objects.get().origin == "manual"


@pytest.mark.parametrize("how", ["sent", "forwarded"])
def test_a_mail_to_no_logging_address_is_logged_by_the_route_it_was_meant_for(alice, deliver, act, how):
    message = mail() if how == "sent" else forward("gmail", "both")
    (inbound,) = deliver(message, to="bcc-nobody@in.blindcopy.test")
    assert inbound.reason == Reason.UNKNOWN_ADDRESS
    inbound = act(alice, inbound, how=how)
    assert inbound.status == Status.LOGGED
    assert "maya@customer.test" in people_of(inbound.email)


def test_a_mail_with_nobody_left_is_logged_to_a_contact(alice, bob, account, bcc_address, deliver, act):
    tom = contact(account, "tom@customer.test")
    (inbound,) = deliver(mail(to="bob@acme.test"), to=bcc_address)
    assert (inbound.reason, inbound.in_review) == (Reason.NO_RECIPIENTS, False)
    inbound = act(alice, inbound, how="for", contact=tom.pk)
    assert people_of(inbound.email) == {"tom@customer.test"}


def test_a_mail_of_who_may_not_log_is_logged_by_an_administrator(alice, bob, bcc_address, deliver, act):
    Membership.objects.filter(user=bob).update(may_log=False)
    (inbound,) = deliver(mail(sender="bob@acme.test"), to=bcc_address)
    assert act(bob, inbound, how="own").status == Status.NOT_LOGGED
    inbound = act(alice, inbound, how="own")
    assert (inbound.status, inbound.logger) == (Status.LOGGED, alice)


def test_what_a_person_wanted_logged_and_was_refused_again_waits_for_them(alice, bob, bcc_address, deliver, act):
    (inbound,) = deliver(mail(sender=STRANGER, to="bob@acme.test"), to=bcc_address)
    inbound = act(alice, inbound, how="own")
    assert (inbound.reason, inbound.in_review) == (Reason.NO_RECIPIENTS, True)


def test_decisions_add_up(alice, account, forwarding_address, deliver, act):
    tom = contact(account, "tom@customer.test")
    (inbound,) = deliver(mail(sender=STRANGER, to=forwarding_address), to=forwarding_address)
    inbound = act(alice, inbound, how="own")
    assert inbound.reason == Reason.NO_FORWARDED_HEADER
    inbound = act(alice, inbound, how="whole", contact=tom.pk)
    assert inbound.status == Status.LOGGED


def test_a_rejected_mail_is_out_of_review_until_that_is_taken_back(alice, bcc_address, deliver, act):
    (inbound,) = deliver(mail(sender=STRANGER), to=bcc_address)
    inbound = act(alice, inbound, "delivery_reject")
    assert (inbound.status, inbound.reason, inbound.in_review) == (Status.NOT_LOGGED, Reason.REJECTED, False)
    inbound = act(alice, inbound, "process_again")
    assert (inbound.reason, inbound.in_review) == (Reason.UNKNOWN_SENDER, True)


def test_a_blocked_senders_mail_waits_no_more_until_unblocked(alice, bcc_address, deliver, act, signed_in, at):
    (first,), (second,) = (deliver(mail(sender=STRANGER, subject=name), to=bcc_address) for name in "ab")
    act(alice, first, "delivery_block")
    (later,) = deliver(mail(sender=STRANGER, subject="c"), to=bcc_address)
    for inbound in (first, second, later):
        inbound.refresh_from_db()
        assert (inbound.reason, inbound.in_review) == (Reason.SENDER_BLOCKED, False)
    page = signed_in(alice).get(at("blocked_senders")).content.decode()
    assert STRANGER in page
    signed_in(alice).post(at("unblock", BlockedSender.objects.get().pk))
    assert act(alice, later, "process_again").reason == Reason.UNKNOWN_SENDER


def test_blocking_is_for_administrators(bob, alice, bcc_address, deliver, signed_in, at):
    (inbound,) = deliver(mail(sender=STRANGER), to=bcc_address)
    assert signed_in(bob).post(at("delivery_block", inbound.pk)).status_code == 403
    assert signed_in(bob).get(at("blocked_senders")).status_code == 403
    sender = BlockedSender.objects.create(account=inbound.account, address="x@y.test")
    assert signed_in(bob).post(at("unblock", sender.pk)).status_code == 403
    assert BlockedSender.objects.get() == sender


def test_of_two_people_the_second_is_told_and_changes_nothing(alice, bob, account, forwarding_address, deliver, act):
    (inbound,) = deliver(mail(sender="bob@acme.test"), to=forwarding_address)
    inbound = act(bob, inbound, how="sent")
    entries = LoggedEmail.objects.count()
    for name, fields in (("delivery_reject", {}), ("delivery_log", {"how": "sent"}), ("process_again", {})):
        after = act(alice, inbound, name, **fields)
        assert (after.status, after.settled_at, LoggedEmail.objects.count()) == (Status.LOGGED, inbound.settled_at, 1)
        assert "Bob Berry was first" in act.said
    assert entries == 1


def test_a_decision_on_what_somebody_else_just_decided_counts_for_nothing(alice, bob, bcc_address, deliver):
    (seen,) = deliver(mail(sender=STRANGER), to=bcc_address)
    same = InboundMessage.objects.get(pk=seen.pk)
    assert seen.reject({"rejected_by": bob.pk})
    assert not same.reject({"rejected_by": alice.pk})
    assert not same.decide({"user": alice.pk, "trusts_sender": True})
    assert InboundMessage.objects.get().decision == {"rejected_by": bob.pk}


@pytest.mark.parametrize("name", ["delivery_log", "process_again", "delivery_reject"])
def test_nobody_acts_on_what_they_may_not_see(
    alice, bob, charlie, other_account, bcc_address, deliver, signed_in, name
):
    (inbound,) = deliver(mail(sender=STRANGER), to=bcc_address)
    for user, slug in ((bob, "acme"), (charlie, "acme"), (charlie, other_account.slug)):
        assert signed_in(user).post(reverse(name, args=[slug, inbound.pk]), {"how": "own"}).status_code == 404
    assert InboundMessage.objects.get().reason == Reason.UNKNOWN_SENDER


def test_a_contact_of_others_cannot_be_chosen(alice, other_account, bcc_address, deliver, act):
    theirs = contact(other_account, "maya@customer.test")
    (inbound,) = deliver(mail(sender=STRANGER), to=bcc_address)
    for wrong in (theirs.pk, "9" * 40, "x", "٣"):
        assert act(alice, inbound, how="own", contact=wrong).status == Status.NOT_LOGGED
        assert act.answer.status_code == 404


@pytest.mark.parametrize("own", ["bob@acme.test", "bcc-x@in.blindcopy.test", "no address"])
def test_a_colleague_never_becomes_a_contact(alice, bob, forwarding_address, deliver, act, own):
    (inbound,) = deliver(mail(to=forwarding_address), to=forwarding_address)
    assert act(alice, inbound, how="whole", new=own).status == Status.NOT_LOGGED
    assert not Contact.objects.exists()
