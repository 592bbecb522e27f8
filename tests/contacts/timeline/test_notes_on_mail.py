"""A note on a mail names the mail to those who may see it, and to nobody else, whenever it became private."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import TimelineEntry
from crm.models import ApiToken, Team, TeamMember


@pytest.fixture
def secret(maya, rollout, mailed):
    return mailed("Merger talks", maya, rollout)


def hide(entry, **whom) -> None:
    TimelineEntry.objects.filter(pk=entry.pk).update(**whom)


@pytest.fixture
def said(maya, signed_in, client):
    """What a user reads of the notes on Maya: on her page, and by the API."""

    def read(user) -> tuple[str, list[dict]]:
        page = signed_in(user).get(maya.get_absolute_url()).content.decode()
        token = ApiToken.objects.issue(user.memberships.get(), "script")
        answer = client.get(f"/api/v1/contacts/{maya.pk}/timeline", headers={"Authorization": f"Bearer {token}"})
        return page, [item["data"] for item in answer.json()["items"] if item["kind"] == "contacts.note"]

    return read


@pytest.mark.parametrize("hidden_first", [True, False])
def test_a_note_on_a_private_mail_keeps_its_subject_from_others(hidden_first, secret, maya, alice, bob, send, said):
    if hidden_first:
        hide(secret, private_to=alice)
    send(f"contacts/{maya.pk}/notes/", text="He will sign", about=secret.pk)
    hide(secret, private_to=alice)
    page, notes = said(bob)
    assert "He will sign" in page
    assert "Merger talks" not in page
    assert f"/entries/{secret.pk}/" not in page
    assert notes == [{"text": "He will sign"}]
    page, notes = said(alice)
    assert "Merger talks" in page
    assert notes == [{"text": "He will sign", "about": {"entry": secret.pk, "title": "Merger talks"}}]


def test_the_subject_that_an_older_note_keeps_is_not_told_either(secret, maya, alice, bob, send, said):
    send(f"contacts/{maya.pk}/notes/", text="He will sign", about=secret.pk)
    note = TimelineEntry.objects.get(kind="contacts.note")
    note.data["about"] = {"entry": secret.pk, "title": "Merger talks"}
    note.save()
    hide(secret, private_to=alice)
    page, notes = said(bob)
    assert "Merger talks" not in page
    assert notes == [{"text": "He will sign"}]


def test_what_is_written_does_not_hold_the_subject(secret, maya, send):
    send(f"contacts/{maya.pk}/notes/", text="He will sign", about=secret.pk)
    assert TimelineEntry.objects.get(kind="contacts.note").data == {
        "text": "He will sign",
        "about": {"entry": secret.pk},
    }


def test_a_note_names_a_mail_of_a_team_to_its_members(account, secret, maya, alice, bob, send, said):
    team = Team.objects.create(account=account, name="Sales")
    TeamMember.objects.create(account=account, team=team, user=bob)
    send(f"contacts/{maya.pk}/notes/", text="He will sign", about=secret.pk)
    hide(secret, private_to_team=team)
    assert "Merger talks" in said(bob)[0]
    assert "Merger talks" not in said(alice)[0]


@pytest.mark.parametrize("query", ["", "?kind=note"])
def test_a_pinned_note_and_a_filtered_timeline_are_no_way_around(query, secret, maya, alice, bob, send, signed_in):
    send(f"contacts/{maya.pk}/notes/", text="He will sign", about=secret.pk)
    note = TimelineEntry.objects.get(kind="contacts.note")
    send(f"entries/{note.pk}/pin/", pinned="1")
    page = maya.get_absolute_url() + query
    assert "Merger talks" in signed_in(bob).get(page).content.decode()
    hide(secret, private_to=alice)
    shown = signed_in(bob).get(page).content.decode()
    assert "He will sign" in shown
    assert "Merger talks" not in shown


def test_a_note_on_a_mail_without_subject_leads_to_it(maya, mailed, bob, send, signed_in):
    mail = mailed("", maya)
    send(f"contacts/{maya.pk}/notes/", text="He will sign", about=mail.pk)
    shown = signed_in(bob).get(maya.get_absolute_url()).content.decode()
    assert f"/entries/{mail.pk}/" in shown


def test_naming_the_mails_of_many_notes_takes_no_further_statement(maya, mailed, alice, send, signed_in):
    client, page = signed_in(alice), maya.get_absolute_url()
    first, *mails = [mailed(f"Offer {number}", maya) for number in range(5)]
    send(f"contacts/{maya.pk}/notes/", text="He will sign", about=first.pk)
    client.get(page)  # says what was done
    with CaptureQueriesContext(connection) as with_one:
        client.get(page)
    for mail in mails:
        send(f"contacts/{maya.pk}/notes/", text="He will sign", about=mail.pk)
    client.get(page)
    with CaptureQueriesContext(connection) as with_notes:
        client.get(page)
    assert len(with_notes) == len(with_one)
