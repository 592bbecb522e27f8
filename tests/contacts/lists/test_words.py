"""Lists narrowed by words: any part of a name, an address or a company's name, by the indexes at any size."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from contacts.searching import fragments
from contacts.searching.fragments import few, with_words
from contacts.sheets import SHEETS
from tests import factories


@pytest.fixture
def greta(account):
    firm = factories.company(account, "Sundström Integration AB", ("sundstrom.test",))
    found = factories.contact(account, "g.lind@sundstrom.test", first_name="Greta", last_name="Åkerlind", company=firm)
    factories.deal(account, "Rollout 2027", (found,), company=firm)
    factories.contact(account, "jonas@other.test", first_name="Jonas", last_name="Weber")
    factories.company(account, "Weber KG", ("weber.test",))
    factories.deal(account, "Pilot")
    return found


@pytest.mark.parametrize(
    "words",
    [
        *("greta", "GRET", "kerlind", "åkerl", "akerlind", "lind@sund", "d@sun", "strom.te", "sundström", "undst"),
        *("integration greta", "gration AB", "g.lind@sundstrom.test", "  lind \0 ", "AB", "g.l"),
    ],
)
def test_a_contact_is_found_by_any_part_of_name_address_and_company(account, greta, words):
    assert list(SHEETS["contacts"].rows(account, words)) == [greta]


@pytest.mark.parametrize("words", ["greta jonas", "undsx", "%", "g_eta", "akerlind@sundstrom", "&"])
def test_every_word_must_be_there_as_it_stands(account, greta, words):
    assert list(SHEETS["contacts"].rows(account, words)) == []


@pytest.mark.parametrize("words", ["ntegra", "sundstrom.test", "undstrom.te", "ström AB"])
def test_companies_and_their_deals_are_found_so_too(account, greta, words):
    assert [str(row) for row in SHEETS["companies"].rows(account, words)] == ["Sundström Integration AB"]
    by_company = [str(row) for row in SHEETS["deals"].rows(account, words)]
    assert by_company == ([] if "." in words else ["Rollout 2027"])
    assert [str(row) for row in SHEETS["deals"].rows(account, "llou 202")] == ["Rollout 2027"]


def test_names_without_blanks_and_pictures_are_looked_for_as_they_stand(account):
    tanaka = factories.contact(account, "t@x.test", first_name="太郎", last_name="田中")
    star = factories.contact(account, "s@x.test", first_name="Star ⭐")
    assert list(SHEETS["contacts"].rows(account, "中")) == [tanaka]
    assert list(SHEETS["contacts"].rows(account, "⭐ star")) == [star]


def test_what_many_have_is_found_row_by_row_and_nobody_is_missed(account, greta, monkeypatch):
    monkeypatch.setattr(fragments, "FEW", 4)
    for number in range(5):
        factories.contact(account, f"greta{number}@many.test")
    assert few(Contact, account, "greta") is None
    assert few(Contact, account, "akerlind") == {greta.pk}
    assert SHEETS["contacts"].rows(account, "greta").count() == 6
    assert list(SHEETS["contacts"].rows(account, "greta akerlind")) == [greta]


def test_nobody_is_found_in_another_account(account, other_account, greta):
    factories.contact(other_account, "greta@globex.test", first_name="Greta")
    assert few(Contact, account, "greta") == {greta.pk}
    assert few(Contact, account, "globex") == set()


def test_a_word_costs_one_statement_more(account, greta):
    with CaptureQueriesContext(connection) as asked:
        list(with_words(Contact.objects.filter(account=account), account, "undst greta"))
    assert len(asked) == 3


def test_of_what_is_far_too_long_only_the_beginning_is_looked_for(account, greta):
    assert list(SHEETS["contacts"].rows(account, "a." * 100_000)) == []
    assert list(SHEETS["contacts"].rows(account, "greta".ljust(200) + "jonas")) == [greta]
