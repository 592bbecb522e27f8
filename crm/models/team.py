from collections.abc import Iterable
from typing import ClassVar

from django.db import models, transaction

from crm.models.account import Account
from crm.models.user import User


class TeamManager(models.Manager["Team"]):
    @transaction.atomic
    def found(self, account: Account, name: str, members: Iterable[int]) -> "Team":
        """A new team of these users; IntegrityError when the account has one of this name."""
        team = self.create(account=account, name=name)
        team.consist_of(members)
        return team


class Team(models.Model):
    """People of an account who share addresses, and the mail that is logged for those (R20)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="teams", db_index=False)
    name = models.CharField(max_length=100)
    members = models.ManyToManyField(User, through="TeamMember", related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TeamManager] = TeamManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "name"], name="one_team_a_name")]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def consist_of(self, users: Iterable[int]) -> None:
        """Makes these users its members and nobody else."""
        wanted = set(users)
        places = TeamMember.objects.filter(account=self.account_id, team=self)
        places.exclude(user__in=wanted).delete()
        missing = wanted - set(places.values_list("user", flat=True))
        TeamMember.objects.bulk_create(
            [TeamMember(account_id=self.account_id, team=self, user_id=user) for user in sorted(missing)],
            ignore_conflicts=True,
        )


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
