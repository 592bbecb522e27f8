import secrets
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models, transaction
from django.utils import timezone

from crm.models.account import Account
from crm.models.membership import Membership, Role
from crm.models.secret import digest_of
from crm.models.user import User

VALID_FOR = timedelta(days=14)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> Self:
        """Those that nobody took up, the expired ones too."""
        return self.filter(accepted_at=None)

    def open(self) -> Self:
        return self.pending().filter(created_at__gt=timezone.now() - VALID_FOR)

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

    @property
    def expires_at(self) -> datetime:
        return self.created_at + VALID_FOR

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    def renew(self) -> str:
        """Starts the invitation's days anew and returns the token of its link, which is not kept."""
        token = secrets.token_urlsafe(32)
        self.digest, self.created_at, self.accepted_at = digest_of(token), timezone.now(), None
        self.save()
        return token

    @transaction.atomic
    def accept(self, user: User) -> None:
        """Takes the user into the account; a place there that an administrator took away is not given back."""
        Membership.objects.get_or_create(account=self.account, user=user, defaults={"role": self.role})
        self.accepted_at = timezone.now()
        self.save(update_fields=["accepted_at"])

    @transaction.atomic
    def enrol(self, name: str, password: str) -> User:
        """Makes the user and takes them in; IntegrityError if the address has a user already, who must sign in."""
        user = User.objects.create_user(self.email, password, name=name)
        self.accept(user)
        return user
