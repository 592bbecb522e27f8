from typing import ClassVar, Self

from django.db import models
from django.utils.text import slugify

from crm.models.currency import LETTERS
from crm.models.user import User


class AccountQuerySet(models.QuerySet["Account"]):
    def of(self, user: User) -> Self:
        """The accounts that this user may enter."""
        return self.filter(memberships__user=user, memberships__is_active=True)


class AccountManager(models.Manager["Account"]):
    def get_queryset(self) -> AccountQuerySet:
        return AccountQuerySet(self.model, using=self._db)

    def of(self, user: User) -> AccountQuerySet:
        return self.get_queryset().of(user)

    def open(self, name: str) -> "Account":
        """A new account under the first free slug of its name."""
        stem = slugify(name)[:40] or "account"
        taken = set(self.filter(slug__startswith=stem).values_list("slug", flat=True))
        free = next(slug for slug in [stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))] if slug not in taken)
        return self.create(name=name, slug=free)


class Account(models.Model):
    """The tenant: every business row hangs from one."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=50, unique=True)
    currency = models.CharField(max_length=LETTERS, default="EUR")  # of new deals
    created_at = models.DateTimeField(auto_now_add=True)
    # Bytes of attachments that it may keep; empty: as the installation says (ACCOUNT_QUOTA_BYTES).
    storage_quota = models.PositiveBigIntegerField(null=True, blank=True)

    objects: ClassVar[AccountManager] = AccountManager()

    def __str__(self) -> str:
        return self.name
