"""An account as an address book of thousands fills it: people, companies, deals, and what was written to them."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from benchmarks.effort import Size
from benchmarks.pages.multiplied import multiply
from benchmarks.timeline import ROW
from contacts.models import Company, Contact, ContactEmail, Deal, DealContact, Stage, TimelineEntry, TimelineLink
from crm.models import Account, User
from emaillog.logbook import KIND
from emaillog.models import Direction, LoggedEmail, Route
from emaillog.searching.models import MailText
from tests import factories

APART = 10**9  # between the ids of one account and those of the next
LARGEST, SMALL = 1, 2  # the numbers of the company with three in a hundred contacts, and of one with ten
LONGEST, LONG, SHORT = 1, 2, 3  # of the contacts with a tenth and a hundredth of all entries, and of another
COMMON, RARE, PART, TYPO = "maya", "zephyrine", "ma", "zephirine"  # what is searched for
SECONDS_APART = 90
FIRST_NAMES = "(array['Tom', 'Ida', 'Jonas', 'Aylin', 'Søren'])[1 + n % 5]"
OTHER_WORDS = "(SELECT string_agg('w' || (n * 31 + i * i * 7919) % 20000, ' ') FROM generate_series(1, 40) AS i)"


@dataclass(frozen=True)
class Town:
    account: Account
    user: User
    size: Size

    def id(self, number: int) -> int:
        """Of the contact or company with this number."""
        return self.account.pk * APART + number

    def of(self, number: str) -> str:
        """The same in SQL."""
        return f"({self.account.pk * APART} + {number})"

    @property
    def companies(self) -> int:
        return self.size.contacts // 10


def build(name: str, size: Size) -> Town:
    account = factories.account(name)
    user = factories.user(account, f"ida@{account.slug}.test", "Ida Berg")
    town = Town(account, user, size)
    _people(town)
    _deals(town)
    _entries(town)
    _mails(town)
    return town


def _people(town: Town) -> None:
    company = factories.company(town.account, "A company", owner=town.user)
    multiply(company, town.companies, id=town.of("n"), name="'Customer ' || n")
    largest = 3 * town.size.contacts // 100
    employer = f"CASE WHEN n <= {largest} THEN {LARGEST} WHEN n <= {largest + 10} THEN {SMALL} "
    employer += f"ELSE {SMALL + 1} + n % {max(1, town.companies - SMALL)} END"
    named = f"CASE WHEN n = {town.size.contacts} THEN '{RARE}' WHEN n % 20 = 0 THEN '{COMMON}' ELSE {FIRST_NAMES} END"
    person = factories.contact(town.account, "model@customer.test", title="Buyer")
    values = {"first_name": named, "last_name": "'Chen-' || n % 5000", "company_id": town.of(employer)}
    multiply(person, town.size.contacts, id=town.of("n"), **values)
    address = "'person' || n || '@customer' || n % 1000 || '.test'"
    multiply(person.emails.get(), town.size.contacts, contact_id=town.of("n"), address=address)
    ContactEmail.objects.filter(contact=person).delete()


def _deals(town: Town) -> None:
    """One in ten is our user's."""
    made = factories.deal(town.account, amount=4280)
    values = {"name": "'Packing line ' || n", "company_id": town.of(f"1 + n % {town.companies}")}
    values["owner_id"] = f"CASE WHEN n % 10 = 0 THEN {town.user.pk} END"
    values["stage"] = f"CASE WHEN n % 4 > 0 THEN '{Stage.WON}' ELSE '{Stage.NEW}' END"
    values["closed_at"] = "CASE WHEN n % 4 > 0 THEN now() - n * interval '1 minute' END"
    multiply(made, 2 * town.companies, id=town.of("n"), **values)
    part = DealContact.objects.create(account=town.account, deal=made, contact=Contact.objects.latest("pk"))
    multiply(part, 2 * town.companies, deal_id=town.of("n"), contact_id=town.of(f"1 + n % {town.size.contacts}"))


def _entries(town: Town) -> None:
    """Without their mails, which a timeline does not read."""
    at = f"now() - n * interval '{SECONDS_APART} seconds'"
    entry = TimelineEntry.objects.create(
        account=town.account, kind=KIND, occurred_at=timezone.now() - timedelta(days=9000), data=ROW, actor=town.user
    )
    multiply(entry, town.size.entries, id=town.of("n"), occurred_at=at, created_at=at)
    same = {"entry_id": town.of("n"), "occurred_at": at}
    others = f"{SHORT} + n % {town.size.contacts - LONG}"
    whose = f"CASE WHEN n % 10 = 0 THEN {LONGEST} WHEN n % 100 = 1 THEN {LONG} ELSE {others} END"
    link = TimelineLink(account=town.account, entry=entry, occurred_at=entry.occurred_at)
    link.contact = Contact.objects.latest("pk")
    link.save()
    multiply(link, town.size.entries, contact_id=town.of(whose), **same)
    link.contact, link.company = None, Company.objects.latest("pk")
    link.save()
    multiply(link, town.size.entries, company_id=town.of(f"1 + n % {town.companies}"), **same)
    deal = Deal.objects.latest("pk")
    TimelineLink.objects.filter(pk=link.pk).update(company=None, deal=deal)
    multiply(link, 4 * town.companies, deal_id=town.of(f"1 + n % {2 * town.companies}"), **same)


def _mails(town: Town) -> None:
    """Of the newest entries, with their words."""
    at, person = f"now() - n * interval '{SECONDS_APART} seconds'", ROW["from"]
    entry = TimelineEntry.objects.filter(account=town.account).earliest("occurred_at")
    mail = LoggedEmail.objects.create(
        account=town.account, entry=entry, log_key="model", content_key="model", thread_key="model", source=Route.BCC,
        direction=Direction.INCOMING, logged_by=town.user, subject=ROW["subject"], occurred_at=entry.occurred_at,
        sender=person, to=[person], text=ROW["snippet"],
    )  # fmt: skip
    keys = dict.fromkeys(("log_key", "content_key", "thread_key", "message_key", "shape_key", "talk_key"), "'k' || n")
    same = {"entry_id": town.of("n"), "occurred_at": at}
    multiply(mail, town.size.mails, id="gen_random_uuid()", created_at=at, **keys, **same)
    words = MailText.objects.create(
        account=town.account, entry=entry, occurred_at=entry.occurred_at, subject="quote 2291 packing line",
        sender="ida berg seller test", recipients=f"{COMMON} chen customer test",
    )  # fmt: skip
    rare = f"{OTHER_WORDS} || CASE WHEN n = {town.size.mails} THEN ' {RARE}' ELSE ' tuesday' END"
    multiply(words, town.size.mails, text=rare, **same)
