"""Never-log lists (R33): listed people get no contact and no mail, and of a mail to nobody else nothing is kept."""

import pytest
from django.urls import reverse

from contacts.models import ContactEmail, TimelineLink
from emaillog import blobs
from emaillog.models import AwaitedContact, InboundMessage, LoggedEmail, LoggingAddress, NeverLog, Receipt, Status
from emaillog.rejection import Reason
from tests.factories import contact, mail

SECRET = "the biopsy of Monday"


def listed(account, pattern, user=None, with_subdomains=True):
    return NeverLog.objects.create(account=account, user=user, pattern=pattern, with_subdomains=with_subdomains)


def addresses():
    return set(ContactEmail.objects.values_list("address", flat=True))


@pytest.mark.parametrize("pattern", ["doctor@clinic.test", "clinic.test"])
def test_r33_a_listed_recipient_gets_no_contact_and_the_others_still_get_the_mail(
    account, alice, bcc_address, deliver, pattern
):
    listed(account, pattern)
    deliver(mail(to="Doctor@Clinic.test, maya@customer.test"), to=bcc_address)
    assert addresses() == {"maya@customer.test"}
    assert not AwaitedContact.objects.exists()


def test_r33_a_listed_person_who_is_a_contact_does_not_get_the_mail(account, alice, bcc_address, deliver):
    doctor = contact(account, "doctor@clinic.test")
    listed(account, "doctor@clinic.test")
    deliver(mail(to="doctor@clinic.test, maya@customer.test"), to=bcc_address)
    assert not TimelineLink.objects.filter(contact=doctor).exists()


@pytest.mark.parametrize(("with_subdomains", "made"), [(True, set()), (False, {"a@mail.clinic.test"})])
def test_r33_subdomains_count_where_the_entry_says_so(account, alice, bcc_address, deliver, with_subdomains, made):
    listed(account, "clinic.test", with_subdomains=with_subdomains)
    deliver(mail(to="a@mail.clinic.test, b@clinic.test"), to=bcc_address)
    assert addresses() == made


def test_r33_a_personal_list_holds_for_its_user_only(account, alice, bob, bcc_address, deliver):
    listed(account, "clinic.test", user=alice)
    deliver(mail(to="a@clinic.test, maya@customer.test"), to=bcc_address)
    deliver(mail(sender="bob@acme.test", to="b@clinic.test"), to=bcc_address)
    assert addresses() == {"maya@customer.test", "b@clinic.test"}


def test_r33_another_accounts_list_does_not_count(account, other_account, alice, bcc_address, deliver):
    listed(other_account, "clinic.test")
    deliver(mail(to="a@clinic.test"), to=bcc_address)
    assert addresses() == {"a@clinic.test"}


def nothing_is_kept(inbound, blob):
    inbound.refresh_from_db()
    assert (inbound.status, inbound.reason) == (Status.NOT_LOGGED, Reason.NEVER_LOGGED)
    assert not LoggedEmail.objects.exists()
    assert (inbound.blob, inbound.subject, inbound.preview) == ("", "", {})
    with pytest.raises(FileNotFoundError):
        blobs.read(blob)


@pytest.fixture
def blob(monkeypatch):
    """The name under which the next message is kept."""
    monkeypatch.setattr(blobs, "random_key", lambda kind: f"{kind}/the-one")
    return "raw/the-one"


def test_r33_when_nobody_is_left_nothing_of_a_bcc_mail_is_kept(account, alice, bcc_address, deliver, blob):
    listed(account, "clinic.test")
    (inbound,) = deliver(mail(to="doctor@clinic.test", subject=SECRET, text=SECRET), to=bcc_address)
    nothing_is_kept(inbound, blob)
    assert SECRET not in str(InboundMessage.objects.values())


def test_r33_when_nobody_is_left_nothing_of_a_forward_is_kept(account, alice, forwarding_address, deliver, blob):
    listed(account, "clinic.test", user=alice)
    carrier = mail(to=forwarding_address, subject=f"Fwd: {SECRET}", text="")
    carrier.add_attachment(mail(sender="doctor@clinic.test", to="alice@acme.test", subject=SECRET))
    (inbound,) = deliver(carrier, to=forwarding_address)
    nothing_is_kept(inbound, blob)


