"""The chips above a timeline: what can be filtered by, what is filtered by, and the way back from each."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.asked import DIRECTIONS, KINDS, Asked
from contacts.models import Deal
from contacts.timeline import Record
from crm.middleware import AccountRequest
from crm.models import Membership, User

MOST_PEOPLE = 200


@dataclass(frozen=True)
class Chip:
    """One filter: what it says, the query of the timeline with or without it, and whether it is set."""

    name: str
    label: str
    query: str
    is_on: bool = False


@dataclass(frozen=True)
class Bar:
    request: AccountRequest
    record: Record
    asked: Asked

    @property
    def kinds(self) -> list[Chip]:
        """All, and each kind of entry."""
        everything = Chip("kind", _("All"), self.asked.without("kind").query, not self.asked.kind)
        return [everything, *(self.kind(key) for key in KINDS)]

    def kind(self, key: str) -> Chip:
        is_on = self.asked.kind == key
        query = replace(self.asked, kind="" if is_on else key).query
        return Chip("kind", str(KINDS[key][1]), query, is_on)

    @cached_property
    def active(self) -> list[Chip]:
        """What is filtered by beside the kind, each with the query that takes it back."""
        names = [name for name in self.asked.names if name != "kind"]
        return [Chip(name, self.words(name), self.asked.without(name).query, is_on=True) for name in names]

    def words(self, name: str) -> str:
        """What a filter asks for, in words."""
        match name:
            case "kind" | "direction" | "q":
                said = {"kind": KINDS.get(self.asked.kind, ("", ""))[1], "q": f"“{self.asked.q}”"}
                return str(said.get(name) or DIRECTIONS[self.asked.direction])
            case "by":
                return _("by %(who)s") % {"who": self.who or _("somebody")}
            case "since":
                return _("from %(day)s") % {"day": day(self.asked.since)}
            case "until":
                return _("until %(day)s") % {"day": day(self.asked.until)}
            case "deal":
                return _("deal “%(deal)s”") % {"deal": self.deal or "?"}
        return _("with attachments")

    @cached_property
    def who(self) -> User | None:
        return next((user for user in self.people if user.pk == self.asked.by), None)

    @cached_property
    def deal(self) -> Deal | None:
        return Deal.objects.filter(account=self.request.account, pk=self.asked.deal or 0).first()

    @cached_property
    def people(self) -> list[User]:
        """Who may have written or logged something."""
        members = Membership.objects.filter(account=self.request.account).select_related("user")
        return [one.user for one in members.order_by("-is_active", "user__name", "user__email")[:MOST_PEOPLE]]

    @property
    def directions(self) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in DIRECTIONS.items()]


def day(value: date | None) -> str:
    return date_format(value) if value else ""
