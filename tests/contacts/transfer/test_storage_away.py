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


def test_the_result_is_there_whole_or_said_to_be_away_or_gone(alice, take_in, signed_in, monkeypatch):
    def away(*_arguments):
        raise OSError("away")

    job = take_in(PEOPLE)
    client, address = signed_in(alice), f"/a/acme/settings/import-export/imports/{job.pk}/result.csv"
    with monkeypatch.context() as ill:
        ill.setattr(default_storage, "open", away)
        answer = client.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert b"a@x.test" in client.get(address).getvalue()
    default_storage.delete(job.blob)
    assert client.get(address).status_code == 404
