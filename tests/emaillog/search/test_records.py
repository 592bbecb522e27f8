"""Searching contacts, companies and deals: what is found, and in which order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Company, Contact
from contacts.searching import asked, records, typos
from tests import factories

KINDS = ("contacts", "companies", "deals")


@pytest.fixture
def find(account):
    return lambda kind, typed: [str(row) for row in getattr(records, kind)(account, asked.parse(typed))]


@pytest.fixture
def guess(account):
    return lambda kind, typed: [str(row) for row in getattr(typos, kind)(account, asked.parse(typed))]


@pytest.fixture
def lumen(account):
    """Lumen Optics with Maya Müller and a deal; beside them another company with Tom."""
    lumen = factories.company(account, "Lumen Optics", ("lumen-optics.test",))
    fields = {"first_name": "Maya", "last_name": "Müller", "company": lumen}
    maya = factories.contact(account, "maya@lumen-optics.test", "mm@home.test", **fields)
    factories.deal(account, "Rollout Berlin", (maya,), company=lumen)
    tidewater = factories.company(account, "Tidewater", ("tidewater.test",))
    factories.contact(account, "tom.ford@tidewater.test", first_name="Tom", last_name="Ford", company=tidewater)
    factories.deal(account, "Renewal", company=tidewater)
    return lumen


@pytest.mark.parametrize(
    ("kind", "typed", "found"),
    [
        ("contacts", "maya", "Maya Müller"),
        ("contacts", "MÜLLER maya", "Maya Müller"),
        ("contacts", "muller", "Maya Müller"),
        ("contacts", "mm@home.test", "Maya Müller"),
        ("contacts", "home.test", "Maya Müller"),
        ("contacts", "lumen opt", "Maya Müller"),
        ("contacts", "maya lumen", "Maya Müller"),
        ("contacts", '"Tom Ford"', "Tom Ford"),
        ("companies", "lum", "Lumen Optics"),
        ("companies", "tidewater.test", "Tidewater"),
        ("deals", "berlin", "Rollout Berlin"),
        ("deals", "rollout lumen", "Rollout Berlin"),
    ],
)
def test_names_addresses_domains_and_companies_are_searched(lumen, find, kind, typed, found):
    assert find(kind, typed) == [found]


@pytest.mark.parametrize("typed", ["maya tidewater", "ord", "aya", '"Ford Tom"', "tom.f@tidewater.test"])
def test_every_word_must_begin_a_word(lumen, find, typed):
    assert [find(kind, typed) for kind in KINDS] == [[], [], []]


def test_the_whole_name_comes_first_then_names_then_the_rest_and_the_newer_before_the_older(account, find):
    marigold = factories.company(account, "Marigold")
    factories.contact(account, first_name="Ann", last_name="Marigold")
    factories.contact(account, first_name="Employed", company=marigold)
    factories.contact(account, first_name="Marigold", last_name="Young")
    factories.contact(account, "marigold@x.test", first_name="Reached")
    assert find("contacts", "marigold") == ["Marigold Young", "Ann Marigold", "Reached", "Employed"]
    assert find("contacts", "ann marigold") == ["Ann Marigold"]
    factories.company(account, "Marigold Gardens")
    assert find("companies", "marigold") == ["Marigold", "Marigold Gardens"]


def test_what_is_renamed_or_deleted_is_found_as_it_is_now(account, lumen, find):
    Contact.objects.filter(last_name="Müller").update(last_name="Chen")
    Company.objects.filter(pk=lumen.pk).update(name="Beacon")
    assert find("contacts", "chen") == find("contacts", "beacon") == ["Maya Chen"]
    assert find("contacts", "muller") == []
    Contact.objects.all().delete()
    assert find("contacts", "chen") == []


def test_what_was_written_in_bulk_is_found_too(account, find):
    Contact.objects.bulk_create(Contact(account=account, first_name=f"Imported {n}") for n in range(3))
    assert find("contacts", "imported 1") == ["Imported 1"]


@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        ("contacts", "Mueler", "Maya Müller"),
        ("contacts", "maja müller", "Maya Müller"),
        ("contacts", "frod tom", "Tom Ford"),
        ("contacts", "Tim Fordd", "Tom Ford"),
        ("companies", "tidewatre", "Tidewater"),
        ("companies", "lumen optiks", "Lumen Optics"),
        ("deals", "rolout", "Rollout Berlin"),
        ("deals", "zebra", None),
    ],
)
def test_a_typo_finds_the_name_that_was_meant(lumen, guess, kind, typed, meant, monkeypatch):
    assert guess(kind, typed) == ([meant] if meant else [])
    monkeypatch.setattr(typos, "has_trigrams", lambda: False)
    assert guess(kind, typed) == ([meant] if meant else []), "also where pg_trgm is not to be had"


def test_short_words_are_not_guessed_at(lumen, guess):
    assert guess("contacts", "tam") == []


def test_charlie_finds_nothing_of_acme(lumen, other_account):
    for kind in KINDS:
        for typed in ("maya", "lumen", "rollout", "rolout", "lumenn", "mueler"):
            assert not getattr(records, kind)(other_account, asked.parse(typed)).exists()
            assert getattr(typos, kind)(other_account, asked.parse(typed)) == []


def test_searching_costs_the_same_statements_whatever_is_found(account, lumen, find):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            for kind in KINDS:
                find(kind, "lumen")
        return len(captured)

    few = statements()
    for n in range(5):
        person = factories.contact(account, f"p{n}@x.test", first_name=f"Lumen {n}", company=lumen)
        factories.deal(account, f"Lumen {n}", (person,))
        factories.company(account, f"Lumen {n}", (f"d{n}.test",))
    assert statements() == few


def test_of_very_many_the_newest_are_found_and_whoever_is_called_just_so(monkeypatch, account, find):
    monkeypatch.setattr(records, "MOST", 2)
    for name in ("Maya", "Maya Old", "Maya Later", "Maya New"):
        first, _blank, last = name.partition(" ")
        factories.contact(account, f"{first}.{last}@x.test".lower(), first_name=first, last_name=last)
        factories.company(account, name)
        factories.deal(account, name)
    assert all(find(kind, "maya")[:2] == ["Maya", "Maya New"] for kind in KINDS)
    assert find("contacts", "x.test")[:2] == ["Maya New", "Maya Later"]
    assert find("contacts", "maya old") == ["Maya Old"]
