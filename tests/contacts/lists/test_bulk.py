"""Many records at once, and taking it back."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from contacts import notes
from contacts.bulk import changing, deleting
from contacts.models import BulkAction, Company, Contact, Deal, SavedView, TimelineEntry
from crm.models import AuditEntry
from emaillog import intake, tasks
from tests import factories


@pytest.fixture
def people(account, bob):
    fields = [{"owner": bob}, {"lifecycle": "lead"}, {}]
    return [factories.contact(account, f"p{n}@x.test", first_name=f"P{n}", **each) for n, each in enumerate(fields)]


def later() -> time_machine.travel:
    """When nobody can take back any more what was deleted."""
    return time_machine.travel(timezone.now() + deleting.WAITS + timedelta(seconds=1), tick=False)


def undo(act) -> str:
    pk = BulkAction.objects.order_by("-pk")[0].pk
    return act.client.post(f"/a/acme/bulk/{pk}/undo/", follow=True).content.decode()


def owners() -> list[str | None]:
    return [contact.owner and contact.owner.name for contact in Contact.objects.order_by("pk")]


def test_an_owner_is_given_to_the_ticked_ones_and_taken_back(people, act):
    shown = act("contacts", *people[:2], owner="me")
    assert owners() == ["Alice Admin", "Alice Admin", None]
    assert "2 records are changed." in shown
    assert "Undo" in shown
    assert "2 records are as they were." in undo(act)
    assert owners() == ["Bob Berry", None, None]
    assert "too late" in undo(act)


def test_undo_leaves_alone_what_somebody_changed_since(people, bob, act):
    act("contacts", *people[1:], owner="me")
    Contact.objects.filter(pk=people[1].pk).update(owner=bob)
    assert "1 record is as it was." in undo(act)
    assert owners() == ["Bob Berry", "Bob Berry", None]


def test_nothing_is_remembered_of_those_that_were_so_already(people, act):
    act("contacts", *people, lifecycle="lead")
    assert set(BulkAction.objects.get().before["had"]) == {str(people[0].pk), str(people[2].pk)}
    assert "Nothing was changed" in act("contacts", *people, lifecycle="lead")


def test_r7_moving_many_deals_sets_their_dates_and_undo_gives_them_back(account, act):
    lost = factories.deal(
        account, "Lost", stage="lost", closed_at=timezone.now(), opened_at=timezone.now() - timedelta(days=9)
    )
    fresh = factories.deal(account, "Fresh")
    opened = lost.opened_at
    act("deals", lost, fresh, stage="proposal")
    lost.refresh_from_db()
    assert (lost.stage, lost.closed_at) == ("proposal", None)
    assert lost.opened_at > opened
    undo(act)
    lost.refresh_from_db(), fresh.refresh_from_db()
    assert (lost.stage, lost.opened_at, fresh.stage) == ("lost", opened, "new")
    assert lost.closed_at is not None


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("users", {"owner": "me"}),
        ("contacts", {"owner": "999999"}),
        ("contacts", {"owner": "x"}),
        ("contacts", {"stage": "won"}),
        ("companies", {"lifecycle": "lead"}),
        ("contacts", {"lifecycle": "friend"}),
        ("deals", {"stage": "maybe"}),
        ("deals", {}),
    ],
)
def test_what_cannot_be_set_is_404(page, fields, people, rollout, act):
    assert act.client.post("/a/acme/bulk/", {"page": page, "all": "1"} | fields).status_code == 404
    assert not BulkAction.objects.exists()


def test_rows_of_another_account_are_not_touched(other_account, people, act):
    foreign = factories.contact(other_account, "f@globex.test")
    act("contacts", foreign, people[0], owner="me")
    act("contacts", foreign, delete="1")
    foreign.refresh_from_db()
    assert foreign.owner is None
    assert deleting.due().count() == 0


def test_a_colleague_of_another_account_cannot_become_the_owner(people, charlie, act):
    assert act.client.post("/a/acme/bulk/", {"page": "contacts", "all": "1", "owner": charlie.pk}).status_code == 404


def test_nobody_takes_back_what_another_did(people, bob, signed_in, act):
    act("contacts", *people, owner="none")
    pk = BulkAction.objects.get().pk
    assert signed_in(bob).post(f"/a/acme/bulk/{pk}/undo/").status_code == 404


def test_all_that_match_are_those_of_every_page_and_of_the_filters(account, people, bob, act):
    for number in range(60):
        factories.contact(account, first_name=f"Q{number}", owner=bob)
    act("contacts", all="1", query=f"owner={bob.pk}&q=Q", lifecycle="customer")
    assert Contact.objects.filter(lifecycle="customer").count() == 60
    undo(act)
    assert not Contact.objects.filter(lifecycle="customer").exists()


def test_many_are_changed_in_batches_that_are_taken_back_together(account, people, alice, bob, act, monkeypatch):
    monkeypatch.setattr(changing, "AT_ONCE", 20)
    for number in range(60):
        factories.contact(account, first_name=f"Q{number}")
    with CaptureQueriesContext(connection) as queries:
        act("contacts", all="1", query="", owner="me")
    assert BulkAction.objects.count() == 4
    assert len(queries) < 80
    assert not Contact.objects.exclude(owner=alice).exists()
    undo(act)
    assert Contact.objects.filter(owner=None).count() == 62
    assert not BulkAction.objects.exclude(status="undone").exists()


def test_the_audit_log_says_it_in_one_sentence(people, act):
    act("contacts", *people, owner="none")
    act("contacts", *people, delete="1")
    assert [(entry.action, entry.data["count"]) for entry in AuditEntry.objects.order_by("pk")] == [
        ("bulk.owner", 1),
        ("bulk.delete", 3),
    ]


@pytest.mark.parametrize("done", [{"owner": "me"}, {"delete": "1"}])
def test_what_is_done_to_rows_and_taking_it_back_lead_to_the_list_as_it_was(account, alice, people, act, done):
    view = SavedView.objects.create(account=account, user=alice, page="contacts", name="Leads", query="lifecycle=lead")
    address = f"/a/acme/contacts/?lifecycle=lead&sort=name&view={view.pk}"
    query = html.fromstring(act.client.get(address).content).get_element_by_id("bulk").fields["query"]

    answer = act.client.post("/a/acme/bulk/", {"page": "contacts", "chosen": people[1].pk, "query": query} | done)

    assert answer["Location"] == address
    page = html.fromstring(act.client.get(answer["Location"]).content)
    offer = next(form for form in page.forms if form.action and form.action.endswith("/undo/"))
    back = act.client.post(offer.action, dict(offer.form_values()))
    assert back["Location"] == address


def test_taking_back_leads_to_no_other_site(people, act):
    act("contacts", *people, owner="none")
    address = f"/a/acme/bulk/{BulkAction.objects.get().pk}/undo/"
    assert act.client.post(address, {"next": "https://evil.test/"})["Location"] == "/a/acme/contacts/"


# --- Deleting


def test_deleted_records_leave_the_list_at_once_and_come_back_when_taken_back(people, look, act):
    shown = act("contacts", *people[:2], delete="1")
    assert "2 contacts are deleted." in shown
    assert "Select P0" not in shown
    assert "Select P2" in shown
    assert Contact.objects.count() == 3
    assert "2 records are as they were." in undo(act)
    assert "Select P0" in look("contacts/")


def test_after_a_while_the_sweeper_has_them_deleted_with_their_notes(account, people, alice, act, monkeypatch):
    rung = []
    monkeypatch.setattr(intake, "ring", lambda task, ids: rung.append((task, list(ids))))
    kept = notes.write(account, people[2], "Stays", alice)
    notes.write(account, people[0], "Goes", alice)
    act("contacts", *people[:2], delete="1")
    waiting = BulkAction.objects.get()
    tasks.delete_records(waiting.pk)
    assert Contact.objects.count() == 3, "not yet"
    with later():
        tasks.sweep()
        assert ("delete_records", [waiting.pk]) in rung
        assert "too late" in undo(act)
        tasks.delete_records(waiting.pk)
        tasks.delete_records(waiting.pk)
    assert list(Contact.objects.all()) == [people[2]]
    assert list(TimelineEntry.objects.all()) == [kept]
    assert BulkAction.objects.get().status == "done"


def test_a_crash_between_two_slices_loses_nothing(account, people, act, monkeypatch):
    monkeypatch.setattr(deleting, "SLICE", 1)
    act("contacts", *people, delete="1")
    pk = BulkAction.objects.get().pk
    with later():
        assert deleting._carry_on(pk)
        assert Contact.objects.count() == 2
        assert len(BulkAction.objects.get().before["ids"]) == 2
        deleting.carry_out(pk)
    assert not Contact.objects.exists()


def test_more_than_can_be_hidden_is_refused_and_nothing_is_deleted(people, act, monkeypatch):
    monkeypatch.setattr(deleting, "MOST", 2)
    assert "At most 2 records can be deleted at once" in act("contacts", all="1", query="", delete="1")
    assert not BulkAction.objects.exists()


def test_companies_and_deals_are_deleted_the_same_way(lumen, rollout, act):
    assert "1 company is deleted." in act("companies", lumen, delete="1")
    assert "1 deal is deleted." in act("deals", rollout, delete="1")
    with later():
        for pk in deleting.due().values_list("pk", flat=True):
            tasks.delete_records(pk)
    assert not Company.objects.exists()
    assert not Deal.objects.exists()


# --- One record, from its own page


@pytest.mark.parametrize(("kind", "where"), [("contact", "contacts"), ("company", "companies"), ("deal", "deals")])
def test_one_that_is_deleted_on_its_own_page_is_offered_back_on_the_list(maya, lumen, rollout, act, kind, where):
    row = {"contact": maya, "company": lumen, "deal": rollout}[kind]
    asked = act.client.get(f"/a/acme/{where}/{row.pk}/delete/").content.decode()
    assert "cannot be undone" not in asked
    assert "Right afterwards you can take it back." in asked

    answer = act.client.post(f"/a/acme/{where}/{row.pk}/delete/", follow=True)

    assert answer.redirect_chain == [(f"/a/acme/{where}/", 302)]
    shown = answer.content.decode()
    assert f"{row} is deleted." in shown
    assert f"Select {row}" not in shown
    assert "1 record is as it was." in undo(act)
    assert f"Select {row}" in act.client.get(f"/a/acme/{where}/").content.decode()
    with later():
        assert not deleting.due().exists()


def test_the_audit_log_names_the_one_that_was_deleted(maya, act):
    act.client.post(f"/a/acme/contacts/{maya.pk}/delete/")
    assert [(entry.action, entry.about) for entry in AuditEntry.objects.all()] == [
        ("records.deleted_contact", "Maya Chen")
    ]


def test_a_second_click_on_delete_does_not_delete_what_is_taken_back(maya, act):
    for _click in range(2):
        assert act.client.post(f"/a/acme/contacts/{maya.pk}/delete/")["Location"] == "/a/acme/contacts/"
    assert BulkAction.objects.count() == 1
    assert "1 record is as it was." in undo(act)
