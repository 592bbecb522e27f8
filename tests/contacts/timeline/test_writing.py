"""The composer: notes, calls, meetings and tasks on any record, with and without scripts."""

from datetime import UTC, datetime

import pytest

from contacts import notes
from contacts.models import Task, TimelineEntry
from tests import factories

PART = {"HX-Request": "true", "HX-Target": "timeline"}


@pytest.fixture
def record(request, maya, lumen, rollout):
    return {"contact": maya, "company": lumen, "deal": rollout}[request.param]


@pytest.mark.parametrize("record", ["contact", "company", "deal"], indirect=True)
def test_a_call_says_how_it_ended_how_long_it_took_and_what_was_said(record, alice, look, send):
    page = record.get_absolute_url().removeprefix("/a/acme/")
    answer = send(f"{page}calls/", text="**Agreed**", outcome="message", minutes="12", at="2026-11-20T09:30")
    assert answer["Location"] == record.get_absolute_url()
    entry = TimelineEntry.objects.get()
    assert (entry.kind, entry.actor) == ("contacts.call", alice)
    assert entry.occurred_at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    shown = look(page)
    for words in ("Call by Alice Admin", "Left a message", "12 minutes", "<strong>Agreed</strong>"):
        assert words in shown


def test_a_meeting_stands_at_its_own_time_in_the_persons_zone(alice, maya, look, send):
    type(alice).objects.update(time_zone="America/New_York")
    send(f"contacts/{maya.pk}/meetings/", title="Workshop", at="2026-11-20T09:30", minutes="90", with_="Maya and Tom")
    entry = TimelineEntry.objects.get()
    assert entry.occurred_at == datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
    assert entry.links.get().occurred_at == entry.occurred_at
    shown = look(f"contacts/{maya.pk}/")
    for words in ("Workshop", "09:30", "90 minutes", "Maya and Tom"):
        assert words in shown


