"""The lists: searching, sorting, paging, and the same number of statements whatever they hold."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from tests import factories

EVIL = "<script>alert(1)</script>"


def crowd(account, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        company = factories.company(account, f"Firm {number}", (f"firm{number}.test", f"f{number}.test"))
        person = factories.contact(account, f"p{number}@firm.test", f"q{number}@firm.test", company=company)
        factories.deal(account, f"Business {number}", (person,), company=company)


@pytest.mark.parametrize("path", ["contacts/", "companies/", "deals/"])
def test_a_list_takes_as_many_statements_for_many_rows_as_for_few(path, account, alice, signed_in):
    client = signed_in(alice)
    crowd(account, 60)
    client.get(f"/a/acme/{path}")
    with CaptureQueriesContext(connection) as few:
        shown = client.get(f"/a/acme/{path}").content.decode()
    crowd(account, 90, first=60)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/a/acme/{path}")
    assert shown.count("<tr>") == 51  # with the head
    assert len(many) == len(few) <= 15


@pytest.mark.parametrize("path", ["contacts/", "contacts/?sort=name", "companies/", "deals/", "deals/?sort=-opened"])
def test_following_next_shows_every_row_once(path, account, look):
    crowd(account, 120)
    names, address = [], path
    while address:
        shown = html.fromstring(look(address))
        names += shown.xpath("//a[contains(@class, 'list-link')]/@href")
        following = next(iter(shown.xpath("//a[@rel='next']/@href")), "")
        address = following and f"{path.partition('?')[0]}{following}"
    assert len(names) == len(set(names)) == 120


def test_a_broken_cursor_shows_the_first_page(maya, look):
    assert "Maya Chen" in look("contacts/?cursor=rubbish")
    assert "Maya Chen" in look("contacts/?sort=rubbish")


@pytest.mark.parametrize("words", ["maya", "CHEN", "chen maya", "maya@lumen", "lumen.test", "ltd"])
def test_contacts_are_found_by_name_address_and_company(words, account, maya, look):
    factories.contact(account, "jonas@other.test", first_name="Jonas")
    shown = look("contacts/", data={"q": words})
    assert "Maya Chen" in shown
    assert "Jonas" not in shown


def test_a_contact_with_two_fitting_addresses_is_shown_once(account, look):
    factories.contact(account, "a@lumen.test", "b@lumen.test", first_name="Twice")
    assert look("contacts/", data={"q": "lumen"}).count("stretched-link") == 1


@pytest.mark.parametrize("words", ["%", "_", "\0", "'; --", "\\", "x" * 5000, "zq " * 500])
def test_odd_words_are_searched_as_they_stand(words, maya, look):
    assert "Nothing matches" in look("contacts/", data={"q": words}) or words == "\0"


def test_a_search_without_results_offers_to_clear_it(maya, look):
    shown = look("contacts/?q=nobody&sort=name")
    assert "Nothing matches “nobody”" in shown
    assert 'href="?sort=name"' in shown


def test_companies_are_found_by_domain_and_deals_by_company(lumen, rollout, look):
    assert "Lumen Ltd" in look("companies/?q=lumen.test")
    assert "Rollout" in look("deals/?q=lumen")
    assert "Rollout" not in look("deals/?q=nobody")


def test_htmx_gets_the_table_alone(maya, look):
    part = look("contacts/?q=maya", headers={"HX-Request": "true", "HX-Target": "rows"})
    assert part.strip().startswith('<div id="rows">')
    assert "<html" not in part


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("contacts/", "No contacts yet"), ("companies/", "No companies yet"), ("deals/", "No deals yet")],
)
def test_an_empty_list_says_what_to_do(path, sentence, look):
    assert sentence in look(path)


def test_the_last_activity_is_that_of_the_record(account, maya, lumen, happened, look):
    assert "10:00" not in look("contacts/")
    happened(3, contact=maya)
    assert 'datetime="2026-11-23T10:00:00+00:00"' in look("contacts/")
    assert 'datetime="2026-11-23T10:00:00+00:00"' not in look("companies/")


@pytest.mark.parametrize("path", ["contacts/", "companies/", "deals/"])
def test_names_are_shown_and_never_run(path, account, look):
    company = factories.company(account, EVIL)
    person = factories.contact(account, first_name=EVIL, title=EVIL, company=company)
    deal = factories.deal(account, EVIL, (person,), company=company)
    pks = {"contacts/": person.pk, "companies/": company.pk, "deals/": deal.pk}
    for address in (path, f"{path}{pks[path]}/", f"{path}{pks[path]}/edit/", f"{path}{pks[path]}/delete/"):
        shown = look(address)
        assert EVIL not in shown
        assert "&lt;script&gt;" in shown
