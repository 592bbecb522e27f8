"""The sample account's records: users, companies, contacts, deals and notes. Its mails come later, by their own way."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from contacts import notes
from contacts.models import (
    Company,
    CompanyDomain,
    Contact,
    ContactEmail,
    Deal,
    DealContact,
    Stage,
    TimelineEntry,
    TimelineLink,
)
from crm.models import Account, Membership, Role, User
from emaillog.demo import life
from emaillog.demo.script import Person, Script
from emaillog.demo.when import moment
from emaillog.provisioning import add_user, open_account

NAME = "Fernwood Robotics"
ENTERED = 190  # working days before the account: the records are older than their mails


def password() -> str:
    """Of all its users; made once and kept where only we may read it."""
    file = Path(settings.VAR_DIR) / "demo_password"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text("-".join(secrets.token_hex(2) for _ in range(4)))
    return file.read_text()


def found(script: Script) -> Account | None:
    """The sample account of this installation, if it was made already."""
    admin = script.people[script.users[0]]
    return Account.objects.filter(memberships__user__email=admin.address, name=NAME).first()


@transaction.atomic
def make(script: Script) -> Account:
    """All records in one transaction, so that an account that is there is complete."""
    admin, *others = (script.people[key] for key in script.users)
    account = open_account(NAME, admin.address, password()).account
    for person in others:
        add_user(account, person.address, password(), Role.MEMBER)
    users = {person.key: named(person) for person in (admin, *others)}
    invite_operator(account)
    companies = make_companies(account, script.companies, users)
    contacts = {person.key: make_contact(account, person, companies, users) for person in script.contacts}
    deals = {one["name"]: make_deal(account, one, companies, contacts, users) for one in script.deals}
    records: dict[str, Company | Contact | Deal] = {**companies, **contacts, **deals}
    for note in script.notes:
        make_note(account, records[note["on"]], note, users[note["by"]])
    life.live(account, records, users)
    age(account, companies, script.companies)
    return account


def age(account: Account, companies: dict[str, Company], rows: Iterable[dict[str, Any]]) -> None:
    """The records are older than the mails; a deal is as old as its opening."""
    for row in rows:
        before = days_before(account.created_at, row.get("entered", ENTERED))
        Company.objects.filter(account=account, pk=companies[row["key"]].pk).update(created_at=before)
        Contact.objects.filter(account=account, company=companies[row["key"]]).update(created_at=before)
    Deal.objects.filter(account=account).update(created_at=F("opened_at"))


def named(person: Person) -> User:
    user = User.objects.get(email=person.address)
    user.name, user.time_zone = person.name, person.time_zone
    user.save(update_fields=["name", "time_zone"])
    return user


def invite_operator(account: Account) -> None:
    """Whoever runs the installation sees the sample account too, as they are the one who asked for it."""
    operator = User.objects.filter(is_superuser=True).order_by("pk").first()
    if operator:
        Membership.objects.get_or_create(account=account, user=operator, defaults={"role": Role.ADMIN})


def make_companies(account: Account, rows: Iterable[dict[str, Any]], users: dict[str, User]) -> dict[str, Company]:
    made = {}
    for row in rows:
        owner = users[row["owner"]]
        company = Company.objects.create(account=account, name=row["name"], phone=row["phone"], owner=owner)
        CompanyDomain.objects.create(account=account, company=company, domain=row["domain"])
        made[row["key"]] = company
    return made


def make_contact(account: Account, person: Person, companies: dict[str, Company], users: dict[str, User]) -> Contact:
    company = companies.get(person.company)
    first, _blank, last = person.name.partition(" ")
    contact = Contact.objects.create(
        account=account,
        first_name=first,
        last_name=last,
        title=person.title,
        phone=person.phone,
        company=company,
        owner=users[person.owner] if company is None else company.owner,
    )
    ContactEmail.objects.create(account=account, contact=contact, address=person.address, is_primary=True)
    return contact


def make_deal(
    account: Account,
    row: dict[str, Any],
    companies: dict[str, Company],
    contacts: dict[str, Contact],
    users: dict[str, User],
) -> Deal:
    company = companies[row["company"]]
    deal = Deal(account=account, name=row["name"], company=company, amount=row["amount"], currency=row["currency"])
    deal.owner = users[row["owner"]] if "owner" in row else company.owner
    deal.opened_at = days_before(account.created_at, row["opened"])
    if "closes" in row:
        deal.closes_on = account.created_at.date() + timedelta(days=row["closes"])
    deal.move_to(Stage(row["stage"]), days_before(account.created_at, row.get("closed", 0)))
    deal.save()
    for key in row["contacts"]:
        DealContact.objects.create(account=account, deal=deal, contact=contacts[key])
    return deal


def make_note(account: Account, record: Company | Contact | Deal, row: dict[str, Any], author: User) -> None:
    """Written as any note, then put back to its day."""
    entry = notes.write(account, record, row["text"].strip(), author)
    then = days_before(account.created_at, row["days"], row["at"])
    TimelineEntry.objects.filter(account=account, pk=entry.pk).update(occurred_at=then)
    TimelineLink.objects.filter(account=account, entry=entry).update(occurred_at=then)


def days_before(now: datetime, days: int, at: str = "11:00") -> datetime:
    return moment(now, days, at, "UTC")
