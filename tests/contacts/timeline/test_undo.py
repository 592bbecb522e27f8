"""What somebody deleted from a timeline comes back with one click, for a while."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from contacts import activities, pins
from contacts import tasks as todo
from contacts.activities import CALL, MEETING, Activity
from contacts.bulk import deleting
from contacts.models import BulkAction, Task, TimelineEntry, TimelineLink
from tests import factories


def offered(page: str) -> bool:
    return f"/entries/deleted/{BulkAction.objects.get().pk}/restore/" in page


def restored(client) -> str:
    address = f"/a/acme/entries/deleted/{BulkAction.objects.get().pk}/restore/"
    return client.post(address, follow=True).content.decode()


@pytest.fixture
def client(alice, signed_in):
    return signed_in(alice)


@pytest.fixture
def delete(client):
    def deleted(entry: TimelineEntry, **fields) -> str:
        return client.post(f"/a/acme/entries/{entry.pk}/delete/", fields, follow=True).content.decode()

    return deleted


@pytest.mark.parametrize(
    ("activity", "said"),
    [
        (activities.note("Likes tea"), "The note is deleted."),
        (Activity(CALL, {"text": "Rang", "outcome": "busy"}, factories.MORNING), "The call is deleted."),
        (Activity(MEETING, {"title": "Lunch"}, factories.MORNING), "The meeting is deleted."),
    ],
    ids=["note", "call", "meeting"],
)
def test_what_was_deleted_stands_again_where_it_stood(account, alice, maya, rollout, client, delete, activity, said):
    entry = activities.write(account, alice, activity, [maya, rollout])
    pins.put(maya, entry, is_pinned=True)
    page = delete(entry, on=f"deal:{rollout.pk}")
    assert said in page
    assert offered(page)
    assert not TimelineEntry.objects.exists()
    page = restored(client)
    assert "It is on the timeline again." in page
    assert "Rollout" in page
    back = TimelineEntry.objects.get()
    assert (back.pk, back.kind, back.data, back.actor) == (entry.pk, entry.kind, entry.data, alice)
    stands = {(link.contact, link.deal, link.pinned_at is not None) for link in TimelineLink.objects.all()}
    assert stands == {(maya, None, True), (None, rollout, False)}
    assert BulkAction.objects.get().before == {}


def test_a_task_comes_back_as_it_was_and_is_nowhere_meanwhile(account, alice, maya, client, delete):
    due = todo.all_day(timezone.localdate())
    task = todo.write(account, alice, todo.Wanted("Ring her", alice, due), [maya])
    page = delete(task.entry)
    assert "The task is deleted." in page
    assert "Ring her" not in client.get("/a/acme/tasks/").content.decode()
    assert todo.due_for(account, alice) == 0
    restored(client)
    back = Task.objects.get()
    assert (back.pk, back.title, back.assignee, back.due_at) == (task.pk, "Ring her", alice, due)
    assert [one.pk for one in todo.open_on(account, maya)] == [task.pk]


def test_it_is_offered_once(account, alice, maya, look, delete):
    entry = activities.write(account, alice, activities.note("Likes tea"), [maya])
    assert offered(delete(entry))
    assert not offered(look(f"contacts/{maya.pk}/"))


def test_after_a_while_it_is_forgotten(account, alice, maya, client, delete):
    delete(activities.write(account, alice, activities.note("Likes tea"), [maya]))
    done = BulkAction.objects.get()
    assert "Likes tea" in done.before["rows"]
    with time_machine.travel(timezone.now() + deleting.WAITS + timedelta(seconds=1), tick=False):
        assert list(deleting.due()) == [done]
        deleting.carry_out(done.pk)
        assert "It is too late to take this back." in restored(client)
    assert "Likes tea" not in str(BulkAction.objects.values_list("before"))
    assert not TimelineEntry.objects.exists()


def test_what_is_back_is_not_deleted_by_the_sweeper(account, alice, maya, client, delete):
    delete(activities.write(account, alice, activities.note("Likes tea"), [maya]))
    restored(client)
    with time_machine.travel(timezone.now() + deleting.WAITS + timedelta(seconds=1), tick=False):
        deleting.carry_out(BulkAction.objects.get().pk)
        assert "It is too late" in restored(client)
    assert TimelineEntry.objects.get().data == {"text": "Likes tea"}


def test_a_record_that_is_gone_meanwhile_is_left_out(account, alice, maya, rollout, client, delete):
    delete(activities.write(account, alice, activities.note("Likes tea"), [maya, rollout]), on=f"contact:{maya.pk}")
    rollout.delete()
    restored(client)
    assert TimelineLink.objects.get().contact == maya


def test_only_who_deleted_it_takes_it_back(account, alice, bob, charlie, maya, signed_in, delete):
    delete(activities.write(account, alice, activities.note("Likes tea"), [maya]))
    address = f"entries/deleted/{BulkAction.objects.get().pk}/restore/"
    assert signed_in(bob).post(f"/a/acme/{address}").status_code == 404
    assert signed_in(charlie).post(f"/a/acme/{address}").status_code == 404
    assert signed_in(charlie).post(f"/a/globex/{address}").status_code == 404
    assert signed_in(alice).post(f"/a/acme/bulk/{BulkAction.objects.get().pk}/undo/").status_code == 404
    assert not TimelineEntry.objects.exists()
