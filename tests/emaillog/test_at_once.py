"""Many workers at the same mails at the same time: one entry, one contact a person, and nothing is left behind."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from contacts.models import Company, Contact, ContactEmail, TimelineEntry, TimelineLink
from emaillog import intake, processing
from emaillog.models import AlsoLogged, InboundMessage, LoggedEmail, Status
from emaillog.models.inbound import AlreadySettledError
from tests.factories import contact, mail

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]
WORKERS = 8


def at_once(work: Callable, things: Iterable) -> list:
    """Does the work on each of the things, as many at a time as there are workers, all beginning together."""
    start = Barrier(WORKERS)

    def one(share: list) -> list:
        start.wait(10)
        try:
            return [work(thing) for thing in share]
        finally:
            connection.close()

    things = list(things)
    with ThreadPoolExecutor(WORKERS) as pool:
        shares = pool.map(one, [things[number::WORKERS] for number in range(WORKERS)])
        return [result for share in shares for result in share]


def kept(messages, address, sender="alice@acme.test") -> list[int]:
    rows = [
        intake.keep_message(message.as_bytes(), door="smtp", sender=sender, recipients=[address])[0]
        for message in messages
    ]
    return [row.pk for row in rows]


def outcomes() -> Counter:
    return Counter(InboundMessage.objects.values_list("status", flat=True))


def finish() -> None:
    """What had to wait, as the sweeper starts it again: nobody is there to stand in its way now."""
    InboundMessage.objects.waiting().update(retry_at=timezone.now())
    for pk in InboundMessage.objects.due().values_list("pk", flat=True):
        processing.process(pk)


def test_one_mail_and_eight_workers_make_one_entry(account, alice, bcc_address):
    (pk,) = kept([mail(attachments=(("a.bin", b"a" * 10_000),))], bcc_address)
    at_once(processing.process, [pk] * 40)
    inbound = InboundMessage.objects.get()
    assert (inbound.status, inbound.attempts) == (Status.LOGGED, 1)
    assert TimelineEntry.objects.count() == LoggedEmail.objects.count() == 1


def test_eight_workers_whose_leases_ran_out_make_one_entry(account, alice, bcc_address):
    (pk,) = kept([mail(to="maya@customer.test, tom@customer.test")], bcc_address)

    def attempt(pk: int) -> str:
        try:
            processing.attempt(InboundMessage.objects.select_related("account").get(pk=pk))
        except AlreadySettledError:
            return "too late"
        return "settled"

    results = Counter(at_once(attempt, [pk] * WORKERS))
    assert results["settled"] == 1
    inbound = InboundMessage.objects.get()
    assert (inbound.status, inbound.email) == (Status.LOGGED, LoggedEmail.objects.get())
    assert TimelineEntry.objects.count() == 1
    assert Contact.objects.count() == TimelineLink.objects.exclude(contact=None).count() == 2


def test_the_same_mail_twenty_times_at_once_is_one_entry(account, alice, bob, bcc_address):
    message = mail(to=", ".join(f"p{number}@town.test" for number in range(20)))
    at_once(processing.process, kept([message] * 20, bcc_address))
    finish()
    assert outcomes() == {Status.LOGGED: 1, Status.DUPLICATE: 19}
    assert LoggedEmail.objects.count() == TimelineEntry.objects.count() == 1
    assert Contact.objects.count() == ContactEmail.objects.count() == 20
    assert TimelineLink.objects.exclude(contact=None).count() == 20
    assert set(InboundMessage.objects.values_list("email", flat=True)) == {LoggedEmail.objects.get().pk}


def test_mails_that_make_the_same_contacts_in_opposite_order_are_all_logged(account, alice, bcc_address):
    people = [f"p{number}@town.test" for number in range(40)]
    orders = [people if number % 2 else people[::-1] for number in range(24)]
    at_once(
        processing.process,
        kept([mail(to=", ".join(order), subject=f"Offer {n}") for n, order in enumerate(orders)], bcc_address),
    )
    finish()
    assert outcomes() == {Status.LOGGED: 24}
    assert Contact.objects.count() == ContactEmail.objects.count() == 40
    assert TimelineLink.objects.exclude(contact=None).count() == 24 * 40
    assert not InboundMessage.objects.filter(strikes__gt=0).exists()


def test_forwards_that_bring_the_same_mails_in_opposite_order_are_settled(account, alice, bob, forwarding_address):
    originals = [mail(sender=f"p{number}@town.test", to="alice@acme.test") for number in range(6)]

    def forwarded(number: int):
        sender = "bob@acme.test" if number % 2 else "alice@acme.test"
        wrapper = mail(sender=sender, to=forwarding_address, subject="Fwd", text="")
        for original in originals if number % 2 else reversed(originals):
            wrapper.add_attachment(original)
        return wrapper

    at_once(processing.process, kept(map(forwarded, range(16)), forwarding_address))
    assert outcomes() == {Status.LOGGED: 1, Status.DUPLICATE: 15}, "a deadlock would leave some waiting"
    assert LoggedEmail.objects.count() == Contact.objects.count() == len(originals)
    first = LoggedEmail.objects.values_list("logged_by", flat=True).distinct().get()
    assert set(AlsoLogged.objects.values_list("user", flat=True)) == {alice.pk, bob.pk} - {first}
    assert AlsoLogged.objects.count() == len(originals)


def test_contact_made_by_hand_meanwhile_is_the_one_that_is_linked(account, alice, bcc_address, monkeypatch):
    (pk,) = kept([mail()], bcc_address)
    look_up, made = processing.look_up, []

    def then_somebody_makes_one(*args):
        found = look_up(*args)
        if not made:
            made.extend(at_once(lambda address: contact(account, address).pk, ["maya@customer.test"]))
        return found

    monkeypatch.setattr(processing, "look_up", then_somebody_makes_one)
    processing.process(pk)
    assert outcomes() == {Status.LOGGED: 1}
    assert list(TimelineLink.objects.values_list("contact", flat=True)) == made


def test_r36_mails_at_once_to_people_of_one_new_organisation_make_one_company(account, alice, bcc_address):
    pks = kept([mail(to=f"p{n}@town.test, q{n}@eu.town.test", subject=f"{n}") for n in range(24)], bcc_address)
    at_once(processing.process, pks)
    finish()
    assert outcomes() == {Status.LOGGED: 24}
    assert Contact.objects.filter(company=Company.objects.get()).count() == 48
