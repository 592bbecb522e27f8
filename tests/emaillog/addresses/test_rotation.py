"""Rotating a logging address: the old one works on for days, or stops at once (R39)."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from emaillog import intake
from emaillog.models import InboundMessage, LoggingAddress, Status
from tests.factories import mail


@pytest.fixture
def bcc(account) -> LoggingAddress:
    return LoggingAddress.objects.pair(account)[0]


def later(**much):
    return time_machine.travel(timezone.now() + timedelta(**much), tick=True)


def test_r39_a_rotated_address_works_on_in_its_days_of_grace_and_then_no_more(alice, bcc, deliver):
    new = bcc.rotate(14)

    with later(days=13, hours=23):
        (old_one,) = deliver(mail(), to=bcc.address)
        (new_one,) = deliver(mail(subject="Another", text="Another"), to=new.address)
        assert (old_one.status, new_one.status) == (Status.LOGGED, Status.LOGGED)
    with later(days=14, hours=1):
        (late,) = deliver(mail(subject="Late", text="Late"), to=bcc.address)
        assert (late.status, late.reason) == (Status.NOT_LOGGED, "unknown_address")


def test_r39_a_rotated_address_says_how_many_days_are_left(bcc):
    bcc.rotate(14)

    assert bcc.days_left == 14
    with later(days=13, hours=1):
        assert bcc.days_left == 1
    with later(days=15):
        assert bcc.days_left == 0


def test_r39_the_old_address_may_be_stopped_at_once(bcc):
    new = bcc.rotate(0)

    assert list(LoggingAddress.objects.among([bcc.address, new.address])) == [new]


def test_r39_the_grace_of_an_old_address_can_be_ended_and_a_current_one_never(bcc):
    new = bcc.rotate(14)

    assert not new.stop()
    assert bcc.stop()
    assert not bcc.stop()

    assert list(LoggingAddress.objects.among([bcc.address, new.address])) == [new]


def test_r39_the_new_address_is_the_one_that_is_shown_and_the_other_route_stays(account, bcc):
    forwarding = LoggingAddress.objects.pair(account)[1]

    new = bcc.rotate(14)

    assert LoggingAddress.objects.pair(account) == (new, forwarding)
    assert new.local_part != bcc.local_part
    assert new.route == bcc.route


@pytest.mark.django_db(transaction=True)
def test_r39_two_administrators_who_rotate_at_once_make_one_new_address(account, bcc):
    together, made = threading.Barrier(2), []

    def rotate():
        address = LoggingAddress.objects.get(pk=bcc.pk)
        together.wait(10)
        made.append(address.rotate(14).address)
        connection.close()

    threads = [threading.Thread(target=rotate) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert len(made) == 2
    assert len(set(made)) == 1
    assert LoggingAddress.objects.filter(account=account, route=bcc.route).count() == 2


def test_a_mail_that_came_before_its_address_was_stopped_is_logged(alice, bcc, drain):
    (row,) = intake.keep_message(mail().as_bytes(), door="smtp", sender="alice@acme.test", recipients=[bcc.address])
    bcc.rotate(0)
    drain()

    assert InboundMessage.objects.get(pk=row.pk).status == Status.LOGGED
