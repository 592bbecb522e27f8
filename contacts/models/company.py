from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse

from contacts.models.search import with_every_word
from crm.models import Account, User


class CompanyQuerySet(models.QuerySet["Company"]):
    def of(self, account: Account) -> Self:
        """The account's companies with what a row shows of them: domains and owner."""
        domains = CompanyDomain.objects.filter(account=account)
        return self.filter(account=account).select_related("owner").prefetch_related(Prefetch("domains", domains))

    def search(self, words: str) -> Self:
        """Those with every word in their name or one of their domains."""
        return with_every_word(self, words, _somewhere)


def _somewhere(word: str) -> Q:
    domains = CompanyDomain.objects.filter(account=OuterRef("account"), company=OuterRef("pk"), domain__icontains=word)
    return Q(name__icontains=word) | Q(Exists(domains))


class Company(models.Model):
    """An organisation; its domains tell which new contacts belong to it."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="companies", db_index=False)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=50, blank=True)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "name", "id"], name="company_by_name"),
            models.Index(fields=["account", "-id"], name="company_by_age"),
            models.Index(fields=["account", "owner", "-id"], condition=Q(owner__isnull=False), name="company_by_owner"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("company", args=[self.account.slug, self.pk])

    def replace_domains(self, domains: list[str]) -> None:
        """Makes these the domains of the company. Raises IntegrityError when another company has one of them."""
        rows = CompanyDomain.objects.filter(account=self.account_id, company=self)
        rows.exclude(domain__in=domains).delete()
        kept = set(rows.values_list("domain", flat=True))
        CompanyDomain.objects.bulk_create(
            CompanyDomain(account_id=self.account_id, company=self, domain=domain)
            for domain in domains
            if domain not in kept
        )

    @property
    def domain_names(self) -> list[str]:
        return [domain.domain for domain in self.domains.all()]


class CompanyDomain(models.Model):
    """A mail domain of a company, lower case and as A-labels (RFC 5890)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="domains", db_index=False)
    domain = models.CharField(max_length=253)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["account", "company"], name="domains_of_company")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "domain"], name="one_company_a_domain")]

    def __str__(self) -> str:
        return self.domain
