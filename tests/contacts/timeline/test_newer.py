"""New mail while the page is open: a small question, answered by one statement."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts import notes
from contacts.models import TimelineEntry


@pytest.fixture
def mark(maya, look):
    """What the page of Maya knows when it is opened."""
    return lambda: re.search(r'newer/\?after=(\d+)"', look(f"contacts/{maya.pk}/"))[1]


@pytest.fixture
def ask(alice, maya, signed_in):
    return lambda mark: signed_in(alice).get(f"/a/acme/contacts/{maya.pk}/newer/?after={mark}")


def test_nothing_new_changes_nothing(maya, mailed, mark, ask):
    mailed("Before", maya)
    assert ask(mark()).status_code == 204


def test_what_came_meanwhile_is_counted_however_old_its_date(maya, mailed, mark, ask):
    mailed("Before", maya)
    known = mark()
    mailed("After", maya)
    mailed("A forward of an old mail", maya, at=mailed("And one", maya).occurred_at.replace(year=2020))
    answer = ask(known)
    assert "3 new" in answer.content.decode()
    assert f'href="{maya.get_absolute_url()}' in answer.content.decode()


def test_what_came_to_others_or_is_private_to_others_is_no_news(bob, maya, rollout, mailed, mark, ask):
    known = mark()
    mailed("Elsewhere", rollout)
    secret = mailed("Secret", maya)
    TimelineEntry.objects.filter(pk=secret.pk).update(private_to=bob)
    assert ask(known).status_code == 204


def test_what_the_filter_hides_is_no_news_and_a_click_keeps_the_filter(account, bob, maya, mailed, mark, ask, look):
    known = mark()
    notes.write(account, maya, "Likes tea", bob)
    assert ask(f"{known}&kind=mail").status_code == 204
    mailed("After", maya)
    said = ask(f"{known}&kind=mail&by=").content.decode()
    assert "1 new" in said
    assert f'hx-get="{maya.get_absolute_url()}?kind=mail"' in said
    assert f'href="{maya.get_absolute_url()}?kind=mail#timeline"' in said
    assert re.search(r'newer/\?after=\d+&amp;kind=mail"', look(f"contacts/{maya.pk}/?kind=mail"))


@pytest.mark.parametrize("mark", ["", "x", "9" * 40, "-1"])
def test_a_mark_that_is_none_asks_for_nothing(mark, maya, mailed, ask):
    mailed("Before", maya)
    assert ask(mark).status_code == 204


def test_it_costs_one_statement_beside_who_is_asking(alice, maya, mailed, signed_in, look):
    client = signed_in(alice)
    mailed("Before", maya)
    client.get("/a/acme/contacts/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/a/acme/contacts/{maya.pk}/newer/?after=0")
    said = [query["sql"] for query in asked if "contacts_" in query["sql"]]
    assert len(said) == 1
    assert len(asked) == 5  # session, user, memberships and teams
