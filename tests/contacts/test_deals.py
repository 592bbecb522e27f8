"""Deals: their people, their stages and the dates that follow from them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import Deal, Stage
from tests import factories

FIELDS = {"name": "Pilot", "stage": "new", "currency": "eur"}


def test_a_new_deal_is_open_from_now_on(alice, lumen, maya, send):
    send("deals/new/", **FIELDS, company=lumen.pk, amount="1500.50", people=maya.pk)
    deal = Deal.objects.get()
    assert (deal.name, str(deal.amount), deal.currency, deal.company) == ("Pilot", "1500.50", "EUR", lumen)
    assert timezone.now() - deal.opened_at < timedelta(minutes=1)
    assert deal.is_open
    assert list(deal.contacts.all()) == [maya]


def test_a_deal_entered_as_won_is_closed(alice, send):
    send("deals/new/", **FIELDS | {"stage": "won"})
    assert Deal.objects.get().closed_at is not None


def test_people_are_added_by_address_and_left_out_by_their_tick(account, maya, rollout, send):
    jonas = factories.contact(account, "jonas@lumen.test", first_name="Jonas")
    send(f"deals/{rollout.pk}/edit/", **FIELDS, people=maya.pk, others="JONAS@lumen.test")
    assert set(rollout.contacts.all()) == {maya, jonas}
    send(f"deals/{rollout.pk}/edit/", **FIELDS, people=jonas.pk)
    assert list(rollout.contacts.all()) == [jonas]


def test_saving_a_form_keeps_the_seconds_of_the_opening(rollout, look, send):
    """They decide which deals are the five most recently opened (R7)."""
    before = rollout.opened_at
    send(f"deals/{rollout.pk}/edit/", **FIELDS, opened_at=f"{before:%Y-%m-%dT%H:%M}")
    assert Deal.objects.get().opened_at == before
    send(f"deals/{rollout.pk}/edit/", **FIELDS, opened_at="2026-01-02T10:00")
    assert f"{Deal.objects.get().opened_at:%Y-%m-%d %H:%M}" == "2026-01-02 10:00"


@pytest.mark.parametrize("amount", ["NaN", "a lot", "1e400", "1.234"])
def test_an_amount_that_is_none_is_refused(amount, alice, send):
    assert send("deals/new/", **FIELDS, amount=amount).status_code == 200
    assert not Deal.objects.exists()


@pytest.mark.parametrize("currency", ["€", "EU", "12X", "äöü"])
def test_a_currency_has_three_letters(currency, alice, send):
    assert send("deals/new/", **FIELDS | {"currency": currency}).status_code == 200
    assert not Deal.objects.exists()


def test_won_closes_and_reopening_opens_anew(rollout, send):
    opened = rollout.opened_at
    send(f"deals/{rollout.pk}/stage/", stage="won")
    rollout.refresh_from_db()
    assert rollout.stage == Stage.WON
    assert rollout.closed_at
    assert rollout.opened_at == opened
    send(f"deals/{rollout.pk}/stage/", stage="proposal")
    rollout.refresh_from_db()
    assert rollout.is_open
    assert rollout.closed_at is None
    assert rollout.opened_at > opened


def test_lost_after_won_stays_closed_since_then(rollout, send):
    send(f"deals/{rollout.pk}/stage/", stage="won")
    closed = Deal.objects.get().closed_at
    send(f"deals/{rollout.pk}/stage/", stage="lost")
    assert Deal.objects.get().closed_at == closed


def test_an_unknown_stage_is_refused(rollout, send):
    assert send(f"deals/{rollout.pk}/stage/", stage="maybe").status_code == 400
    assert Deal.objects.get().stage == "new"


def test_a_stage_is_changed_by_post_only(rollout, alice, signed_in):
    assert signed_in(alice).get(f"/a/acme/deals/{rollout.pk}/stage/").status_code == 405


def test_the_way_back_never_leads_to_another_site(rollout, send):
    away = send(f"deals/{rollout.pk}/stage/", stage="won", next="https://evil.test/")
    assert away["Location"] == f"/a/acme/deals/{rollout.pk}/"
    assert send(f"deals/{rollout.pk}/stage/", stage="won", next="/a/acme/deals/")["Location"] == "/a/acme/deals/"


def test_the_list_is_narrowed_to_a_stage_with_totals_of_all(account, rollout, look):
    factories.deal(account, "Closed one", stage="won", closed_at=timezone.now(), amount="10", currency="USD")
    assert "Closed one" in look("deals/")
    assert "Closed one" not in look("deals/?stage=open")
    assert "Rollout" not in look("deals/?stage=won")
    won = look("deals/?stage=new")
    assert "Closed one" not in won
    assert "10&nbsp;USD" in won


def test_deals_of_a_contact_show_open_ones_first(account, maya, look):
    moments = [timezone.now() - timedelta(days=days) for days in range(3)]
    factories.deal(account, "Newest lost", (maya,), stage="lost", closed_at=moments[0], opened_at=moments[0])
    factories.deal(account, "Older open", (maya,), opened_at=moments[2])
    factories.deal(account, "Newer open", (maya,), opened_at=moments[1])
    shown = look(f"contacts/{maya.pk}/")
    assert shown.index("Newer open") < shown.index("Older open") < shown.index("Newest lost")
