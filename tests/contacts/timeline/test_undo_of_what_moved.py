"""Taking back the deletion of an entry after something happened to its records, its place on top, or to itself."""

import pytest

from contacts import activities, pins
from contacts.bulk import entries
from contacts.bulk.undoing import TooLate
from contacts.merging.merge import Wanted, merge
from contacts.merging.pairs import Pair
from contacts.models import BulkAction, Contact, TimelineEntry, TimelineLink
from contacts.timeline import pinned
from tests import factories


@pytest.fixture
def note(account, alice):
    return lambda text, *records: activities.write(account, alice, activities.note(text), records)


@pytest.fixture
def unite(account, alice):
    def united(survivor: Contact, old: Contact) -> None:
        pair = Pair(*(Contact.objects.of(account).get(pk=each.pk) for each in (survivor, old)))
        merge(account, alice, Contact, Wanted(survivor.pk, old.pk, {}, pair.version))

    return united


def places_of(entry_id: int) -> set[tuple[int | None, int | None]]:
    return set(TimelineLink.objects.filter(entry=entry_id).values_list("contact", "deal"))


def test_an_entry_comes_back_into_its_row_when_three_others_are_pinned_by_then(account, alice, maya, note):
    first, second, third, fourth = (note(f"N{number}", maya) for number in range(4))
    for entry in (first, second, third):
        pins.put(maya, entry, is_pinned=True)
    pk, done = first.pk, entries.delete(first, alice, maya)
    pins.put(maya, fourth, is_pinned=True)
    entries.take_back(done)
    assert TimelineLink.objects.get(entry=pk).pinned_at is None
    assert {entry.pk for entry in pinned(account, maya, alice)} == {second.pk, third.pk, fourth.pk}


def test_a_second_click_on_delete_does_not_take_the_first_ones_links(alice, maya, note):
    entry = note("Likes tea", maya)
    same = TimelineEntry.objects.get(pk=entry.pk)
    done = entries.delete(entry, alice, maya)
    assert entries.delete(same, alice, maya) is None
    assert BulkAction.objects.get() == done
    entries.take_back(done)
    assert places_of(same.pk) == {(maya.pk, None)}


def test_a_click_that_came_second_leaves_the_first_ones_offer(alice, maya, note, signed_in, monkeypatch):
    client, entry = signed_in(alice), note("Likes tea", maya)
    monkeypatch.setattr(entries, "delete", lambda *_given: None)
    page = client.post(f"/a/acme/entries/{entry.pk}/delete/", follow=True).content.decode()
    assert "The note is deleted." not in page


def test_an_entry_comes_back_on_what_its_record_became_part_of(account, alice, maya, note, unite):
    twin = factories.contact(account, first_name="Twin")
    entry = note("Likes tea", twin)
    pk, done = entry.pk, entries.delete(entry, alice, twin)
    unite(maya, twin)
    assert entries.take_back(done) == maya
    assert places_of(pk) == {(maya.pk, None)}


def test_an_entry_on_both_of_two_that_are_one_now_comes_back_once(account, alice, maya, note, unite):
    twin = factories.contact(account, first_name="Twin")
    entry = note("Likes tea", maya, twin)
    pk, done = entry.pk, entries.delete(entry, alice, twin)
    unite(maya, twin)
    assert entries.take_back(done) == maya
    assert places_of(pk) == {(maya.pk, None)}


def test_an_entry_comes_back_where_else_it_stood_when_its_record_is_gone(alice, maya, rollout, note):
    entry = note("Likes tea", maya, rollout)
    pk, done = entry.pk, entries.delete(entry, alice, maya)
    maya.delete()
    assert entries.take_back(done) == rollout
    assert places_of(pk) == {(None, rollout.pk)}


def test_an_entry_that_would_stand_nowhere_does_not_come_back(alice, maya, note):
    done = entries.delete(note("Likes tea", maya), alice, maya)
    maya.delete()
    with pytest.raises(TooLate):
        entries.take_back(done)
    assert not TimelineEntry.objects.exists()
