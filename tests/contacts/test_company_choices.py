"""What is suggested while somebody types the name of a company into a form."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from tests import factories

HTMX = {"HX-Request": "true", "HX-Target": "id_company_found"}


@pytest.fixture
def suggest(alice, signed_in):
    """The suggestions for what is typed: each the name and what stands below it."""

    def ask(typed: str) -> list[list[str]]:
        answer = signed_in(alice).get("/a/acme/companies/choices/", {"company_name": typed}, headers=HTMX)
        assert answer.status_code == 200
        page = html.fromstring(f"<div>{answer.content.decode()}</div>")
        options = page.xpath("//*[@role='option']")
        return [[span.text_content() for span in each.xpath(".//bdi")] for each in options if each.get("data-id")]

    return ask


@pytest.fixture
def some(account):
    for name in ("Nordlicht", "Norwind", "Fernwood North", "Absolute Norms", "Minor Planets"):
        domain = f"{name.lower().replace(' ', '-')}.test"
        factories.company(account, name, (domain, f"other-{domain}"))


def names(found):
    return [name for name, *_domain in found]


def test_a_suggestion_is_a_name_and_its_first_domain_or_the_one_that_was_asked_for(some, suggest):
    assert suggest("fern") == [["Fernwood North", "fernwood-north.test"]]
    assert suggest("other-fer") == [["Fernwood North", "other-fernwood-north.test"]]


def test_first_is_what_begins_so_then_what_has_such_a_word_then_what_has_it_within_a_word(account, some, suggest):
    factories.company(account, "Nor")
    assert names(suggest("nor")) == [
        *("Nor", "Nordlicht", "Norwind"),
        *("Absolute Norms", "Fernwood North"),
        "Minor Planets",
    ]


@pytest.mark.parametrize("typed", ["  NORD ", "nordlicht", "Nórdlicht", "rdlich"])
def test_case_blanks_and_accents_do_not_matter(some, suggest, typed):
    assert "Nordlicht" in names(suggest(typed))


def test_every_word_must_be_there(some, suggest):
    assert names(suggest("fern nor")) == ["Fernwood North"]
    assert names(suggest("fern absolute")) == []


def test_at_most_eight_are_suggested_and_the_one_that_is_called_so_first(account, suggest):
    for number in range(30):
        factories.company(account, f"Bank {number:02}")
    factories.company(account, "bank")
    found = names(suggest("Bank"))
    assert len(found) == 8
    assert found[0] == "bank"


@pytest.mark.parametrize("typed", ["", " ", "n", "%", "&", "\0", "_"])
def test_too_little_suggests_nothing_and_says_nothing(some, alice, signed_in, typed):
    answer = signed_in(alice).get("/a/acme/companies/choices/", {"company_name": typed}, headers=HTMX)
    assert answer.content.decode().strip() == ""


@pytest.mark.parametrize("typed", ["x" * 5000, "a" + " b" * 500, "nor' OR 1=1 --", "nor:* & x", '"nor'])
def test_nothing_that_is_typed_breaks_it(some, suggest, typed):
    assert len(suggest(typed)) <= 8


def test_where_none_matches_it_says_so_and_offers_to_create_it(some, alice, signed_in):
    client = signed_in(alice)
    answer = client.get("/a/acme/companies/choices/", {"company_name": "Lumne & <Co>"}, headers=HTMX)
    page = html.fromstring(answer.content.decode())
    assert "No company matches." in page.text_content()
    assert page.get("data-said") == "No company matches."
    (link,) = page.xpath("//a")
    assert "Create “Lumne & <Co>”" in link.text_content()
    (field,) = html.fromstring(client.get(link.get("href")).content).xpath("//input[@name='name']")
    assert field.value == "Lumne & <Co>"


def test_companies_of_others_and_those_about_to_be_deleted_are_not_suggested(
    account, other_account, some, suggest, send
):
    factories.company(other_account, "Nordic Globex")
    gone = factories.company(account, "Nordic Acme")
    send(f"companies/{gone.pk}/delete/")
    assert names(suggest("nord")) == ["Nordlicht"]


def test_its_list_and_options_have_the_ids_that_the_field_names(some, alice, signed_in):
    answer = signed_in(alice).get("/a/acme/companies/choices/", {"company_name": "fern"}, headers=HTMX)
    page = html.fromstring(answer.content.decode())
    assert page.get("id") == "id_company_list"
    assert page.get("data-said") == "1 company"
    (option,) = page.xpath("//*[@role='option']")
    assert option.get("id") == f"id_company_{option.get('data-id')}"


def test_who_opens_its_address_by_hand_sees_the_list_of_companies(alice, signed_in):
    assert signed_in(alice).get("/a/acme/companies/choices/?company_name=x")["Location"] == "/a/acme/companies/"


def test_it_asks_as_often_for_a_hundred_companies_as_for_ten(account, suggest):
    def asked(typed):
        with CaptureQueriesContext(connection) as all_of_it:
            suggest(typed)
        return len(all_of_it)

    for number in range(10):
        factories.company(account, f"Firm {number}", (f"firm{number}.test",))
    suggest("firm")
    few = asked("firm"), asked("irm")
    for number in range(10, 100):
        factories.company(account, f"Firm {number}", (f"firm{number}.test",))
    assert (asked("firm"), asked("irm")) == few
