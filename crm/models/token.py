import hashlib
import secrets
from typing import ClassVar, Self

from django.db import models

from crm.models.membership import Membership

PREFIX = "bc_"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def matching(self, token: str) -> Self:
        """The token that was written so, if its user may still enter the account."""
        return self.select_related("membership__account", "membership__user").filter(
            digest=hashlib.sha256(token.encode()).hexdigest(),
            membership__is_active=True,
            membership__user__is_active=True,
        )


class ApiTokenManager(models.Manager["ApiToken"]):
    def get_queryset(self) -> ApiTokenQuerySet:
        return ApiTokenQuerySet(self.model, using=self._db)

    def matching(self, token: str) -> ApiTokenQuerySet:
        return self.get_queryset().matching(token)

    def issue(self, membership: Membership, name: str) -> str:
        """Makes a token and returns it; only its digest is kept, so this is the one time it can be read."""
        token = PREFIX + secrets.token_urlsafe(32)
        self.create(membership=membership, name=name, digest=hashlib.sha256(token.encode()).hexdigest())
        return token


class ApiToken(models.Model):
    """Lets a program act as one user in one account."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ApiTokenManager] = ApiTokenManager()

    def __str__(self) -> str:
        return self.name
