"""Loads the sample account: its records once, and every mail of its two scripts that did not come in yet.

The hand-written script comes first and through the receiver, so that there is soon something to look at; what fills a
year of lists and charts comes after it and is handed straight to the intake.
"""

from collections.abc import Callable, Iterator
from email.policy import SMTP

from crm.models import Account
from emaillog import intake
from emaillog.demo import ageing, posting, records, script, talks
from emaillog.demo.letters import Writer
from emaillog.demo.posting import Letter
from emaillog.demo.script import Script
from emaillog.models import InboundMessage, LoggingAddress

Transport = Callable[[str, str, bytes], object]  # envelope sender and recipient, and the mail


def account() -> Account:
    """The sample account, made on first use."""
    play = script.read()
    return records.found(play) or records.make(talks.joined(play))


def send(account: Account, transport: Transport) -> Iterator[Letter]:
    """Sends what is missing of the hand-written script; each letter is given back when it is on its way."""
    return hand_over(account, script.read(), transport)


def fill(account: Account, transport: Transport) -> Iterator[Letter]:
    """The same for the year before and around it."""
    return hand_over(account, talks.joined(script.read()), transport)


def keep(sender: str, recipient: str, mail: bytes) -> None:
    """A transport without a door: as if the receiver had taken it in."""
    intake.keep_message(mail, door="smtp", sender=sender, recipients=[recipient])


def hand_over(account: Account, play: Script, transport: Transport) -> Iterator[Letter]:
    """In the order it was written."""
    bcc, forwarding = LoggingAddress.objects.pair(account)
    addresses = {address.route: address.address for address in (bcc, forwarding)}
    came_in = InboundMessage.objects.filter(account=account).values_list("envelope_sender", flat=True)
    for letter in posting.letters(Writer(play, account.created_at, forwarding.address), set(came_in)):
        transport(letter.sender, addresses[letter.route.value], letter.message.as_bytes(policy=SMTP))
        yield letter


def finish(account: Account) -> None:
    """When all are settled: each came in when it was written."""
    heart = script.read()
    for play in (heart, talks.joined(heart)):
        ageing.age(account, posting.dates(Writer(play, account.created_at, "")))
    ageing.age_newcomers(account)
