"""Notes: on one record, by their author, as they were typed."""

import pytest

from contacts import notes
from contacts.models import TimelineEntry, TimelineLink


@pytest.mark.parametrize("kind", ["contact", "company", "deal"])
def test_a_note_stands_on_the_record_it_was_written_on_and_nowhere_else(kind, maya, lumen, rollout, alice, send):
    record = {"contact": maya, "company": lumen, "deal": rollout}[kind]
    response = send(record.get_absolute_url().removeprefix("/a/acme/") + "notes/", text="Likes tea")
    assert response["Location"] == record.get_absolute_url()
    entry = TimelineEntry.objects.get()
    assert (entry.kind, entry.data, entry.actor) == ("contacts.note", {"text": "Likes tea"}, alice)
    assert getattr(entry.links.get(), kind) == record


def test_a_note_is_shown_with_its_lines_and_escaped(maya, look, send):
    send(f"contacts/{maya.pk}/notes/", text="One <b>bold</b>\nTwo https://lumen.test/x")
    shown = look(f"contacts/{maya.pk}/")
    assert "One &lt;b&gt;bold&lt;/b&gt;<br>Two" in shown
    assert '<a href="https://lumen.test/x" rel="nofollow">' in shown
    assert "Note by Alice Admin" in shown


@pytest.mark.parametrize("text", ["", "   ", "x" * 20_001, "a\0b"])
def test_a_note_that_says_nothing_or_too_much_is_not_saved(text, maya, look, send):
    send(f"contacts/{maya.pk}/notes/", text=text)
    assert not TimelineEntry.objects.exists()


def test_the_author_deletes_a_note(account, alice, maya, look, send):
    note = notes.write(account, maya, "Wrong", alice)
    assert f"/entries/{note.pk}/delete/" in look(f"contacts/{maya.pk}/")
    assert send(f"entries/{note.pk}/delete/")["Location"] == maya.get_absolute_url()
    assert not TimelineEntry.objects.exists()


def test_nobody_else_deletes_it_not_even_an_administrator(account, alice, bob, maya, look, send):
    note = notes.write(account, maya, "Bob's", bob)
    assert f"/entries/{note.pk}/delete/" not in look(f"contacts/{maya.pk}/")
    assert send(f"entries/{note.pk}/delete/").status_code == 404
    assert TimelineEntry.objects.exists()


def test_what_is_no_note_is_not_deleted_as_one(account, alice, maya, happened, send):
    entry = happened(1, contact=maya)[0]
    TimelineEntry.objects.update(actor=alice)
    assert send(f"entries/{entry.pk}/delete/").status_code == 404


def test_deleting_a_deal_deletes_what_stands_on_it_alone_and_keeps_other_entries(
    account, alice, maya, rollout, happened, erase
):
    notes.write(account, rollout, "On the deal", alice)
    notes.write(account, maya, "On Maya", alice)
    (shared, _alone) = happened(2, deal=rollout)
    TimelineLink.objects.create(account=account, entry=shared, occurred_at=shared.occurred_at, contact=maya)
    erase(rollout)
    assert sorted(TimelineEntry.objects.values_list("kind", flat=True)) == ["contacts.note", "tests.happening"]
