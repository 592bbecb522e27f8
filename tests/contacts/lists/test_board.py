"""Deals on a board."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from contacts.models import Deal
from contacts.views import board
from tests import factories

HTMX = {"HX-Request": "true", "HX-Target": "board"}


def lanes(shown: str) -> dict[str, list[str]]:
    found = html.fromstring(shown).xpath("//*[contains(@class, 'lane ') or @class='lane'][@data-stage]")
    return {lane.get("data-stage"): lane.xpath(".//a[@class='deal-name']/text()") for lane in found}


def test_deals_stand_under_their_stages_newest_first_and_closed_ones_are_only_counted(account, rollout, look):
    factories.deal(account, "Newer", opened_at=timezone.now() + timedelta(hours=1))
    factories.deal(account, "Offer", stage="proposal")
    factories.deal(account, "Done", stage="won", closed_at=timezone.now(), amount="12000")
    shown = look("deals/board/")
    assert lanes(shown) == {
        "new": ["Newer", "Rollout"],
        "qualified": [],
        "proposal": ["Offer"],
        "negotiation": [],
        "won": [],
        "lost": [],
    }
    assert "12,000&nbsp;EUR" in shown


def test_a_lane_shows_the_newest_and_leads_to_the_rest(account, look, monkeypatch):
    monkeypatch.setattr(board, "MOST", 3)
    for number in range(5):
        factories.deal(account, f"D{number}", amount="10", opened_at=factories.MORNING + timedelta(days=number))
    shown = look("deals/board/")
    assert lanes(shown)["new"] == ["D4", "D3", "D2"]
    assert "2 more" in shown
    assert 'href="/a/acme/deals/?stage=new"' in shown
    assert "50&nbsp;EUR" in shown


def test_a_board_takes_as_many_statements_for_many_deals_as_for_few(account, alice, maya, lumen, signed_in):
    client = signed_in(alice)

    def statements(count: int) -> int:
        for number in range(count):
            factories.deal(account, f"D{number}", (maya,), company=lumen, owner=alice)
        client.get("/a/acme/deals/board/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/a/acme/deals/board/")
        return len(queries)

    assert statements(2) == statements(60) <= 14


def test_filters_narrow_cards_and_sums(account, alice, rollout, look):
    factories.deal(account, "Mine", owner=alice, amount="7")
    shown = look("deals/board/?owner=me")
    assert lanes(shown)["new"] == ["Mine"]
    assert "1,200" not in shown
    assert "Remove this filter" in shown


def test_an_overdue_card_says_so_in_words(account, look):
    factories.deal(account, "Late", closes_on=timezone.localdate() - timedelta(days=1))
    factories.deal(
        account, "Lost", stage="lost", closed_at=timezone.now(), closes_on=timezone.localdate() - timedelta(days=1)
    )
    assert look("deals/board/").count("Overdue since") == 1
    assert look("deals/").count("Overdue since") == 1


def test_a_card_that_was_moved_brings_back_the_board_with_a_word(rollout, alice, signed_in):
    client = signed_in(alice)
    fields = {"stage": "proposal", "next": "/a/acme/deals/board/?q=roll"}
    answer = client.post(f"/a/acme/deals/{rollout.pk}/stage/", fields, headers=HTMX, follow=True)
    shown = answer.content.decode()
    assert shown.strip().startswith('<div id="board">')
    assert lanes(shown)["proposal"] == ["Rollout"]
    assert "Rollout is now in" in answer["HX-Trigger"]


def test_without_scripts_a_page_asks_where_to_and_leads_back(rollout, look, send):
    shown = look(f"deals/{rollout.pk}/move/?next=/a/acme/deals/board/")
    assert [button.get("value") for button in html.fromstring(shown).xpath("//button[@name='stage']")] == [
        *("new", "qualified", "proposal", "negotiation", "won", "lost")
    ]
    answer = send(f"deals/{rollout.pk}/stage/", stage="lost", next="/a/acme/deals/board/")
    assert answer["Location"] == "/a/acme/deals/board/"
    assert Deal.objects.get().stage == "lost"


@pytest.mark.parametrize("query", ["pipeline=rubbish", "stage=won", "owner=rubbish", "amount_from=x"])
def test_an_odd_address_shows_the_board(query, rollout, look):
    assert lanes(look(f"deals/board/?{query}"))["new"] == ["Rollout"]


def test_a_board_without_deals_says_what_a_deal_is(account, look):
    assert "A deal is business that may come of it." in look("deals/board/")


def test_a_board_without_hits_names_the_filter_that_left_none(account, rollout, look):
    assert "Nothing matches “nowhere”" in look("deals/board/?q=nowhere")
    assert "Nothing is left with the filter “Owner: Me”" in look("deals/board/?q=roll&owner=me")


def test_a_board_says_that_what_is_looked_for_is_in_another_pipeline(account, alice, partners, look):
    factories.deal(account, "Resale", stage=partners.stages.first().key)
    shown = look("deals/board/?q=resale")
    assert "Nothing in this pipeline, but in “Partners”" in shown
    assert f'href="?q=resale&amp;pipeline={partners.pk}"' in shown
    assert "Resale" not in look("deals/board/").partition("<main")[2].partition("lane-ends")[0]
    assert lanes(look(f"deals/board/?q=resale&pipeline={partners.pk}"))[partners.stages.first().key] == ["Resale"]


def test_won_and_lost_of_a_board_are_those_of_its_pipeline(account, partners, look):
    factories.deal(account, "Sold", stage="won", closed_at=timezone.now(), amount="700", pipeline=partners)
    assert "700&nbsp;EUR" not in look("deals/board/")
    assert "700&nbsp;EUR" in look(f"deals/board/?pipeline={partners.pk}")
