"""Which of the files that were left out somebody asks for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from contacts import days
from contacts.models.search import with_every_word
from emaillog.models import BouncedAttachment
from emaillog.models.bounced import BouncedAttachmentQuerySet

ORDER = ("-created_at", "-id")
MB = 2**20


@dataclass(frozen=True)
class Asked:
    """Each filter, None or "" where it is not asked for."""

    words: str = ""
    user: int | None = None
    since: date | None = None
    until: date | None = None
    megabytes: int | None = None
    state: BouncedAttachment.Status | None = None

    def of(self, rows: BouncedAttachmentQuerySet) -> BouncedAttachmentQuerySet:
        """Names find nothing of mail that is withheld, so that nobody learns of it by asking."""
        if self.state:
            rows = rows.filter(status=self.state)
        if self.user:
            rows = rows.filter(Q(user=self.user, is_withheld=False))
        if self.since:
            rows = rows.filter(created_at__gte=days.begin_of(self.since))
        if self.until:
            rows = rows.filter(created_at__lt=days.end_of(self.until))
        if self.megabytes:
            rows = rows.filter(size__gte=self.megabytes * MB)
        return with_every_word(rows, self.words, somewhere)

    @property
    def names(self) -> list[str]:
        """The filters that are asked for, besides the state."""
        return [name for name in ("words", "user", "since", "until", "megabytes") if getattr(self, name)]

    def one_by_one(self) -> Iterator[tuple[str, "Asked"]]:
        """Each filter's name with what is asked for up to it."""
        asked = Asked(state=self.state)
        for name in self.names:
            asked = replace(asked, **{name: getattr(self, name)})
            yield name, asked

    def emptied_by(self, rows: BouncedAttachmentQuerySet) -> str:
        """The first filter with which nothing is left; "" when there was nothing before."""
        if not Asked(state=self.state).of(rows).exists():
            return ""
        return next((name for name, asked in self.one_by_one() if not asked.of(rows).exists()), "")


def somewhere(word: str) -> Q:
    return Q(attachment__name__icontains=word, is_withheld=False) | Q(email__subject__icontains=word, is_withheld=False)