def test_r33_nothing_is_kept_of_a_listed_person_who_answers_to_the_address(account, alice, bcc_address, deliver, blob):
    listed(account, "clinic.test")
    answer = mail(sender="doctor@clinic.test", to=f"alice@acme.test, {bcc_address}", subject=SECRET, text=SECRET)
    (inbound,) = deliver(answer, to=bcc_address)
    nothing_is_kept(inbound, blob)


def test_r33_nothing_is_kept_of_a_listed_person_on_the_wrong_route(account, alice, forwarding_address, deliver, blob):
    listed(account, "clinic.test", user=alice)
    (inbound,) = deliver(mail(to="doctor@clinic.test", subject=SECRET), to=forwarding_address)
    nothing_is_kept(inbound, blob)


def test_r33_what_also_names_somebody_else_waits_for_review(account, alice, bcc_address, deliver):
    listed(account, "clinic.test")
    (inbound,) = deliver(mail(sender="doctor@clinic.test", to="alice@acme.test, maya@customer.test"), to=bcc_address)
    assert (inbound.reason, inbound.in_review) == (Reason.UNKNOWN_SENDER, True)
    assert inbound.blob


def test_r33_the_bytes_stay_while_another_account_needs_them(account, other_account, alice, bcc_address, deliver):
    other_account.memberships.create(user=alice)
    listed(account, "clinic.test")
    there = LoggingAddress.objects.pair(other_account)[0].address
    here, other = deliver(mail(to="doctor@clinic.test"), to=[bcc_address, there])
    assert (here.status, other.status) == (Status.NOT_LOGGED, Status.LOGGED)
    assert here.blob == ""
    assert b"doctor@clinic.test" in blobs.read(other.blob)


def test_r33_the_providers_request_goes_too(account, alice, bcc_address, deliver, drain):
    listed(account, "clinic.test")
    blobs.write("requests/one", b"with everything")
    receipt = Receipt.objects.create(provider="x", key="k", blob="requests/one", size=1, status=Receipt.Status.UNPACKED)
    blobs.write("raw/one", mail(to="doctor@clinic.test").as_bytes())
    InboundMessage.objects.create(
        account=account, receipt=receipt, route="bcc", envelope_recipient=bcc_address, blob="raw/one", size=1, door="x"
    )
    drain()
    receipt.refresh_from_db()
    assert receipt.blob == ""
    with pytest.raises(FileNotFoundError):
        blobs.read("requests/one")
    assert Receipt.objects.all().reopen() == 0


def test_r33_of_two_originals_the_one_that_may_be_logged_keeps_the_bytes(account, alice, forwarding_address, deliver):
    listed(account, "clinic.test")
    carrier = mail(to=forwarding_address, subject="Fwd: two", text="")
    for sender in ("doctor@clinic.test", "maya@customer.test"):
        carrier.add_attachment(mail(sender=sender, to="alice@acme.test", subject=sender))
    (inbound,) = deliver(carrier, to=forwarding_address)
    assert inbound.status == Status.LOGGED
    assert [email.subject for email in LoggedEmail.objects.all()] == ["maya@customer.test"]
    assert addresses() == {"maya@customer.test"}


def test_r33_its_pages_say_that_nothing_was_kept_and_offer_nothing_that_needs_the_bytes(
    account, alice, bcc_address, deliver, signed_in
):
    listed(account, "clinic.test")
    (inbound,) = deliver(mail(to="doctor@clinic.test", subject=SECRET), to=bcc_address)
    client = signed_in(alice)
    page = client.get(reverse("delivery", args=["acme", inbound.pk])).content.decode()
    assert "nothing of the mail was kept" in page
    assert "Download .eml" not in page
    assert reverse("process_again", args=["acme", inbound.pk]) not in page
    gone = client.get(reverse("delivery_message", args=["acme", inbound.pk]))
    assert gone.status_code == 404
    assert b"nothing of the mail was kept" in gone.content
    client.post(reverse("process_again", args=["acme", inbound.pk]))
    inbound.refresh_from_db()
    assert inbound.status == Status.NOT_LOGGED
    assert client.get(reverse("mail", args=["acme"])).status_code == 200
