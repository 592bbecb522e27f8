from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.company import Company
from contacts.models.contact import Contact, ContactEmail
from contacts.models.pipeline import Pipeline, PipelineStage
from contacts.models.search import with_every_word
from crm.models import Account, User


class Stage(models.TextChoices):
    """The stages that deals begin with; `contacts.stages` knows what an account made of them. Won and lost stay."""

    NEW = "new", _("New")
    QUALIFIED = "qualified", _("Qualified")
    PROPOSAL = "proposal", _("Proposal")
    NEGOTIATION = "negotiation", _("Negotiation")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


# By what lists sort where a column may be empty: what has no amount comes last, what has no closing date too.
WORTH = Coalesce("amount", Value(-1), output_field=models.DecimalField(max_digits=14, decimal_places=2))
CLOSING = Coalesce("closes_on", Value(date.max), output_field=models.DateField())


class DealQuerySet(models.QuerySet["Deal"]):
    def of(self, account: Account) -> Self:
        """The account's deals with what a row shows of them: company, owner, people and the name of the stage."""
        people = DealContact.objects.filter(account=account).select_related("contact").order_by("id")
        emails = Prefetch("contact__emails", ContactEmail.objects.filter(account=account))
        parts = Prefetch("deal_contacts", people.prefetch_related(emails))
        named = (
            PipelineStage.objects.filter(account=OuterRef("account"), key=OuterRef("stage")).order_by().values("name")
        )
        rows = self.filter(account=account).annotate(stage_name=Subquery(named[:1]))
        return rows.select_related("company", "owner").prefetch_related(parts)

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
    stage = models.CharField(max_length=40, default=Stage.NEW)  # a key, see contacts.stages
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
            models.Index(fields=["account", "owner", "-opened_at", "-id"], name="deal_by_owner"),
            models.Index(fields=["account", "name", "id"], name="deal_by_name"),
            models.Index("account", WORTH.desc(), F("id").desc(), name="deal_by_worth"),
            models.Index("account", CLOSING.asc(), F("id").asc(), name="deal_by_closing"),
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

    @property
    def is_overdue(self) -> bool:
        """Should have been won by now, where the reader is."""
        return self.is_open and self.closes_on is not None and self.closes_on < timezone.localdate()

    def get_stage_display(self) -> str:
        """What the account calls the stage, where `of` read it along."""
        named: str = self.__dict__.get("stage_name") or ""
        return named or (str(Stage(self.stage).label) if self.stage in Stage.values else self.stage)

    def move_to(self, stage: str, at: datetime | None = None) -> None:
        """Changes the stage and with it the dates: won and lost close, leaving them opens anew (R7). Does not save."""
        was_open, at = self.is_open, at or timezone.now()
        self.stage = stage
        self.__dict__.pop("stage_name", None)
        if stage in {Stage.WON, Stage.LOST}:
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
