"""Taking back the deletion of an entry after something happened to its records, its place on top, or to itself."""

import pytest

from contacts import activities
from contacts.bulk import entries
from contacts.merging.merge import Wanted, merge
from contacts.merging.pairs import Pair
from contacts.models import BulkAction, Contact, TimelineEntry, TimelineLink


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
