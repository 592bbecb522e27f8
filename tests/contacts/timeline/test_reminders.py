"""Reminders: one mail to who has the task, when it was asked for, in their language and time zone."""

from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPException

import pytest
from django.core import mail

from contacts import reminders, tasks
from contacts.models import Task
from emaillog import intake
from emaillog.tasks import sweep


@pytest.fixture
def task(maya, to_do, now):
    return to_do("Send the offer", maya, due_at=now + timedelta(hours=1), is_all_day=False, remind_at=now)


def test_the_assignee_is_reminded_once_with_the_way_to_the_record(alice, maya, task):
    for _again in range(2):
        for due in reminders.due():
            reminders.send(due.pk)
    (sent,) = mail.outbox
    assert sent.to == [alice.email]
    assert sent.subject == "Reminder: Send the offer"
    assert f"/a/acme/contacts/{maya.pk}/" in sent.body
    assert "Maya Chen" in sent.body
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_two_workers_send_one_mail(task):
    reminders.send(task.pk)
    reminders.send(task.pk)
    assert len(mail.outbox) == 1


def test_the_sweeper_rings_for_what_is_due(task, to_do, maya, now, monkeypatch):
    to_do("Not yet", maya, due_at=now + timedelta(days=2), remind_at=now + timedelta(days=1))
    rung = {}
    monkeypatch.setattr(intake, "ring", rung.setdefault)
    sweep()
    assert rung["remind"] == [task.pk]


def test_times_are_those_of_the_assignee(alice, maya, to_do):
    type(alice).objects.update(time_zone="Europe/Berlin")
    alice.refresh_from_db()
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    task = to_do("Call", maya, assignee=alice, due_at=at, is_all_day=False, remind_at=at)
    reminders.send(task.pk)
    assert "10:30" in mail.outbox[0].body
    assert "was due:" in mail.outbox[0].body


def test_a_day_is_reminded_of_at_nine_in_the_morning_of_the_assignee(alice):
    alice.time_zone = "America/New_York"
    day = tasks.all_day(date(2026, 7, 1))
    assert tasks.reminder("due", day, alice, is_all_day=True) == datetime(2026, 7, 1, 13, 0, tzinfo=UTC)
    assert tasks.reminder("day", day, alice, is_all_day=True) == datetime(2026, 6, 30, 13, 0, tzinfo=UTC)
    assert tasks.reminder("", day, alice, is_all_day=True) is None


def test_nobody_is_reminded_of_what_is_done_or_nobodys(alice, maya, task, to_do, now):
    tasks.check_off(task, alice)
    nobodys = to_do("Nobody's", maya, assignee=None, due_at=now, remind_at=now)
    reminders.send(task.pk)
    reminders.send(nobodys.pk)
    assert mail.outbox == []


def test_who_left_the_account_is_not_told_of_its_business(alice, task):
    alice.memberships.update(is_active=False)
    reminders.send(task.pk)
    assert mail.outbox == []


def test_a_mail_that_was_refused_is_sent_later(task, now, monkeypatch):
    def refused(_self):
        raise SMTPException

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refused)
        reminders.send(task.pk)
    again = Task.objects.get()
    assert again.reminded_at is None
    assert again.remind_at > now
    Task.objects.update(remind_at=now)
    reminders.send(task.pk)
    assert len(mail.outbox) == 1


def test_a_title_of_several_lines_makes_no_header_of_its_own(maya, to_do, now):
    task = to_do("Call\nBcc: evil@evil.test", maya, due_at=now, remind_at=now)
    reminders.send(task.pk)
    assert mail.outbox[0].subject == "Reminder: Call Bcc: evil@evil.test"


def test_a_reminder_that_is_moved_is_sent_again(alice, maya, task, now, send, look):
    reminders.send(task.pk)
    seen = look(f"tasks/{task.pk}/edit/").partition('name="seen" value="')[2].partition('"')[0]
    day = (now + timedelta(days=5)).date()
    send(f"tasks/{task.pk}/edit/", title="Later", due_on=day, reminder="due", assignee=alice.pk, seen=seen)
    assert Task.objects.get().reminded_at is None
