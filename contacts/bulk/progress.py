"""How far a change is that the workers carry out."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from contacts.bulk.changing import AT_ONCE
from contacts.bulk.ordering import Status, same_deed
from contacts.models import BulkAction


@dataclass(frozen=True)
class Progress:
    """Of the deed that this is a part of."""

    action: BulkAction

    @cached_property
    def _parts(self) -> dict[str, int]:
        waiting = Q(status=Status.WAITING)
        back = Q(status=Status.UNDONE) | (waiting & Q(before__has_key="had"))
        counts = {"all": Count("pk"), "waiting": Count("pk", waiting), "back": Count("pk", back)}
        return same_deed(self.action).order_by().aggregate(**counts)

    @property
    def total(self) -> int:
        return int(self.action.before.get("total", 0))

    @property
    def done(self) -> int:
        return min(self.total, (self._parts["all"] - self._parts["waiting"]) * AT_ONCE)

    @property
    def is_over(self) -> bool:
        return not self._parts["waiting"]

    @property
    def is_back(self) -> bool:
        """Whether it is being taken back, or has been."""
        return bool(self._parts["back"])

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    @property
    def words(self) -> str:
        """What is going on, or what has been done."""
        if self.is_over:
            return back_said(self.total) if self.is_back else change_said(self.total)
        if self.is_back:
            sentence = gettext("Giving %(count)s records back what they had…")
        else:
            sentence = {
                "contact": gettext("Changing %(count)s contacts…"),
                "company": gettext("Changing %(count)s companies…"),
                "deal": gettext("Changing %(count)s deals…"),
            }[self.action.kind]
        return sentence % {"count": grouped(self.total)}

    @property
    def done_words(self) -> str:
        return gettext("%(count)s done") % {"count": grouped(self.done)}


def change_said(count: int) -> str:
    words = ngettext("%(count)s record is changed.", "%(count)s records are changed.", count)
    return words % {"count": grouped(count)}


def back_said(count: int) -> str:
    words = ngettext("%(count)s record is as it was.", "%(count)s records are as they were.", count)
    return words % {"count": grouped(count)}


def grouped(count: int) -> str:
    return number_format(count, use_l10n=True, force_grouping=True)
