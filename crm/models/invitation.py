import hashlib
import secrets
from datetime import timedelta
from typing import ClassVar, Self

from django.db import models, transaction
from django.utils import timezone

from crm.models.account import Account
from crm.models.membership import Membership, Role
from crm.models.user import User

VALID_FOR = timedelta(days=14)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        return self.filter(accepted_at=None, created_at__gt=timezone.now() - VALID_FOR)

    def with_token(self, token: str) -> Self:
        return self.open().filter(digest=digest_of(token))


class Invitation(models.Model):
    """An administrator's word that the owner of an address may join; its link is known by its digest only."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    invited_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "email"], name="one_invitation_an_address")]

    def __str__(self) -> str:
        return f"{self.email} to {self.account}"

    def renew(self) -> str:
        """Starts the invitation's days anew and returns the token of its link, which is not kept."""
        token = secrets.token_urlsafe(32)
        self.digest, self.created_at, self.accepted_at = digest_of(token), timezone.now(), None
        self.save()
        return token

    @transaction.atomic
    def accept(self, name: str, password: str) -> User:
        """Makes the user, or takes the one who has this address already, and the membership."""
        user = User.objects.filter(email=self.email).first() or User.objects.create_user(
            self.email, password, name=name
        )
        Membership.objects.update_or_create(
            account=self.account, user=user, defaults={"role": self.role, "is_active": True}
        )
        self.accepted_at = timezone.now()
        self.save(update_fields=["accepted_at"])
        return user
