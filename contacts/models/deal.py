from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.company import Company
from contacts.models.contact import Contact, ContactEmail
from contacts.models.pipeline import Pipeline
from contacts.models.search import with_every_word
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
    def of(self, account: Account) -> Self:
        """The account's deals with what a row shows of them: company, owner and people."""
        people = DealContact.objects.filter(account=account).select_related("contact").order_by("id")
        emails = Prefetch("contact__emails", ContactEmail.objects.filter(account=account))
        parts = Prefetch("deal_contacts", people.prefetch_related(emails))
        return self.filter(account=account).select_related("company", "owner").prefetch_related(parts)

    def with_contact(self, contact: Contact) -> Self:
        return self.filter(deal_contacts__account=contact.account_id, deal_contacts__contact=contact)

    def search(self, words: str) -> Self:
        """Those with every word in their name or their company's."""
        return with_every_word(self, words, lambda word: Q(name__icontains=word) | Q(company__name__icontains=word))

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def newest_opened_first(self) -> Self:
        return self.order_by("-opened_at", "-id")  # R7

    def open_first(self) -> Self:
        return self.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-id")


class Deal(models.Model):
    """Business that may come of it: open until it is won or lost."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="deals", db_index=False)
    name = models.CharField(max_length=200)
    company = models.ForeignKey(Company, models.SET_NULL, null=True, blank=True, related_name="deals", db_index=False)
    contacts: "models.ManyToManyField[Contact, DealContact]" = models.ManyToManyField(
        Contact, through="DealContact", related_name="deals", blank=True
    )
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    pipeline = models.ForeignKey(
        Pipeline, models.SET_NULL, null=True, blank=True, related_name="deals", db_index=False
    )  # empty: the account's first
    stage = models.CharField(max_length=40, choices=Stage, default=Stage.NEW)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    opened_at = models.DateTimeField(default=timezone.now)
    closes_on = models.DateField(null=True, blank=True)  # when it is expected to be won
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DealQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "-opened_at", "-id"], name="deal_by_opening"),
            models.Index(fields=["account", "company", "-opened_at", "-id"], name="deal_by_company"),
            models.Index(fields=["account", "-id"], name="deal_by_age"),
            models.Index(fields=["account", "stage", "-opened_at", "-id"], name="deal_by_stage"),
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

    def replace_people(self, contacts: set[int]) -> None:
        """Makes these contacts of the account, by their ids, the ones who take part."""
        parts = DealContact.objects.filter(account=self.account_id, deal=self)
        parts.exclude(contact__in=contacts).delete()
        kept = set(parts.values_list("contact", flat=True))
        DealContact.objects.bulk_create(
            DealContact(account_id=self.account_id, deal=self, contact_id=pk) for pk in sorted(contacts - kept)
        )

    @property
    def people(self) -> list[Contact]:
        """The contacts who take part, in the order they were added."""
        return [part.contact for part in self.deal_contacts.all()]

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
