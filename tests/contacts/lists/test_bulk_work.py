"""Changes of more records than anybody waits for: by the worker, with a line that says how far it is."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from contacts.bulk import changing, ordering, progress
from contacts.models import BulkAction, Contact, Deal
from emaillog import intake, tasks
from tests import factories


def undo(act) -> str:
    pk = BulkAction.objects.order_by("-pk")[0].pk
    return act.client.post(f"/a/acme/bulk/{pk}/undo/", follow=True).content.decode()


@pytest.fixture
def crowd(account, bob, monkeypatch):
    """Seventy that Bob owns, where ten are many."""
    monkeypatch.setattr(changing, "AT_ONCE", 20)
    monkeypatch.setattr(progress, "AT_ONCE", 20)
    monkeypatch.setattr(ordering, "MOST_AT_ONCE", 10)
    return Contact.objects.bulk_create(Contact(account=account, first_name=f"C{n}", owner=bob) for n in range(70))


def owned(user) -> int:
    return Contact.objects.filter(owner=user).count()


def test_many_are_changed_by_the_worker_and_the_list_says_how_far_it_is(account, crowd, alice, bob, act):
    shown = act("contacts", all="1", query=f"owner={bob.pk}", owner="me")
    assert "Changing 70 contacts…" in shown
    assert "0 done" in shown
    assert owned(alice) == 0
    first = BulkAction.objects.order_by("pk")[0]

    assert ordering.carry_on(first)
    assert (owned(alice), owned(bob)) == (20, 50)
    line = act.client.get(f"/a/acme/bulk/{first.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "20 done" in line
    assert 'hx-trigger="every 1s"' in line

    tasks.change_records(first.pk)
    assert (owned(alice), owned(bob)) == (70, 0)
    shown = act.client.get("/a/acme/contacts/").content.decode()
    assert "70 records are changed." in shown
    assert 'hx-get="/a/acme/bulk' not in shown
    assert "70 records are changed." not in act.client.get("/a/acme/contacts/").content.decode()


def test_only_those_are_changed_that_were_there_and_once(account, crowd, alice, bob, act):
    act("contacts", all="1", query="", owner="me")
    late = factories.contact(account, "late@x.test", owner=bob)
    first = BulkAction.objects.order_by("pk")[0]
    tasks.change_records(first.pk)
    Contact.objects.filter(pk=crowd[0].pk).update(owner=bob)
    tasks.change_records(first.pk)
    assert set(Contact.objects.filter(owner=bob)) == {late, crowd[0]}


def test_a_worker_that_is_killed_has_its_work_gone_on_with(crowd, alice, act, monkeypatch):
    rung = []
    monkeypatch.setattr(intake, "ring", lambda task, ids: rung.append((task, list(ids))))
    act("contacts", all="1", query="", owner="me")
    first = BulkAction.objects.order_by("pk")[0]
    done = []

    def killed(*given):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(put(*given))
        return done[-1]

    put = changing.put
    monkeypatch.setattr(ordering, "put", killed)
    with pytest.raises(KeyboardInterrupt):
        tasks.change_records(first.pk)
    assert owned(alice) == 40
    monkeypatch.setattr(ordering, "put", put)
    tasks.change_records(first.pk)
    assert owned(alice) == 40, "as long as that worker may be at it"

    with time_machine.travel(timezone.now() + ordering.LEASE + timedelta(seconds=1), tick=False):
        tasks.sweep()
        [waiting] = next(ids for task, ids in rung if task == "change_records")
        tasks.change_records(waiting)
    assert owned(alice) == 70
    assert ordering.due_deeds(10) == []


def test_many_are_taken_back_by_the_worker_too(account, crowd, alice, bob, act):
    act("contacts", all="1", query="", owner="me")
    first = BulkAction.objects.order_by("pk")[0]
    tasks.change_records(first.pk)
    Contact.objects.filter(pk=crowd[0].pk).update(owner=None)
    shown = undo(act)
    assert "Giving 70 records back what they had…" in shown
    assert "too late" in undo(act)
    tasks.change_records(first.pk)
    assert (owned(alice), owned(bob)) == (0, 69)
    assert "70 records are as they were." in act.client.get("/a/acme/contacts/").content.decode()
    assert not BulkAction.objects.exclude(status="undone").exists()


def test_what_is_taken_back_halfway_is_not_gone_on_with(crowd, alice, bob, act):
    act("contacts", all="1", query="", owner="me")
    first = BulkAction.objects.order_by("pk")[0]
    ordering.carry_on(first)
    undo(act)
    tasks.change_records(first.pk)
    assert (owned(alice), owned(bob)) == (0, 70)


def test_r7_many_deals_move_with_their_dates_by_the_worker(account, act, monkeypatch):
    monkeypatch.setattr(ordering, "MOST_AT_ONCE", 1)
    for number in range(3):
        factories.deal(account, f"D{number}")
    act("deals", all="1", query="", stage="won")
    tasks.change_records(BulkAction.objects.get().pk)
    assert Deal.objects.filter(stage="won", closed_at__isnull=False).count() == 3
    undo(act)
    tasks.change_records(BulkAction.objects.get().pk)
    assert Deal.objects.open().filter(stage="new").count() == 3


def test_nobody_watches_what_another_does(crowd, bob, signed_in, act):
    act("contacts", all="1", query="", owner="me")
    pk = BulkAction.objects.order_by("pk")[0].pk
    other = signed_in(bob)
    assert other.get(f"/a/acme/bulk/{pk}/").status_code == 404
    assert "Changing" not in other.get("/a/acme/contacts/").content.decode()
