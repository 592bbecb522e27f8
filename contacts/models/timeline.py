from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from contacts.models.company import Company
from contacts.models.contact import Contact
from contacts.models.deal import Deal
from contacts.models.seen import shown_to
from crm.models import Account, Team, User


class TimelineEntryQuerySet(models.QuerySet["TimelineEntry"]):
    def seen_by(self, user: User) -> Self:
        """Without those that are private to others; an administrator is no exception."""
        return self.filter(shown_to(user))


class TimelineLinkQuerySet(models.QuerySet["TimelineLink"]):
    def seen_by(self, user: User) -> Self:
        """Without those whose entries are private to others."""
        return self.filter(shown_to(user, "entry__"))


class TimelineEntry(models.Model):
    """Something that happened, as the timelines of its records show it.

    `kind` names the app and part that shows it (`contacts.note`, `emaillog.email`); `data` holds what one row shows, so
    that a page of a timeline is one query and contacts need not know mail.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="timeline_entries", db_index=False)
    kind = models.CharField(max_length=40)
    occurred_at = models.DateTimeField()
    data = models.JSONField(default=dict)
    actor = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Whom it is private to; without either, everybody in the account sees it.
    private_to = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    private_to_team = models.ForeignKey(Team, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False)

    is_pinned = False  # on the timeline that is being shown, which says so
    about_title: str | None = None  # unless `contacts.about` found one that may be seen
    also_on: Sequence[tuple[str, str]] = ()  # kinds and names of what it stands on beside the record that is shown

    objects = TimelineEntryQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "-occurred_at", "-id"], name="entry_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.occurred_at:%Y-%m-%d %H:%M}"

    @property
    def is_private(self) -> bool:
        return self.private_to_id is not None or self.private_to_team_id is not None

    @property
    def about(self) -> dict[str, Any] | None:
        """What a note is on: its `entry` and its `title` of today, None for those who may not see it."""
        if self.about_title is None:
            return None
        return {"entry": self.data["about"]["entry"], "title": self.about_title}

    @property
    def data_seen(self) -> dict[str, Any]:
        """`data` as the reader may have it."""
        data = {name: value for name, value in self.data.items() if name != "about"}
        return data | {"about": self.about} if self.about else data

    @property
    def templates(self) -> list[str]:
        """The parts that can show this, the best one first: `emaillog/timeline/_email.html` for `emaillog.email`."""
        app, _dot, part = self.kind.partition(".")
        own = [f"{app}/timeline/_{part}.html"] if app.isidentifier() and part.isidentifier() else []
        return [*own, "contacts/timeline/_unknown.html"]


class TimelineLink(models.Model):
    """The association of an entry with one record: a contact, a company or a deal.

    `occurred_at` is the entry's own, copied so that a timeline of any length is read from one index.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    entry = models.ForeignKey(TimelineEntry, models.CASCADE, related_name="links", db_index=False)
    occurred_at = models.DateTimeField()
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="timeline_links", db_index=False
    )
    company = models.ForeignKey(
        Company, models.CASCADE, null=True, blank=True, related_name="timeline_links", db_index=False
    )
    deal = models.ForeignKey(Deal, models.CASCADE, null=True, blank=True, related_name="timeline_links", db_index=False)
    # On top of this record's timeline: what somebody pinned there, and every task that is still to be done.
    pinned_at = models.DateTimeField(null=True, blank=True)

    objects = TimelineLinkQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["account", record, "-occurred_at", "-id"],
                condition=Q(**{f"{record}__isnull": False}),
                name=f"timeline_of_{record}",
            )
            for record in ("contact", "company", "deal")
        ] + [
            models.Index(fields=["account", "entry"], name="links_of_entry"),
            *(
                models.Index(
                    fields=["account", record, "-pinned_at"],
                    condition=Q(**{f"{record}__isnull": False, "pinned_at__isnull": False}),
                    name=f"pinned_of_{record}",
                )
                for record in ("contact", "company", "deal")
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "entry", record],
                condition=Q(**{f"{record}__isnull": False}),
                name=f"one_link_a_{record}",
            )
            for record in ("contact", "company", "deal")
        ] + [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, company__isnull=True, deal__isnull=True)
                | Q(contact__isnull=True, company__isnull=False, deal__isnull=True)
                | Q(contact__isnull=True, company__isnull=True, deal__isnull=False),
                name="linked_to_one_record",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry} on {self.contact or self.company or self.deal}"
