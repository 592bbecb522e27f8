"""All that match a list: what the list means when the form comes, not what it meant when it was shown."""

import pytest

from contacts import courses
from contacts.models import BulkAction, Deal
from tests import factories


@pytest.fixture
def deals(account):
    return [factories.deal(account, f"D{number}") for number in range(3)]


@pytest.mark.parametrize("query", ["stage=gone", "owner=999999", "closes_from=soon", "q=D1&amount_from=much"])
@pytest.mark.parametrize("done", [{"delete": "1"}, {"owner": "me"}, {"stage": "won"}])
def test_a_filter_that_means_nothing_any_more_stands_for_no_row_instead_of_all(deals, act, query, done):
    shown = act("deals", all="1", query=query, **done)
    assert "Nothing was done: a filter of this list means nothing any more." in shown
    assert not BulkAction.objects.exists()
    assert set(Deal.objects.values_list("stage", "owner")) == {("new", None)}


def test_a_pipeline_that_is_gone_stands_for_no_row_when_only_one_is_left(deals, alice, partners, act):
    courses.delete(partners, alice)
    assert "Nothing was done" in act("deals", all="1", query=f"pipeline={partners.pk}", delete="1")
    assert not BulkAction.objects.exists()


def test_ticked_rows_need_no_filter(deals, act):
    assert "1 deal is deleted." in act("deals", deals[0], query="stage=gone", delete="1")


def test_nothing_is_exported_for_a_filter_that_means_nothing_any_more(deals, act):
    answer = act.client.post("/a/acme/export/", {"page": "deals", "all": "1", "query": "stage=gone"})
    assert answer["Location"] == "/a/acme/deals/?stage=gone"
    assert "Nothing was done" in act.client.get(answer["Location"]).content.decode()
