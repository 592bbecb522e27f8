"""Who was named by a logged mail and had no contact: how the mail finds to one who gets it later (R14, R28, R38)."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from contacts import names
from contacts.addresses import domain_of
from contacts.domains import is_within
from contacts.matching import Person
from contacts.models import Contact, TimelineLink
from crm.models import User
from emaillog import associations, newcomers
from emaillog.associations import Associations
from emaillog.known import Known, Question, look_up
from emaillog.models import AwaitedContact, LoggedEmail, LoggingRules
from emaillog.participants import Found

LIMIT = "limit"
MOST = 500  # mails that one click attaches; the rest is offered again
RACES = 5


def earlier_mails(contact: Contact, user: User) -> QuerySet[AwaitedContact]:
    """That an address of this contact is awaited by mails that the user may see."""
    emails = LoggedEmail.objects.filter(account=contact.account_id).seen_by(user)
    return AwaitedContact.objects.filter(account=contact.account_id, address__in=contact.addresses, email__in=emails)


@transaction.atomic
def attach_earlier_mails(contact: Contact, rules: LoggingRules, user: User) -> int:
    """Puts the mails that name the contact on its timeline, its company's and its deals'; returns how many."""
    awaited = list(
        earlier_mails(contact, user)
        .select_for_update(of=("self", "email"))  # of the mail too: its facts are added to
        .select_related("email__entry")
        .order_by("-email__occurred_at", "id")[:MOST]
    )
    known = look_up(rules, user, Question(frozenset(row.address for row in awaited)))
    emails = list({row.email_id: row.email for row in awaited if is_welcome(row.address, rules, known)}.values())
    for email in emails:
        email.why = [*email.why, {"rule": "contact_later", "contact": contact.pk, "user": user.pk}]
    link(emails, associations.find(known, Found(known.contacts, {})))
    LoggedEmail.objects.bulk_update(emails, ["why"])
    AwaitedContact.objects.filter(account=contact.account_id, pk__in=[row.pk for row in awaited]).delete()
    return len(emails)


def add_surplus(email: LoggedEmail, rules: LoggingRules, user: User) -> int:
    """Makes contacts of those whom the limits left out of a mail and puts it on their timelines; returns how many."""
    for _race in range(RACES):
        try:
            with transaction.atomic():
                return _add_surplus(email, rules, user)
        except IntegrityError as conflict:  # somebody else made one of them: look again
            lost = conflict
    raise lost


def _add_surplus(email: LoggedEmail, rules: LoggingRules, user: User) -> int:
    # Locked and read anew, so that of two at once the second does not write back the facts that it read before.
    email = LoggedEmail.objects.select_for_update().get(account=email.account_id, pk=email.pk)
    awaited = list(surplus(email).order_by("address"))
    known = look_up(rules, user, Question(frozenset(row.address for row in awaited)))
    people = [person_of(row) for row in awaited if is_welcome(row.address, rules, known)]
    matched = {one.address: known.contacts[one.address] for one in people if one.address in known.contacts}
    made = newcomers.create(rules, known, [one for one in people if one.address not in matched], user)
    found = Found(matched, made.contacts, (), made.companies)
    link([email], associations.find(known, found))
    LoggedEmail.objects.filter(account=email.account_id, pk=email.pk).update(why=[*email.why, *facts(found, user)])
    AwaitedContact.objects.filter(account=email.account_id, pk__in=[row.pk for row in awaited]).delete()
    return len(people)


def surplus(email: LoggedEmail) -> QuerySet[AwaitedContact]:
    return AwaitedContact.objects.filter(account=email.account_id, email=email, because=LIMIT)


def is_welcome(address: str, rules: LoggingRules, known: Known) -> bool:
    """Whether no rule that was made since then leaves them out (R15, R33)."""
    return not known.is_never_logged(address) and not is_within(domain_of(address), rules.internal_domains)


def person_of(row: AwaitedContact) -> Person:
    return Person(row.address, *names.split(row.name, row.address))


def facts(found: Found, user: User) -> Iterable[dict[str, object]]:
    """For "Why is this here", as `emaillog.why` words them."""
    for one in found.matched.values():
        yield {"rule": "contact_later", "contact": one.contact, "user": user.pk}
    for key, one in found.created.items():
        yield {"rule": "contact_created", "contact": one.contact, "address": key, "user": user.pk}
    for domain, company in found.companies.items():
        yield {"rule": "company_created", "company": company, "domain": domain}


def link(emails: Sequence[LoggedEmail], found: Associations) -> None:
    """Puts the mails on the timelines of these records too."""
    links = (each for email in emails for each in found.links(email))
    TimelineLink.objects.bulk_create(links, ignore_conflicts=True)
