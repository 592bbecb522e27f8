"""Reminders of tasks: one mail to who has it, at the time that was asked for; the row of the task is the queue."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from contacts import places
from contacts.models import Task
from contacts.timeline import Record
from crm.models import Account, User, zone_named

log = structlog.get_logger(__name__)
AGAIN = timedelta(minutes=5)  # after a mail that could not be handed over


def due() -> QuerySet[Task]:
    """Over all accounts: whom to remind now."""
    waiting = Task.objects.filter(done_at=None, reminded_at=None, remind_at__lte=timezone.now())
    return waiting.order_by("remind_at")


def send(pk: int) -> None:
    """Sends the reminder that is due, once: whoever marks the row first sends it.

    A crash between mark and mail costs the mail, and the task still stands among those that are due. A mail that was
    refused is tried again.
    """
    if not due().filter(pk=pk).update(reminded_at=timezone.now()):
        return
    task = Task.objects.select_related("account", "assignee", "entry").get(pk=pk)
    user = task.assignee
    if user is None or not Account.objects.of(user).filter(pk=task.account_id).exists():
        return
    try:
        mail_to(user, task).send()
    except Exception:  # every mail backend fails in its own way
        log.exception("reminder_not_sent", task=pk)
        Task.objects.filter(pk=pk).update(reminded_at=None, remind_at=timezone.now() + AGAIN)


def mail_to(user: User, task: Task) -> EmailMessage:
    """In the language and the time zone of the reader, with the way to the task's records."""
    with translation.override(user.language or settings.LANGUAGE_CODE), timezone.override(zone_named(user.time_zone)):
        records = [(str(record), settings.BASE_URL + record.get_absolute_url()) for record in _places(task)]
        all_tasks = settings.BASE_URL + reverse("tasks", args=[task.account.slug])
        context = {"task": task, "user": user, "records": records, "all_tasks": all_tasks}
        # A header field is one line, whatever was typed.
        subject = _("Reminder: %(task)s") % {"task": " ".join(task.title.split())}
        body = render_to_string("contacts/task_reminder.txt", context)
    # RFC 3834 section 5: nobody's absence note is to answer.
    return EmailMessage(subject, body, to=[user.email], headers={"Auto-Submitted": "auto-generated"})


def _places(task: Task) -> list[Record]:
    found = places.of_entry(task.entry)
    for record in found:
        record.account = task.account
    return found
