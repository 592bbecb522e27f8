"""Mail as received is kept as long as the account's rules say, and never goes while somebody still needs it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from lxml import html

from emaillog import blobs, intake, removing, retention, tasks
from emaillog.models import (
    BouncedAttachment,
    InboundMessage,
    LoggingAddress,
    LoggingRules,
    NeverLog,
    Rehearsal,
    Status,
)
from emaillog.rejection import Reason
from tests.factories import mail

STRANGER = "stranger@elsewhere.test"


@pytest.fixture
def kept_after(days_later):
    """Whether a message is still kept so many days from now, once the daily task has run."""
    lay_at: dict[int, str] = {}

    def purged(inbound: InboundMessage, days: float) -> bool:
        lay_at.setdefault(inbound.pk, inbound.blob)
        with days_later(days):
            tasks.purge()
        inbound.refresh_from_db()
        assert (blobs.look_up(lay_at[inbound.pk]) is not None) == bool(inbound.blob)
        return bool(inbound.blob)

    return purged


@pytest.fixture(autouse=True)
def cast(alice):
    """Alice is there."""


def test_a_logged_mail_is_kept_30_days(bcc_address, deliver, kept_after):
    (inbound,) = deliver(mail(), to=bcc_address)
    assert kept_after(inbound, 29.9)
    assert not kept_after(inbound, 30.1)
    assert (inbound.status, inbound.email is not None) == (Status.LOGGED, True)
    assert inbound.purged_at is not None


def test_so_is_one_that_was_logged_already(bcc_address, deliver, kept_after):
    message = mail()
    deliver(message, to=bcc_address)
    (again,) = deliver(message, to=bcc_address)
    assert again.status == Status.DUPLICATE
    assert not kept_after(again, 30.1)


def test_what_was_removed_is_kept_90_days_from_then(alice, bcc_address, deliver, kept_after):
    (inbound,) = deliver(mail(), to=bcc_address)
    removing.remove(inbound.email, alice, with_leftovers=False)
    assert kept_after(inbound, 89)
    assert not kept_after(inbound, 91)


def test_the_rules_say_how_long(account, alice, bcc_address, deliver, kept_after):
    LoggingRules.objects.create(account=account, days_kept_logged=2, days_kept_others=4)
    (logged,) = deliver(mail(), to=bcc_address)
    (removed,) = deliver(mail(subject="Other"), to=bcc_address)
    removing.remove(removed.email, alice, with_leftovers=False)
    assert (kept_after(logged, 3), kept_after(removed, 3)) == (False, True)
    assert not kept_after(removed, 5)


def test_what_waits_for_review_is_kept_until_somebody_decided(bcc_address, deliver, kept_after, days_later):
    (inbound,) = deliver(mail(sender=STRANGER), to=bcc_address, mail_from=STRANGER)
    assert (inbound.in_review, inbound.reason) == (True, Reason.UNKNOWN_SENDER)
    assert kept_after(inbound, 3650)
    with days_later(3650):
        assert inbound.reject({})
    assert kept_after(inbound, 3650 + 89)
    assert not kept_after(inbound, 3650 + 91)
    assert inbound.preview == {}, "nothing of what it said stays either"


def test_what_still_waits_for_a_worker_is_kept(bcc_address, kept_after):
    (inbound,) = intake.keep_message(mail().as_bytes(), door="smtp", sender="", recipients=[bcc_address])
    assert kept_after(inbound, 3650)


def test_what_is_processed_again_gets_its_time_anew(alice, bcc_address, deliver, drain, kept_after, days_later):
    (inbound,) = deliver(mail(), to=bcc_address)
    removing.remove(inbound.email, alice, with_leftovers=False)
    with days_later(60):
        inbound.refresh_from_db()
        assert inbound.process_again()
        drain()
    assert kept_after(inbound, 60 + 89)
    assert not kept_after(inbound, 60 + 91)


def test_a_mail_of_which_a_file_is_being_stored_after_all_is_kept(account, bcc_address, deliver, kept_after):
    rules = LoggingRules.objects.create(account=account, attachment_limit=10)
    (inbound,) = deliver(mail(attachments=(("a.bin", b"x" * 20),)), to=bcc_address)
    assert rules.attachment_limit == 10
    BouncedAttachment.objects.update(status=BouncedAttachment.Status.STORING)
    assert kept_after(inbound, 31)
    BouncedAttachment.objects.update(status=BouncedAttachment.Status.OPEN)
    assert not kept_after(inbound, 31)
    assert not BouncedAttachment.objects.select_related("inbound").get().can_be_stored


def test_mail_to_nobody_is_kept_90_days(account, deliver, kept_after):
    (inbound,) = deliver(mail(sender=STRANGER), to="nobody@in.blindcopy.test", mail_from=STRANGER)
    assert inbound.account is None
    assert kept_after(inbound, 89)
    assert not kept_after(inbound, 91)


def test_a_mail_to_two_accounts_goes_with_the_last_of_them(
    account, other_account, charlie, bcc_address, deliver, kept_after
):
    LoggingRules.objects.create(account=account, days_kept_logged=1, days_kept_others=1)
    theirs = LoggingAddress.objects.pair(other_account)[0].address
    mine, other = deliver(mail(), to=[bcc_address, theirs])
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=True):
        tasks.purge()
    mine.refresh_from_db()
    assert (mine.blob, blobs.look_up(other.blob) is not None) == ("", True)
    InboundMessage.objects.update(in_review=False)
    assert not kept_after(other, 91)


def test_tests_of_an_address_are_forgotten_after_a_week(account, alice, bcc_address, days_later):
    Rehearsal.objects.create(account=account, user=alice, address=LoggingAddress.objects.first())
    with days_later(6.9):
        tasks.purge()
    assert Rehearsal.objects.exists()
    with days_later(7.1):
        tasks.purge()
    assert not Rehearsal.objects.exists()


def test_kept_until_is_what_the_daily_task_does(account, bcc_address, deliver):
    rules = LoggingRules(account=account, days_kept_logged=3, days_kept_others=7)
    (inbound,) = deliver(mail(), to=bcc_address)
    assert retention.kept_until(inbound, rules) == inbound.settled_at + timedelta(days=3)
    (stranger,) = deliver(mail(sender=STRANGER), to=bcc_address, mail_from=STRANGER)
    assert retention.kept_until(stranger, rules) is None, "it waits for somebody"
    stranger.in_review = False
    assert retention.kept_until(stranger, rules) == stranger.settled_at + timedelta(days=7)
    inbound.blob = ""
    assert retention.kept_until(inbound, rules) is None


def made(account, number: int, **fields) -> list[InboundMessage]:
    fields = {"status": Status.LOGGED, "settled_at": timezone.now() - timedelta(days=31)} | fields
    return [
        InboundMessage(account=account, door="smtp", blob=f"raw/2026-11-23/{each}", size=1, **fields)
        for each in range(number)
    ]


def test_many_are_let_go_in_batches(account, django_assert_max_num_queries):
    InboundMessage.objects.bulk_create(made(account, 2100))
    with django_assert_max_num_queries(40):
        assert retention.purge()["messages"] == 2100
    assert not InboundMessage.objects.exclude(blob="").exists()


def test_what_has_gone_long_ago_costs_nothing(account):
    """A million messages of the past are in no index that is read for those of today."""
    gone = made(account, 20_000)
    for each in gone:
        each.blob = ""
    InboundMessage.objects.bulk_create(gone)
    InboundMessage.objects.bulk_create(made(account, 10))
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        for statement in statements(account):
            cursor.execute(f"{explain} {statement}")
            plan = "\n".join(str(row) for row in cursor.fetchall())
            assert "inbound_kept" in plan, plan


def statements(account) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        retention.purge_account(LoggingRules(account=account))
    return [each["sql"] for each in captured if each["sql"].startswith("SELECT") and "settled_at" in each["sql"]]


def test_somebody_who_has_it_processed_again_meanwhile_is_first(account, bcc_address, deliver, monkeypatch, days_later):
    (inbound,) = deliver(mail(), to=bcc_address)
    with days_later(31):
        read = InboundMessage.objects.filter(pk=inbound.pk)
        monkeypatch.setattr(type(read), "update", again_before(type(read).update, inbound.pk))
        retention.purge()
    inbound.refresh_from_db()
    assert (inbound.status, bool(inbound.blob)) == (Status.RECEIVED, True)
    assert blobs.look_up(inbound.blob)


def again_before(update, pk):
    """The first update of the purge comes a moment after a person's click."""
    clicks = iter([pk])

    def late(rows, **changed):
        if "purged_at" in changed and (taken := next(clicks, None)):
            update(InboundMessage.objects.filter(pk=taken), status=Status.RECEIVED, settled_at=None)
        return update(rows, **changed)

    return late


