from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.company import Company
from contacts.models.contact import Contact
from crm.models import Account, User


class Stage(models.TextChoices):
    NEW = "new", _("New")
    QUALIFIED = "qualified", _("Qualified")
    PROPOSAL = "proposal", _("Proposal")
    NEGOTIATION = "negotiation", _("Negotiation")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")

    @property
    def is_open(self) -> bool:
        return self not in {Stage.WON, Stage.LOST}


class DealQuerySet(models.QuerySet["Deal"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def newest_opened_first(self) -> Self:
        return self.order_by("-opened_at", "-id")  # R7


class Deal(models.Model):
    """Business that may come of it: open until it is won or lost."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="deals", db_index=False)
    name = models.CharField(max_length=200)
    company = models.ForeignKey(Company, models.SET_NULL, null=True, blank=True, related_name="deals", db_index=False)
    contacts: "models.ManyToManyField[Contact, DealContact]" = models.ManyToManyField(
        Contact, through="DealContact", related_name="deals", blank=True
    )
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.NEW)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DealQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "-opened_at", "-id"], name="deal_by_opening"),
            models.Index(fields=["account", "company", "-opened_at", "-id"], name="deal_by_company"),
            models.Index(fields=["account", "-id"], name="deal_by_age"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(stage__in=["won", "lost"], closed_at__isnull=False)
                | (~Q(stage__in=["won", "lost"]) & Q(closed_at__isnull=True)),
                name="closed_when_won_or_lost",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("deal", args=[self.account.slug, self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def move_to(self, stage: Stage, at: datetime | None = None) -> None:
        """Changes the stage and with it the dates: won and lost close, leaving them opens anew (R7). Does not save."""
        was_open, at = self.is_open, at or timezone.now()
        self.stage = stage
        if not stage.is_open:
            self.closed_at = self.closed_at or at
        elif not was_open:
            self.closed_at, self.opened_at = None, at


class DealContact(models.Model):
    """A contact's part in a deal."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    deal = models.ForeignKey(Deal, models.CASCADE, related_name="deal_contacts", db_index=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="deal_contacts", db_index=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "deal"], name="contacts_of_deal")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "contact", "deal"], name="one_part_a_contact_and_deal")
        ]

    def __str__(self) -> str:
        return f"{self.contact} in {self.deal}"
