"""Imports while the storage or the database does not answer: they wait, and nothing is half told."""

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.utils import timezone

from contacts.importing import jobs, running
from contacts.models import Contact, Import

PEOPLE = "email,first name\na@x.test,A\nb@x.test,B\n"


@pytest.mark.parametrize(
    ("where", "name", "fault"),
    [(default_storage, "open", OSError("away")), (running, "_write", OperationalError("away"))],
    ids=["storage", "database"],
)
def test_an_import_waits_as_long_as_storage_or_database_are_away(where, name, fault, take_in, monkeypatch):
    def away(*_arguments):
        raise fault

    jobs.go(take_in(PEOPLE, is_trial=True))
    job = Import.objects.get()
    with monkeypatch.context() as ill:
        ill.setattr(where, name, away)
        for _ in range(2 * running.ATTEMPTS):
            Import.objects.update(retry_at=timezone.now())
            with pytest.raises(type(fault), match="away"):
                running.run(job.pk)
    Import.objects.update(retry_at=timezone.now())
    running.run(job.pk)
    assert (Contact.objects.count(), Import.objects.get().status) == (2, "done")
