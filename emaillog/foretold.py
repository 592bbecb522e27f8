"""An explanation of what would become of a mail, in the words of the page that shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emaillog import oddities
from emaillog.explaining import Explanation
from emaillog.models import Direction, Route
from emaillog.rejection import Reason

OF_THE_SENDER = frozenset(
    {
        Reason.UNKNOWN_SENDER,
        Reason.AMBIGUOUS_SENDER,
        Reason.SENDER_IS_CONTACT,
        Reason.SENDER_BLOCKED,
        Reason.SENDER_NOT_PROVEN,
        Reason.SENDER_NOT_VERIFIED,
        Reason.USER_INACTIVE,
        Reason.LOGGING_NOT_PERMITTED,
        Reason.EMPTY_MESSAGE,
        Reason.PROCESSING_FAILED,
        Reason.UNKNOWN_ADDRESS,
    }
)
ACTIONS = {
    "match": _("on this contact's timeline"),
    "create": _("a contact would be created"),
    "skip": _("left out"),
}
BECAUSE: dict[str, Promise | str] = {
    "has a contact": _("There is a contact with this address."),
    "has no contact yet": _("Nobody has this address yet."),
    "on Cc or To of a reply": _("Stands on To or Cc of a received mail, whose sender alone becomes a contact."),
    "too many new contacts": _("The mail would make more new contacts than your account allows."),
    "automatic and list mail makes no contacts": _("Automatic and list mail makes no contacts."),
    "belongs to a user of the account, or is internal": _("It is your own address, or a colleague's."),
    "is on a never-log list": _("It is on a never-log list."),
    "is a logging address": _("It is a logging address."),
    "is no readable address": _("It cannot be read as an address."),
}
FOUND_IN = {
    "attachment": _("in an attached mail"),
    "html": _("in the HTML of the mail"),
    "text": _("in the text of the mail"),
    "redirect": _("in the mail itself, which was redirected"),
}


@dataclass(frozen=True)
class Person:
    address: str
    action: str
    fate: str | Promise
    because: str | Promise


@dataclass(frozen=True)
class Foretold:
    explanation: Explanation

    @property
    def is_logged(self) -> bool:
        return bool(self.explanation["outcome"] == "logged")

    @property
    def is_duplicate(self) -> bool:
        return bool(self.explanation["outcome"] == "duplicate")

    @property
    def knows_sender(self) -> bool:
        return self.reason not in OF_THE_SENDER

    @property
    def names_nobody(self) -> bool:
        return self.reason == Reason.NO_RECIPIENTS

    @property
    def reason(self) -> Reason:
        return Reason(self.explanation["reason"])

    @property
    def route(self) -> str:
        return str(Route(self.explanation["route"]).label)

    @property
    def direction(self) -> str:
        named = self.explanation["direction"]
        return str(Direction(named).label) if named else ""

    @property
    def date(self) -> str:
        """As its author's clock showed it: it is compared with what stands in the mail."""
        written = self.explanation["date"]
        return date_format(datetime.fromisoformat(written), "DATETIME_FORMAT") if written else ""

    @cached_property
    def people(self) -> list[Person]:
        """Those it would be logged for first."""
        rows = [
            Person(one["address"], one["action"], ACTIONS[one["action"]], BECAUSE.get(one["because"], one["because"]))
            for one in self.explanation.get("contacts", [])
        ]
        return sorted(rows, key=lambda one: list(ACTIONS).index(one.action))

    @property
    def contacts(self) -> list[Person]:
        return [one for one in self.people if one.action != "skip"]

    @property
    def found_in(self) -> str | Promise:
        forward = self.explanation["forward"]
        return FOUND_IN.get(forward["found_in"], forward["found_in"]) if forward else ""

    @property
    def remarks(self) -> list[str]:
        return list(oddities.remarks(self.explanation["defects"]))


def read(found: Iterable[Explanation]) -> list[Foretold]:
    return [Foretold(each) for each in found]