def test_purge_says_what_it_did(account, bcc_address, deliver, days_later, capsys):
    deliver(mail(), to=bcc_address)
    with days_later(31):
        call_command("purge")
    assert "1 messages whose time was over." in capsys.readouterr().out


def test_it_is_done_once_a_day(settings):
    daily = [each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values() if each["schedule"] == 86_400]
    assert {"emaillog.tasks.purge", "emaillog.tasks.collect_orphans"} <= set(daily)


@pytest.fixture
def told(signed_in, alice, account):
    """What a page about a delivery says, in one line."""

    def shown(name: str, inbound: InboundMessage) -> str:
        answer = signed_in(alice).get(reverse(name, args=[account.slug, inbound.pk]))
        return " ".join(html.fromstring(answer.content).text_content().split())

    return shown


def test_the_delivery_says_until_when_it_is_kept_and_when_it_was_deleted(bcc_address, deliver, told, days_later):
    (logged,) = deliver(mail(), to=bcc_address)
    (stranger,) = deliver(mail(sender=STRANGER), to=bcc_address, mail_from=STRANGER)
    ends = date_format(logged.settled_at + timedelta(days=30))
    assert f"As received kept until {ends}" in told("delivery", logged)
    assert "kept as long as it waits" in told("delivery", stranger)
    with days_later(31):
        tasks.purge()
    logged.refresh_from_db()
    said = told("delivery", logged)
    assert f"deleted on {date_format(logged.purged_at)}" in said
    assert "Download .eml" not in said
    assert f"was deleted on {date_format(logged.purged_at)}" in told("delivery_message", logged)


def test_mail_that_is_never_logged_says_nothing_of_its_time(account, bcc_address, deliver, told):
    NeverLog.objects.create(account=account, pattern="maya@customer.test")
    (inbound,) = deliver(mail(), to=bcc_address)
    assert inbound.reason == Reason.NEVER_LOGGED
    assert "As received" not in told("delivery", inbound)
