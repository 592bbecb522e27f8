"""Loads the sample account: its records once, and every mail of the script that did not come in yet."""

from collections.abc import Callable, Iterator
from email.policy import SMTP

from crm.models import Account
from emaillog.demo import records, script
from emaillog.demo.letters import Writer
from emaillog.demo.posting import Letter, letters
from emaillog.models import InboundMessage, LoggingAddress

Transport = Callable[[str, str, bytes], object]  # envelope sender and recipient, and the mail


def account() -> Account:
    """The sample account, made on first use."""
    play = script.read()
    return records.found(play) or records.make(play)


def send(account: Account, transport: Transport) -> Iterator[Letter]:
    """Sends what is missing, in the order it was written; each letter is given back when it is on its way."""
    bcc, forwarding = LoggingAddress.objects.pair(account)
    addresses = {address.route: address.address for address in (bcc, forwarding)}
    came_in = InboundMessage.objects.filter(account=account).values_list("envelope_sender", flat=True)
    writer = Writer(script.read(), account.created_at, forwarding.address)
    for letter in letters(writer, set(came_in)):
        transport(letter.sender, addresses[letter.route.value], letter.message.as_bytes(policy=SMTP))
        yield letter
