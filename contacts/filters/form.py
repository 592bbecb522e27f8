"""Filters are a form that is read from the address; each of its fields narrows the rows by its method `by_…`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts import days
from contacts.models import TimelineLink
from crm.models import Account, User

Rows = TypeVar("Rows", bound=QuerySet[Any])
ANY = ("", _("Any"))
DAYS = ((7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (180, _("half a year")), (365, _("a year")))


@dataclass(frozen=True)
class Chip:
    """One filter that is set, in words; `key` is its name in the address."""

    key: str
    label: str
    words: str
    without: str  # the rest of the address


class Filters(forms.Form):
    """Those that every list has. What an address says wrongly narrows nothing, and is said at its field."""

    kind: ClassVar[str]
    costly: ClassVar[frozenset[str]] = frozenset({"quiet"})  # with these nothing is counted

    owner = forms.ChoiceField(label=_("Owner"), required=False)
    quiet = forms.ChoiceField(
        label=_("No activity for"),
        required=False,
        choices=[ANY, *((str(days), words) for days, words in DAYS)],
    )
    added = forms.ChoiceField(
        label=_("Added in the last"),
        required=False,
        choices=[ANY, *((str(days), words) for days, words in DAYS)],
    )
    added_from = forms.DateField(
        label=_("Added since"), required=False, widget=forms.DateInput({"type": "date"}), validators=days.BOUNDS
    )
    added_to = forms.DateField(
        label=_("Added until"), required=False, widget=forms.DateInput({"type": "date"}), validators=days.BOUNDS
    )

    def __init__(self, account: Account, user: User, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.account, self.user = account, user
        people = User.objects.filter(memberships__account=account).order_by("name", "email")
        named = [(str(person.pk), str(person)) for person in people if person != user]
        offer(self.fields["owner"], [ANY, ("me", _("Me")), ("none", _("Nobody")), *named])

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The filters that are set and understood, in their order."""
        self.is_valid()
        values = {name: self.cleaned_data.get(name) for name in self.fields}
        return {name: value for name, value in values.items() if value not in (None, "")}

    @cached_property
    def chips(self) -> list[Chip]:
        return [
            Chip(name, str(self.fields[name].label), self.words(name, value), self.without(name))
            for name, value in self.asked.items()
        ]

    def words(self, name: str, value: Any) -> str:  # noqa: ANN401
        """A value as people read it."""
        match value:
            case date():
                return date_format(value)
            case Decimal():
                return number_format(value.normalize(), use_l10n=True, force_grouping=True)
        field = self.fields[name]
        return next(words_of(field, value)) if isinstance(field, forms.ChoiceField) else f"“{value}”"

    def narrow(self, rows: Rows, *, but: str = "") -> Rows:
        """The rows that meet every filter, or every one but this."""
        for name, value in self.asked.items():
            rows = rows if name == but else rows.filter(getattr(self, f"by_{name}")(value))
        return rows

    def without(self, name: str) -> str:
        """The rest of the address, also what it says several times, as a form does of columns."""
        pairs = self.data.lists() if isinstance(self.data, QueryDict) else self.data.items()
        return urlencode([(key, value) for key, value in pairs if key not in {name, "cursor"}], doseq=True)

    def emptied_by(self, rows: QuerySet[Any]) -> Chip | None:
        """Of filters that left nothing of these rows the one that did it: the first that left nothing."""
        for chip in self.chips:
            rows = rows.filter(getattr(self, f"by_{chip.key}")(self.asked[chip.key]))
            if not rows.exists():
                return chip
        return None

    @property
    def is_cheap(self) -> bool:
        return not self.costly & self.asked.keys()

    def by_owner(self, value: str) -> Q:
        if value == "none":
            return Q(owner=None)
        return Q(owner=self.user.pk if value == "me" else int(value))

    def by_quiet(self, value: str) -> Q:
        links = TimelineLink.objects.filter(account=self.account, **{self.kind: OuterRef("pk")})
        since = timezone.now() - timedelta(days=int(value))
        return ~Q(Exists(links.filter(occurred_at__gte=since).seen_by(self.user)))

    def by_added(self, value: str) -> Q:
        return Q(created_at__gte=timezone.now() - timedelta(days=int(value)))

    def by_added_from(self, value: date) -> Q:
        return Q(created_at__gte=days.begin_of(value))

    def by_added_to(self, value: date) -> Q:
        return Q(created_at__lt=days.end_of(value))


def offer(field: forms.Field, choices: Any) -> None:  # noqa: ANN401
    assert isinstance(field, forms.ChoiceField)  # noqa: S101
    field.choices = choices


def words_of(field: forms.ChoiceField, value: object) -> Iterator[str]:
    choices: Any = field.choices
    for key, words in choices:
        if isinstance(words, list | tuple):
            yield from (str(inner) for each, inner in words if str(each) == str(value))
        elif str(key) == str(value):
            yield str(words)
    yield gettext("unknown")
