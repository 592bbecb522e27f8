"""Addresses of entries: they lead to the page of the timeline on which the entry stands."""

from datetime import timedelta

import pytest

from contacts.models import TimelineEntry
from tests import factories


@pytest.mark.parametrize("place", [0, 1, 24, 25, 26, 60, 119])
def test_the_address_of_an_entry_leads_to_it_however_old_it_is(place, maya, happened, look, send, alice, signed_in):
    entry = happened(120, contact=maya)[place]
    address = signed_in(alice).get(f"/a/acme/entries/{entry.pk}/")["Location"]
    page, _hash, target = address.partition("#")
    assert target == f"entry-{entry.pk}"
    assert f'id="{target}"' in look(page.removeprefix("/a/acme/"))


def test_of_several_records_it_leads_to_the_one_where_it_was_copied(maya, rollout, mailed, alice, signed_in):
    mail, client = mailed("Our offer", maya, rollout), signed_in(alice)
    to = client.get(f"/a/acme/entries/{mail.pk}/?on=deal:{rollout.pk}")["Location"]
    assert to == f"{rollout.get_absolute_url()}#entry-{mail.pk}"
    assert client.get(f"/a/acme/entries/{mail.pk}/?on=deal:99999")["Location"].startswith(maya.get_absolute_url())


def test_entries_of_one_moment_are_told_apart(maya, happened, look, alice, signed_in):
    entries = happened(90, apart=timedelta(0), contact=maya)
    for entry in (entries[0], entries[40], entries[-1]):
        address = signed_in(alice).get(f"/a/acme/entries/{entry.pk}/")["Location"].partition("#")[0]
        assert f'id="entry-{entry.pk}"' in look(address.removeprefix("/a/acme/"))


def test_an_older_page_says_so_and_leads_to_the_newest(maya, happened, look, alice, signed_in):
    entry = happened(60, contact=maya)[50]
    address = signed_in(alice).get(f"/a/acme/entries/{entry.pk}/")["Location"].partition("#")[0]
    assert "You are looking at older entries." in look(address.removeprefix("/a/acme/"))


def test_the_address_of_what_is_private_to_others_is_not_found(bob, maya, mailed, alice, signed_in):
    mail = mailed("Secret", maya)
    TimelineEntry.objects.update(private_to=bob)
    assert signed_in(alice).get(f"/a/acme/entries/{mail.pk}/").status_code == 404
    assert signed_in(bob).get(f"/a/acme/entries/{mail.pk}/").status_code == 302


def test_an_entry_that_stands_nowhere_any_more_is_not_found(account, alice, signed_in):
    entry = TimelineEntry.objects.create(account=account, kind="tests.happening", occurred_at=factories.MORNING)
    assert signed_in(alice).get(f"/a/acme/entries/{entry.pk}/").status_code == 404
