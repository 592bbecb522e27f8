"""Changes of many, and taking them back, where a stage, a pipeline or a user has gone meanwhile."""

import pytest
from django.db import connection

from contacts import courses
from contacts.models import BulkAction, Deal, Pipeline, PipelineStage
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
