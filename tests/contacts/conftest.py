"""What the tests of the records' pages share: Maya, her company and her deal, and things that happened."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from contacts.bulk import deleting
from contacts.models import TimelineEntry, TimelineLink
from tests import factories


@pytest.fixture
def lumen(account):
    return factories.company(account, "Lumen Ltd", ("lumen.test",))


@pytest.fixture
def maya(account, lumen):
    return factories.contact(account, "maya@lumen.test", first_name="Maya", last_name="Chen", company=lumen)


@pytest.fixture
def rollout(account, lumen, maya):
    return factories.deal(account, "Rollout", (maya,), company=lumen, amount="1200.00")


@pytest.fixture
def happened(account) -> Callable[..., list[TimelineEntry]]:
    """So many mails on the timeline of a record, an hour apart unless all of them at one moment."""

    def write(count: int, apart: timedelta = timedelta(hours=1), last: datetime = factories.MORNING, **record):
        entries = TimelineEntry.objects.bulk_create(
            TimelineEntry(
                account=account,
                kind="tests.happening",
                occurred_at=last - apart * place,
                data={"subject": f"Happening {place}."},
            )
            for place in range(count)
        )
        TimelineLink.objects.bulk_create(
            TimelineLink(account=account, entry=entry, occurred_at=entry.occurred_at, **record) for entry in entries
        )
        return entries

    return write


@pytest.fixture
def look(alice, signed_in):
    """A page of Acme as Alice sees it, by its address below the account."""

    def get(path: str, **options) -> str:
        response = signed_in(alice).get(f"/a/acme/{path}", **options)
        assert response.status_code == 200, path
        return response.content.decode()

    return get


@pytest.fixture
def send(alice, signed_in):
    """A form that Alice sends, by its address below the account."""
    return lambda path, **fields: signed_in(alice).post(f"/a/acme/{path}", fields)


@pytest.fixture
def erase(send):
    """Deletes a record on its page, and nobody takes it back in time."""

    def go(record) -> None:
        assert send(record.get_absolute_url().removeprefix("/a/acme/") + "delete/").status_code == 302
        with time_machine.travel(timezone.now() + deleting.WAITS + timedelta(seconds=1), tick=False):
            for action in deleting.due():
                deleting.carry_out(action.pk)

    return go
