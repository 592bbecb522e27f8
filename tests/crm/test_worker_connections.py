"""A worker keeps its connection from task to task: opening one costs more than logging a mail."""

import pytest
from celery.fixups.django import DjangoWorkerFixup
from celery.signals import task_postrun, task_prerun
from django.db import connection

from crm.celery import app


@pytest.fixture
def around_a_task(transactional_db):
    """Tells what Celery tells before and after a task, its Django fixup included."""
    fixup = DjangoWorkerFixup(app)
    task = app.tasks["celery.chain"]

    def happen() -> None:
        for signal, hook in ((task_prerun, fixup.on_task_prerun), (task_postrun, fixup.on_task_postrun)):
            hook(sender=task)
            signal.send(sender=task)

    return happen


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return cursor.fetchone()[0]


def test_the_next_task_finds_the_connection_of_the_last_one(around_a_task, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 600)
    connection.close()
    before = backend()
    around_a_task()
    assert backend() == before


def test_a_connection_that_broke_is_opened_anew(around_a_task, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 600)
    before = backend()
    connection.connection.close()
    connection.errors_occurred = True
    around_a_task()
    assert backend() != before
