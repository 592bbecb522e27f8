"""What makes the sample account look lived in besides mail: tasks, calls, meetings, pins, stages, views and teams."""

import tomllib
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from contacts import activities, pins, tasks
from contacts.activities import CALL, MEETING, Activity
from contacts.models import Contact, Deal, Lifecycle, SavedView, Task, TimelineEntry, TimelineLink
from contacts.timeline import Record
from crm import audit
from crm.models import Account, ApiToken, Team, User
from emaillog.demo.script import DATA
from emaillog.demo.when import moment
from emaillog.models import NeverLog, RegisteredAddress

Records = dict[str, Record]
Users = dict[str, User]


def live(account: Account, records: Records, users: Users) -> None:
    life = tomllib.loads((DATA / "life.toml").read_text())
    for kind in (CALL, MEETING):
        for row in life[kind.removeprefix("contacts.")]:
            meet(account, records, users[row["by"]], kind, row)
    for row in life["task"]:
        set_task(account, records, users[row["by"]], row)
    for row in life["pinned"]:
        pin(account, records[row["on"]], row["text"])
    tell_stages(account, [records[key].pk for key in life["partner"]])
    save_views(account, users, life["view"])
    issue_tokens(account, users, life["token"])
    share(account, users, life)


def meet(account: Account, records: Records, author: User, kind: str, row: dict[str, Any]) -> None:
    at = moment(account.created_at, row["days"], row["at"], author.time_zone)
    data = {"minutes": None} | {name: value for name, value in row.items() if name not in {"on", "by", "days", "at"}}
    activities.write(account, author, Activity(kind, data, at), [records[key] for key in row["on"]])


def set_task(account: Account, records: Records, user: User, row: dict[str, Any]) -> None:
    today = account.created_at.date()
    wanted = tasks.Wanted(row["title"], user, tasks.all_day(today + timedelta(days=row["due"])))
    task = tasks.write(account, user, wanted, [records[key] for key in row["on"]])
    if "done" in row:
        tasks.check_off(task, user)
        put_back(task, timezone.now() + timedelta(days=row["done"]))


def put_back(task: Task, at: datetime) -> None:
    """To the moment when it was done."""
    Task.objects.filter(account=task.account_id, pk=task.pk).update(done_at=at)
    TimelineEntry.objects.filter(account=task.account_id, pk=task.entry_id).update(occurred_at=at)
    TimelineLink.objects.filter(account=task.account_id, entry=task.entry_id).update(occurred_at=at)


def pin(account: Account, record: Record, beginning: str) -> None:
    written = TimelineEntry.objects.filter(account=account, kind=activities.NOTE, data__text__startswith=beginning)
    pins.put(record, written.get(), is_pinned=True)


def tell_stages(account: Account, partners: list[int]) -> None:
    """Customers have bought, prospects may; one who took part in nothing that is open any more lost interest."""
    everybody = Contact.objects.filter(account=account)
    everybody.filter(pk__in=partners).update(lifecycle=Lifecycle.PARTNER)
    with_deals = Deal.objects.filter(account=account)
    won = everybody.filter(company__in=with_deals.filter(stage="won").values("company"))
    hoping = everybody.filter(company__in=with_deals.filter(closed_at=None).values("company"))
    won.filter(lifecycle="").update(lifecycle=Lifecycle.CUSTOMER)
    hoping.filter(lifecycle="").update(lifecycle=Lifecycle.PROSPECT)
    everybody.filter(lifecycle="").update(lifecycle=Lifecycle.LEAD)


def save_views(account: Account, users: Users, rows: list[dict[str, Any]]) -> None:
    SavedView.objects.bulk_create(
        SavedView(
            account=account,
            user=users[row["by"]],
            page=row["page"],
            name=row["name"],
            query=row["query"],
            is_shared=row.get("shared", False),
        )
        for row in rows
    )


def issue_tokens(account: Account, users: Users, rows: list[dict[str, Any]]) -> None:
    """Nobody can read them: they only show that programs work with the account."""
    for row in rows:
        place = account.memberships.get(user=users[row["by"]])
        ApiToken.objects.issue(place, row["name"])
        made = account.created_at - timedelta(days=row["days"])
        used = timezone.now() - timedelta(hours=row["used"]) if "used" in row else None
        place.api_tokens.filter(name=row["name"]).update(created_at=made, last_used_at=used)


def share(account: Account, users: Users, life: dict[str, Any]) -> None:
    """Teams, addresses that several people write as, and what administrators did about all of it."""
    admin = next(iter(users.values()))
    for user in users.values():
        audit.record(account, admin, "users.invited", user.email) if user != admin else None
    teams = {name: make_team(account, admin, name, [users[key] for key in keys]) for name, keys in life["team"].items()}
    RegisteredAddress.objects.bulk_create(
        RegisteredAddress(
            account=account,
            user=users[key],
            team=teams.get(row.get("team", "")),
            address=row["address"],
            verified_at=timezone.now(),
        )
        for row in life["address"]
        for key in row["by"]
    )
    NeverLog.objects.create(account=account, pattern="payslips.example")
    audit.record(account, admin, "never_log.added", "payslips.example")


def make_team(account: Account, admin: User, name: str, members: list[User]) -> Team:
    audit.record(account, admin, "teams.made", name)
    return Team.objects.found(account, name, [member.pk for member in members])
