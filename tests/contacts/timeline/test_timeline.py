"""Timelines: complete, in order, escaped, and one query a page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts import timeline
from contacts.models import TimelineEntry
from tests import factories


def walk(account, record, reader, size: int = 25) -> list[int]:
    seen, cursor = [], None
    while True:
        page = timeline.entries_of(account, record, reader, cursor, size)
        seen += [link.entry_id for link in page.items]
        cursor = page.next
        if not cursor:
            return seen


@pytest.mark.parametrize("kind", ["contact", "company", "deal"])
def test_a_page_takes_as_many_statements_for_25_entries_as_for_one(
    kind, alice, maya, lumen, rollout, happened, signed_in
):
    record = {"contact": maya, "company": lumen, "deal": rollout}[kind]
    client, path = signed_in(alice), record.get_absolute_url()
    happened(1, **{kind: record})
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    happened(40, **{kind: record})
    with CaptureQueriesContext(connection) as many:
        shown = client.get(path).content.decode()
    assert shown.count("<article") == 25
    assert len(many) == len(one)


def test_the_entries_of_a_page_are_one_statement_beside_who_reads_them(
    account, alice, maya, happened, django_assert_num_queries
):
    happened(30, contact=maya)
    with django_assert_num_queries(2):  # the reader's teams, and the entries
        page = timeline.entries_of(account, maya, alice)
        assert [link.entry.data["subject"] for link in page.items][:2] == ["Happening 0.", "Happening 1."]
        assert all(link.entry.actor is None for link in page.items)


def test_entries_of_the_same_moment_are_all_shown_once(account, alice, maya, happened):
    entries = happened(60, apart=timedelta(0), contact=maya)
    assert walk(account, maya, alice, size=7) == sorted((entry.pk for entry in entries), reverse=True)


def test_an_entry_that_comes_in_between_moves_none_of_the_others(account, alice, maya, happened):
    entries = happened(30, contact=maya)
    first = timeline.entries_of(account, maya, alice, size=10)
    happened(5, last=factories.MORNING + timedelta(days=1), contact=maya)
    second = timeline.entries_of(account, maya, alice, first.next, size=10)
    assert [link.entry_id for link in second.items] == [entry.pk for entry in entries[10:20]]


def test_ten_thousand_entries_are_walked_with_a_bounded_page(account, alice, maya, happened, look):
    happened(10_000, apart=timedelta(minutes=1), contact=maya)
    assert len(set(walk(account, maya, alice, size=500))) == 10_000
    assert look(f"contacts/{maya.pk}/").count("<article") == 25


def test_a_timeline_is_of_its_record_only(account, maya, lumen, rollout, happened, look):
    happened(1, contact=maya)
    assert "Happening 0." in look(f"contacts/{maya.pk}/")
    assert "Happening 0." not in look(f"companies/{lumen.pk}/")
    assert "Happening 0." not in look(f"deals/{rollout.pk}/")


def test_more_is_a_link_without_scripts_and_a_part_with_htmx(maya, happened, look):
    happened(30, apart=timedelta(minutes=1), contact=maya)
    first = look(f"contacts/{maya.pk}/")
    link = first.partition('id="timeline-more"')[2].partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    whole = look(link.removeprefix("/a/acme/"))
    assert "<html" in whole
    assert whole.count("<article") == 5
    part = look(link.removeprefix("/a/acme/"), headers={"HX-Request": "true", "HX-Target": "timeline-more"})
    assert "<html" not in part
    assert part.count("<article") == 5
    assert "November 2026" in whole
    assert "November 2026" not in part  # its heading stands above the first page already


def test_a_broken_cursor_shows_the_newest_entries(maya, happened, look):
    happened(3, contact=maya)
    assert "Happening 0." in look(f"contacts/{maya.pk}/?cursor=rubbish")


def test_months_end_at_midnight_of_the_reader(account, alice, maya, happened, look):
    happened(1, last=factories.MORNING.replace(day=30, hour=23), contact=maya)
    assert "November 2026" in look(f"contacts/{maya.pk}/")
    type(alice).objects.update(time_zone="Europe/Berlin")
    assert "December 2026" in look(f"contacts/{maya.pk}/")


def test_an_empty_timeline_says_what_will_fill_it(maya, look):
    assert "Nothing has happened yet" in look(f"contacts/{maya.pk}/")


def test_an_entry_of_an_unknown_kind_is_shown_plainly_and_escaped(account, maya, happened, look):
    happened(1, contact=maya)
    TimelineEntry.objects.update(data={"subject": "<img src=x onerror=alert(1)>"})
    shown = look(f"contacts/{maya.pk}/")
    assert "<img src=x" not in shown
    assert "&lt;img src=x" in shown


@pytest.mark.parametrize("kind", ["../secret", "a/b.c", "", ".", "contacts.../x"])
def test_a_kind_names_no_file_outside_of_timelines(kind):
    assert TimelineEntry(kind=kind).templates == ["contacts/timeline/_unknown.html"]


def test_a_kind_names_its_own_part():
    assert TimelineEntry(kind="emaillog.email").templates[0] == "emaillog/timeline/_email.html"
