from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.account import Account
from crm.models.user import User


class Role(models.TextChoices):
    ADMIN = "admin", _("Administrator")
    MEMBER = "member", _("Member")


class Membership(models.Model):
    """A user's place in an account."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    is_active = models.BooleanField(default=True)
    may_log = models.BooleanField(_("may log mail"), default=True)  # R2, R21a
    hides_first_steps = models.BooleanField(default=False)  # on the first page; the settings show them all the same
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "user"], name="one_membership_a_user")]

    def __str__(self) -> str:
        return f"{self.user} in {self.account}"

    @classmethod
    def open_to(cls, user: User) -> "models.QuerySet[Membership]":
        """Where a user may go, with the accounts and by their names."""
        rows = cls.objects.filter(user=user, is_active=True).select_related("account")
        return rows.order_by("account__name", "account_id")

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def is_last_admin(self) -> bool:
        """Nobody else could manage the account if this place were given up."""
        admins = Membership.objects.filter(account_id=self.account_id, role=Role.ADMIN, is_active=True)
        return (
            admins.filter(pk=self.pk).exists() and not admins.filter(user__is_active=True).exclude(pk=self.pk).exists()
        )