@pytest.mark.parametrize(
    ("tab", "fields", "said"),
    [
        ("calls", {"outcome": "sung", "text": "kept words"}, "sung is not one of the available choices"),
        ("calls", {"outcome": "busy", "minutes": "0", "text": "kept words"}, "greater than or equal to 1"),
        ("calls", {"outcome": "busy", "at": "0001-01-01T00:00", "text": "kept words"}, "between 1970 and 2100"),
        ("calls", {"outcome": "busy", "at": "9999-12-31T23:59", "text": "kept words"}, "between 1970 and 2100"),
        ("meetings", {"text": "kept words"}, "This field is required"),
        ("notes", {"text": "kept words" + "x" * 20_000}, "at most 20000 characters"),
        ("tasks", {"title": "kept words", "due_time": "10:00"}, "Say on which day it is due."),
        ("tasks", {"title": "kept words", "reminder": "hour"}, "Say on which day it is due."),
        ("tasks", {"title": "kept words", "due_on": "0001-01-01"}, "between 1970 and 2100"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(tab, fields, said, alice, maya, send):
    answer = send(f"contacts/{maya.pk}/{tab}/", **fields)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert "kept words" in answer.content.decode()
    assert not TimelineEntry.objects.exists()


def test_an_entry_stands_on_the_further_records_that_were_ticked(maya, lumen, rollout, look, send):
    assert f'value="deal:{rollout.pk}"' in look(f"contacts/{maya.pk}/")
    send(f"contacts/{maya.pk}/notes/", text="On both", also=[f"deal:{rollout.pk}", f"company:{lumen.pk}"])
    for record in (maya, lumen, rollout):
        assert "On both" in look(record.get_absolute_url().removeprefix("/a/acme/"))
    assert TimelineEntry.objects.count() == 1


def test_a_record_that_is_not_offered_cannot_be_ticked(account, maya, other_account, send):
    foreign = factories.deal(other_account, "Foreign")
    strange = factories.deal(account, "Of others")
    for deal in (foreign, strange):
        assert send(f"contacts/{maya.pk}/notes/", text="X", also=[f"deal:{deal.pk}"]).status_code == 200
    assert not TimelineEntry.objects.exists()


def test_each_tab_is_a_link_without_scripts_and_a_part_with_htmx(maya, look):
    for tab, words in (
        ("call", "Save call"),
        ("meeting", "Save meeting"),
        ("task", "Add task"),
        ("rubbish", "Save note"),
    ):
        assert words in look(f"contacts/{maya.pk}/?compose={tab}")
        part = look(f"contacts/{maya.pk}/?compose={tab}", headers={"HX-Request": "true", "HX-Target": "composer"})
        assert words in part
        assert "<html" not in part


def test_with_htmx_the_timeline_comes_back_with_what_was_written(alice, maya, signed_in):
    answer = signed_in(alice).post(f"/a/acme/contacts/{maya.pk}/notes/", {"text": "Quickly"}, headers=PART)
    assert "Quickly" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert "The note is on the timeline." in answer["HX-Trigger"]
    assert answer["HX-Push-Url"] == maya.get_absolute_url()


def test_a_note_on_a_mail_stands_where_the_mail_stands_and_leads_to_it(maya, rollout, mailed, look, send):
    mail = mailed("Our offer", maya, rollout)
    assert "Note on" in look(f"contacts/{maya.pk}/?about={mail.pk}")
    send(f"contacts/{maya.pk}/notes/", text="He will sign", about=mail.pk)
    shown = look(f"deals/{rollout.pk}/")
    assert "He will sign" in shown
    assert f'href="/a/acme/entries/{mail.pk}/"' in shown


def test_a_note_cannot_be_on_what_the_writer_may_not_see(bob, maya, rollout, mailed, look, send):
    secret = mailed("Secret subject", maya, rollout)
    TimelineEntry.objects.filter(pk=secret.pk).update(private_to=bob)
    assert "Note on" not in look(f"contacts/{maya.pk}/?about={secret.pk}")
    send(f"contacts/{maya.pk}/notes/", text="Fishing", about=secret.pk)
    assert "Secret subject" not in look(f"contacts/{maya.pk}/")


def test_the_author_changes_what_was_written_and_it_keeps_its_moment(account, alice, maya, send):
    note = notes.write(account, maya, "Tpyo", alice)
    page = f"entries/{note.pk}/edit/"
    seen = send(page).content.decode().partition('name="seen" value="')[2].partition('"')[0]
    assert send(page, text="Typo", seen=seen).status_code == 302
    changed = TimelineEntry.objects.get()
    assert changed.data["text"] == "Typo"
    assert changed.occurred_at == note.occurred_at


def test_of_two_windows_the_second_is_shown_both_versions_and_can_then_save(account, alice, maya, look, send):
    note = notes.write(account, maya, "First", alice)
    page = f"entries/{note.pk}/edit/"
    seen = look(page).partition('name="seen" value="')[2].partition('"')[0]
    send(page, text="Of the one window", seen=seen)
    told = send(page, text="Of the other window", seen=seen).content.decode()
    assert "This was changed in another window meanwhile." in told
    assert "Of the one window" in told
    assert "Of the other window" in told
    assert TimelineEntry.objects.get().data["text"] == "Of the one window"
    newest = told.partition('name="seen" value="')[2].partition('"')[0]
    assert send(page, text="Of the other window", seen=newest).status_code == 302
    assert TimelineEntry.objects.get().data["text"] == "Of the other window"


def test_nobody_else_changes_it_and_a_mail_is_nobodys_to_change(account, alice, bob, maya, mailed, send):
    of_bob, mail = notes.write(account, maya, "Bob's", bob), mailed("A mail", maya)
    for entry in (of_bob, mail):
        assert send(f"entries/{entry.pk}/edit/", text="Mine now").status_code == 404
        assert send(f"entries/{entry.pk}/delete/").status_code == 404


def test_what_stands_on_another_record_too_survives_the_one_that_is_deleted(account, maya, rollout, send, erase):
    send(f"contacts/{maya.pk}/notes/", text="On both", also=[f"deal:{rollout.pk}"])
    send(f"contacts/{maya.pk}/tasks/", title="Only on Maya")
    erase(maya)
    assert TimelineEntry.objects.get().data == {"text": "On both"}
    assert not Task.objects.exists()
