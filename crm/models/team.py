from typing import ClassVar

from django.db import models

from crm.models.account import Account
from crm.models.user import User


class Team(models.Model):
    """People of an account who share addresses, and the mail that is logged for those (R20)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="teams", db_index=False)
    name = models.CharField(max_length=100)
    members = models.ManyToManyField(User, through="TeamMember", related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "name"], name="one_team_a_name")]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="team_memberships", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "team", "user"], name="one_place_a_team_member")
        ]
        indexes: ClassVar = [models.Index(fields=["account", "user"], name="teams_of_user")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"
