"""Keyset paging, apart from any page."""

import pytest

from contacts.models import Contact
from crm.paging import BrokenCursor, page
from tests import factories


@pytest.fixture
def people(account):
    return [factories.contact(account, last_name="Chen" if n % 2 else "Ünal", first_name=str(n)) for n in range(9)]


@pytest.mark.parametrize(
    "order", [("-id",), ("id",), ("last_name", "first_name", "id"), ("-last_name", "-first_name", "-id")]
)
@pytest.mark.parametrize("size", [1, 2, 4, 9, 10])
def test_the_pages_together_are_the_whole_list_in_its_order(order, size, account, people):
    rows, cursor, seen = Contact.objects.filter(account=account), None, []
    while True:
        found = page(rows, order=order, cursor=cursor, size=size)
        seen += found.items
        cursor = found.next
        if cursor is None:
            break
    assert seen == list(rows.order_by(*order))


def test_a_last_page_that_is_just_full_has_no_next(account, people):
    assert page(Contact.objects.all(), size=9).next is None


@pytest.mark.parametrize("cursor", ["x", "a:b:c", "é", "\0", "W10:1abc:xyz", "x" * 10_000])
def test_a_cursor_that_is_none_is_refused(cursor, account, people):
    with pytest.raises(BrokenCursor):
        page(Contact.objects.all(), cursor=cursor)


def test_the_cursor_of_another_order_is_refused(account, people):
    cursor = page(Contact.objects.all(), order=("-id",), size=2).next
    with pytest.raises(BrokenCursor):
        page(Contact.objects.all(), order=("id",), cursor=cursor)


def test_columns_that_run_both_ways_are_a_mistake_of_the_caller(account):
    with pytest.raises(ValueError, match="same way"):
        page(Contact.objects.all(), order=("last_name", "-id"))
