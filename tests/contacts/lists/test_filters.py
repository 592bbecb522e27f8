"""What lists are narrowed to by their addresses."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs

import pytest
from django.utils import timezone, translation
from lxml import html

from contacts import courses
from contacts.filters import DealFilters
from contacts.models import Contact, TimelineEntry
from contacts.stages import Stages
from tests import factories


@pytest.fixture
def people(account, alice, bob, lumen):
    """Maya of Lumen is Alice's customer, Jonas is Bob's lead, Priya is nobody's and came by mail."""
    fields = [
        {"first_name": "Maya", "owner": alice, "lifecycle": "customer", "company": lumen},
        {"first_name": "Jonas", "owner": bob, "lifecycle": "lead"},
        {"first_name": "Priya", "origin": "email logging"},
    ]
    return [factories.contact(account, f"{each['first_name'].lower()}@x.test", **each) for each in fields]


def names(shown: str) -> set[str]:
    return {name for name in ("Maya", "Jonas", "Priya") if f"Select {name}" in shown}


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("", {"Maya", "Jonas", "Priya"}),
        ("owner=me", {"Maya"}),
        ("owner=none", {"Priya"}),
        ("lifecycle=lead", {"Jonas"}),
        ("origin=email+logging", {"Priya"}),
        ("origin=manual&lifecycle=lead", {"Jonas"}),
        ("company=lum", {"Maya"}),
        ("added=7", {"Maya", "Jonas", "Priya"}),
        ("q=jonas&owner=none", set()),
        ("owner=rubbish&added_from=yesterday&deals=", {"Maya", "Jonas", "Priya"}),
        ("company=%00&q=%00", {"Maya", "Jonas", "Priya"}),
        (f"company={'9' * 30}", set()),
    ],
)
def test_contacts_are_narrowed_by_the_address(query, left, people, look):
    assert names(look(f"contacts/?{query}", follow=True)) == left


def test_a_chip_that_is_taken_away_leaves_every_column(people, alice, signed_in):
    """As the form of the filters asks for a part of the page: with one parameter for each column."""
    asked = {"owner": "me", "lifecycle": "customer", "columns": ["email", "phone", "added"]}
    parts = {"HX-Request": "true", "HX-Target": "rows"}
    shown = signed_in(alice).get("/a/acme/contacts/", asked, headers=parts).content.decode()
    chips = html.fromstring(shown).xpath("//a[contains(@class, 'chip-set')]/@href")
    assert [parse_qs(chip.lstrip("?")) for chip in chips] == [
        {"lifecycle": ["customer"], "columns": ["email", "phone", "added"]},
        {"owner": ["me"], "columns": ["email", "phone", "added"]},
    ]


def test_a_colleague_and_a_company_are_named_on_their_chips(people, bob, lumen, look):
    shown = look(f"contacts/?owner={bob.pk}")
    assert names(shown) == {"Jonas"}
    assert "Bob Berry" in shown
    shown = look(f"contacts/?company={lumen.pk}")
    assert names(shown) == {"Maya"}
    assert '<span class="chip-words" dir="auto">Lumen Ltd</span>' in shown


def test_a_foreign_company_is_not_named(people, other_account, look):
    foreign = factories.company(other_account, "Globex Partner")
    shown = look(f"contacts/?company={foreign.pk}")
    assert names(shown) == set()
    assert "Globex" not in shown


def test_contacts_with_open_deals_with_any_and_without(account, people, look):
    maya, jonas, _priya = people
    factories.deal(account, "Open", (maya,))
    factories.deal(account, "Done", (jonas,), stage="lost", closed_at=timezone.now())
    assert names(look("contacts/?deals=open")) == {"Maya"}
    assert names(look("contacts/?deals=any")) == {"Maya", "Jonas"}
    assert names(look("contacts/?deals=none")) == {"Priya"}


def test_who_went_quiet_is_found_by_what_the_reader_may_see(account, bob, people, happened, look):
    maya, jonas, _priya = people
    happened(1, last=timezone.now() - timedelta(days=3), contact=maya)
    happened(1, last=timezone.now() - timedelta(days=60), contact=jonas)
    assert names(look("contacts/?quiet=30")) == {"Jonas", "Priya"}
    TimelineEntry.objects.update(private_to=bob)
    assert names(look("contacts/?quiet=30")) == {"Maya", "Jonas", "Priya"}


def test_days_begin_at_midnight_of_the_reader(people, alice, look):
    alice.time_zone = "Pacific/Auckland"
    alice.save()
    late = timezone.now().replace(year=2026, month=3, day=1, hour=12, minute=30)  # the second of March there
    Contact.objects.filter(first_name="Maya").update(created_at=late)
    assert "Maya" in names(look("contacts/?added_from=2026-03-02&added_to=2026-03-02"))
    assert "Maya" not in names(look("contacts/?added_to=2026-03-01"))


def test_each_chip_takes_its_own_filter_away_and_keeps_the_rest(people, look):
    shown = look("contacts/?q=a&owner=me&lifecycle=customer&sort=name&cursor=x")
    assert 'href="?q=a&amp;lifecycle=customer&amp;sort=name"' in shown
    assert 'href="?q=a&amp;owner=me&amp;sort=name"' in shown
    assert 'href="/a/acme/contacts/">Clear all' in shown.replace("\n", "")


def test_an_empty_result_names_the_filter_that_emptied_it(people, look):
    shown = look("contacts/?owner=me&lifecycle=lead&origin=manual")
    assert "Nothing is left with the filter “Lifecycle: Lead”" in shown
    assert "Nothing matches “nobody”" in look("contacts/?q=nobody&owner=me")


