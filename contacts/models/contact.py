from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models.company import Company
from contacts.models.search import with_every_word
from crm.models import Account, User


class Origin(models.TextChoices):
    MANUAL = "manual", _("entered by hand")
    EMAIL_LOGGING = "email logging", _("email logging")  # R15 says so in these words
    API = "api", _("API")
    IMPORT = "import", _("import")


class Lifecycle(models.TextChoices):
    """How far a person has come towards being a customer."""

    LEAD = "lead", _("Lead")
    PROSPECT = "prospect", _("Prospect")
    CUSTOMER = "customer", _("Customer")
    FORMER = "former", _("Former customer")
    PARTNER = "partner", _("Partner")
    OTHER = "other", _("Other")


class ContactQuerySet(models.QuerySet["Contact"]):
    def of(self, account: Account) -> Self:
        """The account's contacts with what a row shows of them: addresses, company and owner."""
        emails = ContactEmail.objects.filter(account=account)
        return (
            self.filter(account=account).select_related("company", "owner").prefetch_related(Prefetch("emails", emails))
        )

    def search(self, words: str) -> Self:
        """Those with every word in their name, their company's or one of their addresses."""
        return with_every_word(self, words, _somewhere)


def _somewhere(word: str) -> Q:
    emails = ContactEmail.objects.filter(account=OuterRef("account"), contact=OuterRef("pk"), address__icontains=word)
    name = Q(first_name__icontains=word) | Q(last_name__icontains=word)
    return name | Q(company__name__icontains=word) | Q(Exists(emails))


class Contact(models.Model):
    """A person outside; known by any of their addresses."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="contacts", db_index=False)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    title = models.CharField(_("job title"), max_length=100, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    company = models.ForeignKey(
        Company, models.SET_NULL, null=True, blank=True, related_name="contacts", db_index=False
    )
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.MANUAL)
    origin_user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    lifecycle = models.CharField(max_length=10, choices=Lifecycle, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "last_name", "first_name", "id"], name="contact_by_name"),
            models.Index(fields=["account", "company", "id"], name="contact_by_company"),
            models.Index(fields=["account", "-id"], name="contact_by_age"),
            models.Index(fields=["account", "origin_user", "-created_at"], name="contact_by_origin"),
            # What mail makes has none of these, and so costs nothing here.
            models.Index(fields=["account", "owner", "-id"], condition=Q(owner__isnull=False), name="contact_by_owner"),
            models.Index(fields=["account", "lifecycle", "-id"], condition=~Q(lifecycle=""), name="contact_by_stage"),
            models.Index(
                fields=["account", "origin", "-id"], condition=~Q(origin=Origin.EMAIL_LOGGING), name="contact_by_hand"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("contact", args=[self.account.slug, self.pk])

    @property
    def name(self) -> str:
        """What to call the person: their name, else their primary address."""
        return f"{self.first_name} {self.last_name}".strip() or next(iter(self.addresses), str(_("Unnamed contact")))

    def replace_addresses(self, addresses: list[str]) -> None:
        """Makes these, normalised ones, the addresses of the contact and the first the primary one.

        Raises IntegrityError when one of them belongs to another contact of the account.
        """
        emails = ContactEmail.objects.filter(account=self.account_id, contact=self)
        emails.exclude(address__in=addresses).delete()
        emails.update(is_primary=False)  # never two primary ones, not even between two statements
        kept = set(emails.values_list("address", flat=True))
        ContactEmail.objects.bulk_create(
            ContactEmail(account_id=self.account_id, contact=self, address=address)
            for address in addresses
            if address not in kept
        )
        emails.filter(address__in=addresses[:1]).update(is_primary=True)

    @property
    def addresses(self) -> list[str]:
        """All addresses, the primary one first."""
        return [
            email.address for email in sorted(self.emails.all(), key=lambda email: (not email.is_primary, email.pk))
        ]


class ContactEmail(models.Model):
    """One address of a contact, normalised by `contacts.matching.normalised`, so that equal means equal."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="emails", db_index=False)
    address = models.CharField(max_length=320)
    is_primary = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "contact"], name="addresses_of_contact")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "address"], name="one_contact_an_address"),
            models.UniqueConstraint(
                fields=["account", "contact"], condition=Q(is_primary=True), name="one_primary_address_a_contact"
            ),
        ]

    def __str__(self) -> str:
        return self.address
