"""Rows and mails for tests, by keyword; what a test does not name does not matter to it."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any

from django.utils import timezone

from contacts.models import Company, CompanyDomain, Contact, ContactEmail, Deal, DealContact
from crm.models import Account, Membership, Role, Team, User
from emaillog.models import RegisteredAddress

PASSWORD = "correct horse battery 9"
MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def account(name: str = "Acme") -> Account:
    return Account.objects.open(name)


def user(account: Account, email: str, name: str = "", role: str = Role.MEMBER, **membership: Any) -> User:
    person = User.objects.create_user(email, PASSWORD, name=name)
    Membership.objects.create(account=account, user=person, role=role, **membership)
    return person


def team(account: Account, name: str, *members: User) -> Team:
    return Team.objects.found(account, name, [member.pk for member in members])


def registered(account: Account, user: User, address: str, **fields: Any) -> RegisteredAddress:
    """An address that the user has verified."""
    fields = {"verified_at": timezone.now()} | fields
    return RegisteredAddress.objects.create(account=account, user=user, address=address, **fields)


def company(account: Account, name: str = "Customer Ltd", domains: tuple[str, ...] = (), **fields: Any) -> Company:
    made = Company.objects.create(account=account, name=name, **fields)
    for domain in domains:
        CompanyDomain.objects.create(account=account, company=made, domain=domain)
    return made


def contact(account: Account, *emails: str, **fields: Any) -> Contact:
    made = Contact.objects.create(account=account, **fields)
    for place, address in enumerate(emails):
        ContactEmail.objects.create(account=account, contact=made, address=address, is_primary=place == 0)
    return made


def deal(account: Account, name: str = "A deal", contacts: tuple[Contact, ...] = (), **fields: Any) -> Deal:
    made = Deal.objects.create(account=account, name=name, **fields)
    for person in contacts:
        DealContact.objects.create(account=account, deal=made, contact=person)
    return made


def mail(
    sender: str = "Alice Admin <alice@acme.test>",
    to: str = "Maya Chen <maya@customer.test>",
    subject: str = "Our offer",
    text: str = "Dear Maya,\n\nhere is our offer.\n",
    *,
    cc: str = "",
    html: str = "",
    attachments: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> EmailMessage:
    """A mail as a client writes it; other header fields by keyword, with `_` for `-`."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    if cc:
        message["Cc"] = cc
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if "Date" not in message:
        message["Date"] = format_datetime(MORNING)
    if "Message-ID" not in message:
        message["Message-ID"] = make_msgid(domain="acme.test")
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message
