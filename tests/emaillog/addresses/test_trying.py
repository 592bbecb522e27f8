"""Trying a mail: a worker reads it, says what would become of it, and nothing of it stays."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone

from contacts.models import Contact
from emaillog import explaining, tasks, trying
from emaillog.explaining import DryRun
from emaillog.foretold import ACTIONS, BECAUSE
from emaillog.models import InboundMessage, LoggedEmail, LoggingAddress, NeverLog, Trial
from tests import factories
from tests.factories import mail


@pytest.fixture
def trial(account, alice):
    def started(message=None) -> Trial:
        raw = message if isinstance(message, bytes) else (message or mail()).as_bytes()
        address = LoggingAddress.objects.pair(account)[0]
        return trying.start(account, alice, address, "offer.eml", io.BytesIO(raw))

    return started


def test_a_tried_mail_is_explained_and_logged_nowhere(trial):
    one = trial(mail(text="Dear Maya,\n" + "x" * 5000))

    tasks.try_mail(one.pk)

    one.refresh_from_db()
    (found,) = one.found
    assert one.status == Trial.Status.EXPLAINED
    assert (found["outcome"], found["logged_by"], found["subject"]) == ("logged", "alice@acme.test", "Our offer")
    assert len(found["text"]) < 1000
    assert not any(model.objects.exists() for model in (LoggedEmail, Contact, InboundMessage))


def test_the_bytes_of_a_tried_mail_go_as_soon_as_it_is_read(trial):
    one = trial()
    assert default_storage.exists(one.blob)

    tasks.try_mail(one.pk)

    assert not default_storage.exists(one.blob)


def test_a_tried_mail_is_forgotten_after_an_hour(trial):
    read, unread = trial(), trial()
    tasks.try_mail(read.pk)
    with time_machine.travel(timezone.now() + timedelta(minutes=59), tick=True):
        tasks.sweep()
        assert Trial.objects.count() == 2
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=True):
        tasks.sweep()

    assert not Trial.objects.exists()
    assert not default_storage.exists(unread.blob)


def test_the_sweeper_rings_for_a_trial_that_no_worker_heard_of(trial, monkeypatch):
    rung = []
    monkeypatch.setattr("emaillog.intake.ring", lambda task, ids: rung.append((task, ids)))
    one = trial()
    rung.clear()

    tasks.sweep()

    assert ("try_mail", [one.pk]) in rung


def test_a_storage_that_is_away_leaves_the_trial_waiting(trial, monkeypatch):
    one = trial()

    def away(*_):
        raise OSError("away")

    with monkeypatch.context() as broken:
        broken.setattr(DryRun, "explain", away)
        tasks.try_mail(one.pk)
    one.refresh_from_db()
    assert one.is_waiting

    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=True):
        tasks.try_mail(one.pk)
    one.refresh_from_db()
    assert one.status == Trial.Status.EXPLAINED


def test_a_mail_that_ends_its_workers_fails_at_the_fourth_attempt(trial):
    one = trial()
    Trial.objects.update(attempts=3)

    tasks.try_mail(one.pk)

    one.refresh_from_db()
    assert one.status == Trial.Status.FAILED


def test_twice_is_the_same_as_once(trial):
    one = trial()
    tasks.try_mail(one.pk)
    one.refresh_from_db()

    tasks.try_mail(one.pk)

    assert Trial.objects.get(pk=one.pk).found == one.found


def test_what_is_no_mail_at_all_has_its_outcome_too(trial):
    one = trial(b"")

    tasks.try_mail(one.pk)

    one.refresh_from_db()
    assert one.found[0]["reason"] == "empty_message"


def test_each_because_of_an_explanation_has_its_sentence_on_the_page(trial, account, alice, bob):
    NeverLog.objects.create(account=account, pattern="never.test")
    factories.contact(account, "known@customer.test")
    message = mail(
        to="known@customer.test, new@customer.test, x@never.test, bob@acme.test, not an address",
        cc=f"{LoggingAddress.objects.pair(account)[1].address}",
    )
    one = trial(message)
    tasks.try_mail(one.pk)
    one.refresh_from_db()

    said = {(person["action"], person["because"]) for person in one.found[0]["contacts"]}

    assert {action for action, _because in said} == ACTIONS.keys()
    assert {because for _action, because in said} | set(explaining.WHY_AWAITED.values()) <= BECAUSE.keys()
    assert len(said) == 6
