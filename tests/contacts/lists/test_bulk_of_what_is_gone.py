"""Changes of many, and taking them back, where a stage, a pipeline or a user has gone meanwhile."""

import pytest
from django.db import connection

from contacts import courses
from contacts.bulk import ordering
from contacts.models import BulkAction, Contact, Deal, Pipeline, PipelineStage
from emaillog import tasks
from tests import factories


@pytest.fixture
def sales(account, partners):
    return Pipeline.objects.exclude(pk=partners.pk).get(account=account)


def undo(act) -> str:
    pk = BulkAction.objects.get().pk
    shown = act.client.post(f"/a/acme/bulk/{pk}/undo/", follow=True).content.decode()
    connection.check_constraints()
    return shown


def end_stage(key: str, user) -> None:
    courses.end_stage(PipelineStage.objects.get(key=key), user)


def test_undo_leaves_a_deal_where_it_is_when_its_old_stage_is_gone(account, alice, sales, act):
    deals = [factories.deal(account, f"At {key}", stage=key, pipeline=sales) for key in ("qualified", "new")]
    act("deals", *deals, stage="proposal")
    end_stage("qualified", alice)
    assert "1 record is as it was." in undo(act)
    assert dict(Deal.objects.values_list("name", "stage")) == {"At qualified": "proposal", "At new": "new"}


def test_undo_leaves_a_deal_where_it_is_when_its_old_pipeline_is_gone(account, alice, sales, partners, act):
    deal = factories.deal(account, stage=partners.stages.all()[0].key, pipeline=partners)
    act("deals", deal, stage="proposal")
    courses.delete(partners, alice)
    assert "0 records are as they were." in undo(act)
    deal.refresh_from_db()
    assert (deal.stage, deal.pipeline) == ("proposal", sales)


def test_undo_gives_a_won_deal_back_its_end_when_its_old_pipeline_is_gone(account, alice, sales, partners, act):
    won = factories.deal(account, stage="won", pipeline=partners, closed_at=factories.MORNING)
    act("deals", won, stage="proposal")
    courses.delete(partners, alice)
    undo(act)
    won.refresh_from_db()
    assert (won.stage, won.pipeline, won.closed_at) == ("won", sales, factories.MORNING)


def test_undo_leaves_nobody_as_owner_where_the_old_one_is_gone(account, bob, act):
    contact = factories.contact(account, owner=bob)
    act("contacts", contact, owner="me")
    bob.delete()
    undo(act)
    contact.refresh_from_db()
    assert contact.owner is None


# --- The worker


@pytest.fixture
def is_much(monkeypatch):
    """Where two are many."""
    monkeypatch.setattr(ordering, "MOST_AT_ONCE", 1)


def test_the_worker_changes_nothing_to_a_stage_that_is_gone_and_is_through(account, alice, sales, is_much, act):
    for number in range(3):
        factories.deal(account, f"D{number}", pipeline=sales)
    act("deals", all="1", query="", stage="proposal")
    end_stage("proposal", alice)
    tasks.change_records(BulkAction.objects.get().pk)
    assert set(Deal.objects.values_list("stage", flat=True)) == {"new"}
    assert BulkAction.objects.get().status == "done"
    assert "0 records are changed." in act.client.get("/a/acme/deals/").content.decode()


def test_the_worker_gives_nothing_to_an_owner_who_is_gone_and_is_through(account, bob, is_much, act):
    for number in range(3):
        factories.contact(account, f"p{number}@x.test")
    act("contacts", all="1", query="", owner=bob.pk)
    bob.delete()
    tasks.change_records(BulkAction.objects.get().pk)
    connection.check_constraints()
    assert not Contact.objects.exclude(owner=None).exists()
    assert BulkAction.objects.get().status == "done"
