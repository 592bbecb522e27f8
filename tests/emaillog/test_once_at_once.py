"""R34 under load: the same mails on two routes, by two users and to two accounts, all at once. On both databases."""

from collections import Counter

import pytest

from contacts.models import ContactEmail, TimelineEntry
from emaillog import blobs, intake, processing
from emaillog.models import AlsoLogged, InboundMessage, LoggedEmail, LoggingAddress, Status
from tests.emaillog.test_at_once import at_once, finish, outcomes
from tests.emaillog.test_once import RECEIVED, SENT, attached, inline, rewritten
from tests.factories import mail

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]
MAILS, COPIES = 40, 50


def kept(message, to, sender="alice@acme.test") -> list[int]:
    recipients = to if isinstance(to, list) else [to]
    return [
        row.pk for row in intake.keep_message(message.as_bytes(), door="smtp", sender=sender, recipients=recipients)
    ]


def copies(message, addresses: list[LoggingAddress]) -> list[int]:
    """As many more rows of one message as its door would have made, with the bytes kept once."""
    blob = blobs.random_key("raw")
    blobs.write(blob, message.as_bytes())
    rows = [
        InboundMessage(account=at.account, address=at, route=at.route, door="smtp", blob=blob, size=1)
        for at, count in zip(addresses, (COPIES, COPIES // 5), strict=True)
        for _copy in range(count)
    ]
    return [row.pk for row in InboundMessage.objects.bulk_create(rows)]


def test_r34_fifty_copies_at_once_of_forty_mails_to_two_accounts(account, other_account, alice, bob):
    """Every fifth copy goes to the other account as well."""
    other_account.memberships.create(user=alice)
    addresses = [LoggingAddress.objects.pair(each)[0] for each in (account, other_account)]
    mails = [mail(subject=f"Offer {n}", to=f"p{n % 7}@town.test") for n in range(MAILS)]
    waiting = [copies(message, addresses) for message in mails]
    at_once(processing.process, [pk for each in zip(*waiting, strict=True) for pk in each])
    finish()
    assert outcomes() == {Status.LOGGED: 2 * MAILS, Status.DUPLICATE: MAILS * (COPIES + COPIES // 5 - 2)}
    for here in (account, other_account):
        assert LoggedEmail.objects.filter(account=here).count() == MAILS
        assert TimelineEntry.objects.filter(account=here).count() == MAILS
        assert ContactEmail.objects.filter(account=here).count() == 7
    assert not InboundMessage.objects.filter(strikes__gt=0).exists()
    assert not AlsoLogged.objects.exists()


def test_r34_the_same_mail_on_two_routes_at_once_is_one_entry(account, alice, bob, bcc_address, forwarding_address):
    sent = mail(**SENT)
    waiting = []
    for _copy in range(8):
        waiting += kept(sent, bcc_address)
        waiting += kept(rewritten(sent), bcc_address)
        waiting += kept(attached(sent), forwarding_address)
        waiting += kept(inline(**SENT), forwarding_address)
    at_once(processing.process, waiting)
    finish()
    assert outcomes() == {Status.LOGGED: 1, Status.DUPLICATE: 31}
    assert LoggedEmail.objects.count() == TimelineEntry.objects.count() == 1


def test_r34_an_answer_that_two_users_forward_at_once_is_one_entry(account, alice, bob, forwarding_address):
    answer = mail(**RECEIVED)
    waiting = []
    for sender in ("alice@acme.test", "bob@acme.test") * 8:
        waiting += kept(attached(answer, sender), forwarding_address, sender)
        waiting += kept(inline(sender, **RECEIVED), forwarding_address, sender)
    at_once(processing.process, waiting)
    finish()
    assert outcomes() == {Status.LOGGED: 1, Status.DUPLICATE: 31}
    first = LoggedEmail.objects.get().logged_by_id
    assert Counter(AlsoLogged.objects.values_list("user", flat=True)) == {({alice.pk, bob.pk} - {first}).pop(): 1}


def test_mails_of_one_shape_at_once_are_all_logged(account, alice, bob, bcc_address):
    """The claim of a shape makes the later ones look again, and must not make them one."""
    waiting = [pk for n in range(16) for pk in kept(mail(to=f"p{n}@town.test"), bcc_address)]
    at_once(processing.process, waiting)
    finish()
    assert outcomes() == {Status.LOGGED: 16}
