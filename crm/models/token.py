import secrets
from contextlib import suppress
from datetime import timedelta
from typing import ClassVar, Self

from django.db import OperationalError, models
from django.utils import timezone

from crm.models.account import Account
from crm.models.membership import Membership
from crm.models.secret import digest_of

PREFIX = "bc_"
SHOWN = len(PREFIX) + 5  # characters by which people tell their tokens apart; 38 others stay secret
USE_IS_NOTED = timedelta(hours=1)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def of(self, account: Account) -> Self:
        return self.filter(membership__account=account)

    def matching(self, token: str) -> Self:
        """The token that was written so, if its user may still enter the account."""
        return self.select_related("membership__account", "membership__user").filter(
            digest=digest_of(token),
            membership__is_active=True,
            membership__user__is_active=True,
        )


class ApiTokenManager(models.Manager["ApiToken"]):
    def get_queryset(self) -> ApiTokenQuerySet:
        return ApiTokenQuerySet(self.model, using=self._db)

    def of(self, account: Account) -> ApiTokenQuerySet:
        return self.get_queryset().of(account)

    def matching(self, token: str) -> ApiTokenQuerySet:
        return self.get_queryset().matching(token)

    def issue(self, membership: Membership, name: str) -> str:
        """Makes a token and returns it; only its digest is kept, so this is the one time it can be read."""
        token = PREFIX + secrets.token_urlsafe(32)
        self.create(membership=membership, name=name, digest=digest_of(token), beginning=token[:SHOWN])
        return token


class ApiToken(models.Model):
    """Lets a program act as one user in one account."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    beginning = models.CharField(max_length=SHOWN)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)  # to the hour: see `note_use`

    objects: ClassVar[ApiTokenManager] = ApiTokenManager()

    def __str__(self) -> str:
        return self.name

    def note_use(self) -> None:
        """Remembers that it was used just now; a busy program costs one statement an hour."""
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at >= USE_IS_NOTED:
            # What asks only to read is answered also while SQLite has a writer for too long.
            with suppress(OperationalError):
                ApiToken.objects.filter(pk=self.pk).update(last_used_at=now)
