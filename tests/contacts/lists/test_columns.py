"""Which columns a list shows, and by what it is sorted."""

from datetime import date

import pytest
from lxml import html

from tests import factories


def heads(shown: str) -> list[str]:
    return [" ".join(head.text_content().split()) for head in html.fromstring(shown).xpath("//thead//th")][1:]


def order(shown: str) -> list[str]:
    return html.fromstring(shown).xpath("//a[contains(@class, 'list-link')]/text()")


def test_the_address_chooses_the_columns_and_unknown_ones_do_not_matter(maya, look):
    assert heads(look("contacts/?columns=phone,rubbish,email")) == ["Name", "Email", "Phone"]
    assert "Phone" not in heads(look("contacts/"))
    assert heads(look("contacts/?columns=rubbish")) == heads(look("contacts/"))


@pytest.mark.parametrize(
    ("page", "columns"),
    [
        ("contacts", "email,company,phone,lifecycle,owner,origin,activity,added"),
        ("companies", "domains,phone,owner,activity,added"),
        ("deals", "stage,amount,closing,people,owner,opened,activity,added"),
    ],
)
def test_every_column_can_be_shown_with_a_cell_in_each_row(page, columns, maya, rollout, look):
    shown = look(f"{page}/?columns={columns}")
    table = html.fromstring(shown)
    assert len(heads(shown)) == len(columns.split(",")) + 1
    assert len(table.xpath("//thead//th")) == len(table.xpath("//tbody/tr[1]/td"))


@pytest.fixture
def deals(account):
    factories.deal(account, "Small", amount="10", closes_on=date(2026, 12, 1))
    factories.deal(account, "Large", amount="9000.5", closes_on=date(2026, 11, 1))
    factories.deal(account, "Vague")
    factories.deal(account, "Equal", amount="10")


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("amount", ["Large", "Equal", "Small", "Vague"]),
        ("-amount", ["Vague", "Small", "Equal", "Large"]),
        ("closing", ["Large", "Small", "Vague", "Equal"]),
        ("name", ["Equal", "Large", "Small", "Vague"]),
    ],
)
def test_deals_are_sorted_by_amount_and_closing_date_those_without_at_one_end(sort, names, deals, look):
    assert order(look(f"deals/?sort={sort}")) == names


@pytest.mark.parametrize("sort", ["amount", "-amount", "closing", "-closing", "name"])
def test_pages_go_on_where_a_column_may_be_empty(sort, account, look):
    for number in range(130):
        amount = number % 7 * 10 or None
        factories.deal(
            account, f"D{number:03}", amount=amount, closes_on=date(2026, 1, 1 + number % 5) if amount else None
        )
    names, query = [], f"?sort={sort}"
    while query:
        shown = look(f"deals/{query}")
        names += order(shown)
        query = next(iter(html.fromstring(shown).xpath("//a[@rel='next']/@href")), "")
    assert len(names) == len(set(names)) == 130


def test_the_head_says_how_the_list_is_sorted(maya, look):
    assert 'aria-sort="ascending"' in look("contacts/?sort=name")
    assert 'aria-sort="descending"' in look("contacts/")
    assert "sort=-name" in look("contacts/?sort=name")


def counted(page: str) -> str:
    return page.partition('class="list-count">')[2].partition("</p>")[0].strip()


def test_rows_are_counted_up_to_a_number_and_not_at_all_where_it_would_cost(account, maya, look, monkeypatch):
    assert "1 record\n" in look("contacts/")
    for number in range(60):
        factories.contact(account, first_name=f"P{number}")
    assert "61 records" in look("contacts/")
    assert not counted(look("contacts/?q=P"))
    assert not counted(look("contacts/?quiet=30"))


def test_chosen_columns_are_hidden_at_no_width_and_the_usual_ones_give_way(maya, look):
    head = "//thead//th[contains(@class, 'd-none')]"
    assert html.fromstring(look("contacts/")).xpath(head)
    assert not html.fromstring(look("contacts/?columns=email,owner")).xpath(head)
    assert not html.fromstring(look("contacts/?columns=email,owner")).xpath("//tbody//td[contains(@class, 'd-none')]")
