"""Pairs of records that are probably the same person or company: newest first, in a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Length, StrIndex, Substr
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts import alike
from contacts.addresses import domain_of
from contacts.bulk.waiting import hidden
from contacts.merging import redirects
from contacts.models import Company, CompanyDomain, Contact, ContactEmail
from crm.models import Account

SHOWN = 50
GROUPS = 300  # of each reason; more than is shown, for some were said not to be the same
MOST_OF_A_GROUP = 6
ROWS = 5_000  # read at once
SWITCHBOARD = 3  # people with one number: more of them share a telephone, and no name
SHORTEST_NUMBER = 6
REASONS: dict[str, str | Promise] = {
    "company": _("same name, same company"),
    "domain": _("same name, same mail domain"),
    "phone": _("same phone number"),
    "local": _("same address at two domains of the company"),
    "name": _("same name"),
    "below": _("one domain lies below the other"),
}
Row = TypeVar("Row", Contact, Company)
Pairs = dict[tuple[int, int], list[str]]
Named = dict[alike.Key, list[tuple[int, int | None]]]


@dataclass(frozen=True)
class Suggestion:
    """`left` is the older one."""

    left: Any
    right: Any
    reasons: list[str | Promise]


def suggestions(account: Account, model: type[Row]) -> list[Suggestion]:
    """What nobody said is not the same, of records that are not about to be deleted."""
    kind = model.__name__.lower()
    found = _of_people(account) if model is Contact else _of_companies(account)
    pairs = sorted(found, key=lambda pair: (-pair[1], -pair[0]))[: GROUPS * MOST_OF_A_GROUP]
    apart = redirects.told_apart(account, kind, {pk for pair in pairs for pk in pair})
    gone = set(hidden(account, kind))
    left = [pair for pair in pairs if pair not in apart and gone.isdisjoint(pair)][: 2 * SHOWN]
    rows = model.objects.of(account).in_bulk({pk for pair in left for pk in pair})
    there = ((rows[older], rows[newer], found[older, newer]) for older, newer in left if {older, newer} <= rows.keys())
    likely = (Suggestion(old, new, [REASONS[one] for one in why]) for old, new, why in there if _hold(old, new, why))
    return [one for one, _place in zip(likely, range(SHOWN), strict=False)]


def _hold(older: Any, newer: Any, why: list[str]) -> bool:  # noqa: ANN401
    """Whether a second look at whole names leaves a reason: "Anna Maria Berg" is not "Anna Lena Berg"."""
    if not {"company", "domain"}.issuperset(why):
        return True
    one, other = (set(alike.name_words(f"{record.first_name} {record.last_name}")) for record in (older, newer))
    return one <= other or other <= one


def _of_people(account: Account) -> Pairs:
    people = Contact.objects.filter(account=account)
    found: Pairs = {}
    named = _same_names(people)
    _add(found, "company", (ids for (_key, company), ids in _divided(named).items() if company))
    _add(found, "domain", _same_domains(account, named))
    phones = people.exclude(phone="").annotate(key=alike.digits("phone"), size=Length("key"))
    _add(found, "phone", _grouped(phones.filter(size__gte=SHORTEST_NUMBER), "account", "pk", SWITCHBOARD))
    at = StrIndex(F("address"), Value("@"))
    emails = ContactEmail.objects.filter(account=account, contact__company__isnull=False)
    _add(found, "local", _grouped(emails.annotate(key=Substr("address", 1, at - 1)), "contact__company", "contact"))
    return found


def _same_names(people: QuerySet[Contact]) -> Named:
    """Those who share their name with somebody, by that name. Folding accents costs the database far more than us."""
    names = people.order_by("pk").values_list("pk", "first_name", "last_name", "company")
    found: Named = defaultdict(list)
    for pk, first, last, company in names.iterator(ROWS):
        if key := alike.person(first, last):
            found[key].append((pk, company))
    return {key: group for key, group in found.items() if len(group) > 1}


def _divided(named: Named) -> Mapping[tuple[alike.Key, int | None], list[int]]:
    found = defaultdict[tuple[alike.Key, int | None], list[int]](list)
    for key, group in named.items():
        for pk, company in group:
            found[key, company].append(pk)
    return found


def _same_domains(account: Account, named: Named) -> Iterator[list[int]]:
    """Of the newest of the shared names, those at one mail domain."""
    newest = sorted(named.items(), key=lambda item: -item[1][-1][0])
    key_of = {pk: key for key, group in newest[:GROUPS] for pk, _company in group[-MOST_OF_A_GROUP:]}
    emails = ContactEmail.objects.filter(account=account, contact__in=key_of).values_list("contact", "address")
    found = defaultdict[tuple[alike.Key, str], set[int]](set)
    for pk, address in emails:
        found[key_of[pk], domain_of(address)].add(pk)
    yield from map(sorted, found.values())


def _of_companies(account: Account) -> Pairs:
    named = defaultdict[alike.Key, list[int]](list)
    for pk, name in Company.objects.filter(account=account).order_by("pk").values_list("pk", "name").iterator(ROWS):
        if key := alike.organisation(name):
            named[key].append(pk)
    found: Pairs = {}
    _add(found, "name", named.values())
    _add(found, "below", map(sorted, _below(account)))
    return found


def _below(account: Account) -> QuerySet[CompanyDomain, tuple[int, int]]:
    """Companies with a domain in the domain of another, at most two labels deeper."""
    domains = CompanyDomain.objects.filter(account=account)
    one_up = Substr("domain", StrIndex(F("domain"), Value(".")) + 1)
    two_up = Substr("up", StrIndex(F("up"), Value(".")) + 1)
    above = domains.filter(domain__in=[OuterRef("up"), OuterRef("upper")]).exclude(company=OuterRef("company"))
    found = domains.alias(up=one_up).alias(upper=two_up).annotate(above=Subquery(above.values("company")[:1]))
    return found.filter(above__isnull=False).order_by("-id").values_list("company", "above")[:GROUPS]


def _grouped(rows: QuerySet[Any], beside: str, of: str, most: int = 1000) -> Iterator[list[int]]:
    """The ids of the newest groups of rows that share their key and what stands beside it."""
    groups = rows.values("key", beside).annotate(count=Count(of, distinct=True), newest=Max(of), ids=alike.Ids(of))
    for group in groups.filter(count__gt=1, count__lte=most).order_by("-newest")[:GROUPS]:
        yield sorted({int(pk) for pk in group["ids"].split(",")})


def _add(found: Pairs, reason: str, groups: Iterable[Collection[int]]) -> None:
    """Each of the newest of a group together with its oldest."""
    for first, *others in groups:
        for other in others[-MOST_OF_A_GROUP:]:
            reasons = found.setdefault((first, other), [])
            if reason not in reasons:
                reasons.append(reason)