def test_what_a_form_leaves_empty_does_not_stay_in_the_address(people, alice, signed_in):
    client = signed_in(alice)
    answer = client.get("/a/acme/contacts/?q=&owner=me&lifecycle=&columns=email&columns=owner&sort=name")
    assert answer.status_code == 302
    assert answer["Location"] == "/a/acme/contacts/?owner=me&sort=name&columns=email%2Cowner"
    part = client.get("/a/acme/contacts/?q=&owner=me", headers={"HX-Request": "true", "HX-Target": "rows"})
    assert part["HX-Replace-Url"] == "/a/acme/contacts/?owner=me"


def test_companies_are_narrowed_by_owner_and_deals(account, alice, lumen, look):
    factories.company(account, "Brightwater", owner=alice)
    factories.deal(account, "Pilot", company=lumen)
    assert "Select Lumen" not in look("companies/?owner=me")
    assert "Select Brightwater" not in look("companies/?deals=open")
    assert "Select Lumen" in look("companies/?deals=open")


DEALS = ("Early", "Late", "Done")


@pytest.fixture
def business(account, alice, lumen):
    today = timezone.localdate()
    made = [
        factories.deal(account, "Early", company=lumen, amount="100", closes_on=today - timedelta(days=2)),
        factories.deal(account, "Late", amount="5000.50", owner=alice, closes_on=today + timedelta(days=20)),
        factories.deal(account, "Done", stage="won", closed_at=timezone.now(), closes_on=today - timedelta(days=2)),
    ]
    return dict(zip(DEALS, made, strict=True))


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("stage=open", {"Early", "Late"}),
        ("stage=won", {"Done"}),
        ("stage=new&owner=me", {"Late"}),
        ("amount_from=100", {"Early", "Late"}),
        ("amount_from=100.01&amount_to=6000", {"Late"}),
        ("closes=overdue", {"Early"}),
        ("closes=30", {"Late"}),
        ("closes=none", set()),
        ("closes_from=2000-01-01&closes_to=2001-01-01", set()),
        ("company=Lumen", {"Early"}),
        ("stage=rubbish&amount_from=lots", set(DEALS)),
    ],
)
def test_deals_are_narrowed_by_stage_amount_and_closing_date(query, left, business, look):
    shown = look(f"deals/?{query}", follow=True)
    assert {name for name in DEALS if f"Select {name}" in shown} == left


def test_the_strip_of_stages_counts_what_the_other_filters_leave(business, look):
    shown = " ".join(look("deals/?owner=me&stage=won").split())
    assert 'New</span> <span class="pipeline-count">1<' in shown
    assert 'Won</span> <span class="pipeline-count">0<' in shown


def test_deals_of_a_pipeline_are_the_open_ones_at_its_stages_and_the_closed_ones_that_were_there(
    account, alice, business, look
):
    courses.begin(account)
    made = courses.make(account, alice, "Partners")
    stages = Stages(account)
    stages.put(business["Early"], stages.courses[1].steps[0].key)
    business["Early"].save()
    first = stages.courses[0]
    shown = look(f"deals/?pipeline={made.pk}")
    assert {name for name in DEALS if f"Select {name}" in shown} == {"Early"}
    shown = look(f"deals/?pipeline={first.pk}")
    assert {name for name in DEALS if f"Select {name}" in shown} == {"Late", "Done"}
    stages.put(business["Early"], "lost")
    business["Early"].save()
    assert "Select Early" in look(f"deals/?pipeline={made.pk}&stage=lost")


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("de", "1234,56", "1234.56"),
        ("de", "1.234,56", "1234.56"),
        ("de", "1234.56", "1234.56"),
        ("de", "1.234", "1234"),
        ("de", "1.234.567", "1234567"),
        ("de", "1 234,5", "1234.5"),
        ("en", "1,234.56", "1234.56"),
        ("en", "1,234", "1234"),
        ("en", "1234,56", "1234.56"),
        ("en", "1'234.50", "1234.50"),
        ("en", "-5", "-5"),
    ],
)
def test_an_amount_is_read_as_people_write_it(language, typed, read, account, alice):
    with translation.override(language):
        filters = DealFilters(account, alice, {"amount_from": typed})
        assert filters.asked == {"amount_from": Decimal(read)}


@pytest.mark.parametrize("typed", ["1.2.3,4,5", "12,3456", "1.23.4", "1,23,456", ",", "1,2.3.4", "NaN", "1e400"])
def test_what_is_no_amount_is_said_at_its_field(typed, account, alice):
    filters = DealFilters(account, alice, {"amount_from": typed})
    assert filters.asked == {}
    assert filters.errors["amount_from"]


def test_a_german_amount_narrows_the_list_and_is_saved_for_every_language(account, business, alice, signed_in):
    alice.language = "de"
    alice.save()
    shown = signed_in(alice).get("/a/acme/deals/?amount_from=5.000,40").content.decode()
    assert "Late" in shown
    assert "Early" not in shown
    assert "5.000,4" in shown, "in words"
    assert 'name="query" value="amount_from=5000.40"' in shown


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", ["added_from", "added_to"])
def test_a_day_that_no_time_zone_can_reach_is_wrong_and_narrows_nothing(name, day, zone, people, alice, look):
    alice.time_zone = zone
    alice.save()
    assert names(look(f"contacts/?{name}={day}")) == {"Maya", "Jonas", "Priya"}
