from django.utils import timezone
from django.utils.dateparse import parse_datetime

from contacts.models import Deal
from tests import factories


def test_a_deal_has_the_promised_fields(api, account):
    company = factories.company(account, "Customer Ltd")
    maya = factories.contact(account, "maya@customer.test")
    deal = factories.deal(account, "Renewal", (maya,), company=company, amount="999999999999.99")
    [item] = api.items("deals")
    promised = {"id", "name", "stage", "is_open", "opened_at", "closed_at", "amount", "currency", "company", "contacts"}
    assert item.keys() >= promised
    assert item["amount"] == 999999999999.99
    assert (item["stage"], item["is_open"], item["closed_at"]) == ("new", True, None)
    assert item["company"] == {"id": company.pk, "name": "Customer Ltd"}
    assert item["contacts"] == [maya.pk]
    assert api.get(f"deals/{deal.pk}").json() == item


def test_a_deal_is_created_as_it_was_described(api, account):
    maya, noah = (factories.contact(account, f"{name}@customer.test") for name in ("maya", "noah"))
    body = {
        "name": "Renewal",
        "stage": "Proposal",
        "amount": "1200.50",
        "currency": "usd",
        "opened_at": "2026-11-01T09:00:00+02:00",
        "contacts": [noah.pk, {"id": maya.pk}],
    }
    answer = api.post("deals", body)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["stage"], made["amount"], made["currency"]) == ("proposal", 1200.5, "USD")
    assert parse_datetime(made["opened_at"]) == parse_datetime("2026-11-01T07:00:00Z")
    assert sorted(made["contacts"]) == sorted([maya.pk, noah.pk])


def test_a_deal_is_opened_now_unless_said_otherwise(api):
    before = timezone.now()
    made = api.post("deals", {"name": "Renewal"}).json()
    opened = Deal.objects.get(pk=made["id"]).opened_at
    assert before <= opened <= timezone.now()
    assert (made["stage"], made["is_open"]) == ("new", True)


def test_microseconds_of_the_opening_are_kept(api):
    made = api.post("deals", {"name": "Renewal", "opened_at": "2026-11-01T09:00:00.123456Z"}).json()
    assert Deal.objects.get(pk=made["id"]).opened_at.microsecond == 123456


def test_a_time_without_a_zone_is_taken_as_utc(api):
    made = api.post("deals", {"name": "Renewal", "opened_at": "2026-11-01T09:00:00"}).json()
    assert parse_datetime(made["opened_at"]) == parse_datetime("2026-11-01T09:00:00Z")


def test_a_closed_deal_without_a_stage_is_lost(api):
    made = api.post("deals", {"name": "Renewal", "closed_at": "2026-11-02T09:00:00Z"}).json()
    assert (made["stage"], made["is_open"]) == ("lost", False)
    assert parse_datetime(made["closed_at"]) == parse_datetime("2026-11-02T09:00:00Z")


def test_a_deal_said_to_be_not_open_is_lost(api):
    made = api.post("deals", {"name": "Renewal", "is_open": False}).json()
    assert (made["stage"], made["is_open"]) == ("lost", False)


def test_a_won_deal_without_a_date_was_won_now(api):
    before = timezone.now()
    made = api.post("deals", {"name": "Renewal", "stage": "WON", "is_open": False}).json()
    assert made["stage"] == "won"
    assert Deal.objects.get(pk=made["id"]).closed_at >= before


def test_a_won_deal_keeps_the_date_that_was_given(api):
    made = api.post("deals", {"name": "Renewal", "stage": "won", "closed_at": "2026-11-02T09:00:00Z"}).json()
    assert made["stage"] == "won"
    assert parse_datetime(made["closed_at"]) == parse_datetime("2026-11-02T09:00:00Z")
