"""Whose mail may load images from outside as soon as a person opens it: each decides for themselves.

It goes by the address in From, which anybody can write: what is given away is that the mail was read, no more.
"""

from contacts.addresses import normalised
from crm.models import Account, User
from emaillog.models import LoggedEmail, TrustedImageSender


def sender_of(email: LoggedEmail) -> str:
    """The address to trust; "" where the mail names none."""
    return normalised(email.sender.get("address", ""))


def is_trusted(email: LoggedEmail, user: User) -> bool:
    sender = sender_of(email)
    rows = TrustedImageSender.objects.filter(account=email.account_id, user=user, address=sender)
    return bool(sender) and rows.exists()


def trust(email: LoggedEmail, user: User) -> None:
    if sender := sender_of(email):
        row = TrustedImageSender(account_id=email.account_id, user=user, address=sender)
        TrustedImageSender.objects.bulk_create([row], ignore_conflicts=True)


def trust_no_more(account: Account, user: User, address: str) -> None:
    TrustedImageSender.objects.filter(account=account, user=user, address=address).delete()
