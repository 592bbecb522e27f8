"""Lists as CSV: what the page shows, in constant memory, and nothing that a spreadsheet would run."""

import csv
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.exporting import cells, lists
from contacts.models import Contact, ContactEmail
from crm.models import AuditEntry
from tests import factories


@pytest.fixture
def export(bob, signed_in):
    """The rows of a file that Bob, who is no administrator, asks for."""

    def rows(page: str, query: str = "", *chosen, language: str = "en") -> list[dict[str, str]]:
        what = {"chosen": [record.pk for record in chosen]} if chosen else {"all": "1"}
        answer = signed_in(bob).post(
            "/a/acme/export/", {"page": page, "query": query} | what, headers={"accept-language": language}
        )
        assert answer.status_code == 200
        return list(csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig"), newline="")))

    return rows


def test_a_list_of_contacts_is_exported_as_its_page_shows_it(account, alice, maya, export):
    maya.lifecycle, maya.owner = "customer", alice
    maya.save()
    ContactEmail.objects.create(account=account, contact=maya, address="m.chen@home.test")
    (row,) = export("contacts", "columns=email,company,lifecycle,owner")
    assert row == {
        "First name": "Maya",
        "Last name": "Chen",
        "Job title": "",
        "Email": "maya@lumen.test",
        "Other addresses": "m.chen@home.test",
        "Company": "Lumen Ltd",
        "Lifecycle": "Customer",
        "Owner": "Alice Admin",
        "Owner’s address": "alice@acme.test",
    }


def test_filters_words_and_order_are_those_of_the_list(account, bob, export):
    for name in ("Ada", "Bea", "Cleo"):
        factories.contact(account, f"{name}@x.test", first_name=name, last_name=name, owner=bob if name > "B" else None)
    assert [row["First name"] for row in export("contacts", "owner=me&sort=name")] == ["Bea", "Cleo"]
    assert [row["First name"] for row in export("contacts", "owner=me&sort=-name")] == ["Cleo", "Bea"]
    assert [row["First name"] for row in export("contacts", "q=Ada&sort=name")] == ["Ada"]
    assert export("contacts", "q=nobody") == []


def test_the_ticked_rows_alone_can_be_exported(account, maya, export):
    factories.contact(account, "tom@x.test", first_name="Tom")
    assert [row["First name"] for row in export("contacts", "", maya)] == ["Maya"]


def test_companies_and_deals_are_exported_with_iso_dates_and_plain_numbers(account, lumen, rollout, bob, export):
    rollout.closes_on, rollout.amount, rollout.owner = date(2026, 12, 24), "1234567.5", bob
    rollout.save()
    (row,) = export("deals")
    assert (row["Deal"], row["Company"], row["Closing date"], row["Amount"], row["Currency"]) == (
        *("Rollout", "Lumen Ltd", "2026-12-24"),
        *("1234567.50", "EUR"),
    )
    assert (row["Contacts"], row["Contacts’ addresses"]) == ("Maya Chen", "maya@lumen.test")
    (row,) = export("companies")
    assert (row["Company"], row["Domains"]) == ("Lumen Ltd", "lumen.test")


FORMULAS = [
    '=HYPERLINK("http://x")',
    " \t=1+1",
    "＝1+1",
    "-2+3",
    "+49 30 1",
    "@SUM(A1)",
    "\t1",
    "\r1",
    "\ufeff=1",
    "　－1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_n59_a_formula_opens_as_text(account, export, text):
    factories.contact(account, first_name=text)
    (row,) = export("contacts")
    assert row["First name"] == f"'{text}"
    assert cells.unsafe(row["First name"]) == text, "an import of the file reads it as it was"


@pytest.mark.parametrize("text", ["Maya", "O'Hara", "'t Hart", "a=b", "", " x", "Ünal", "2+3"])
def test_other_texts_stay_as_they_are(text):
    assert cells.safe(text) == text == cells.unsafe(text)


def test_the_file_is_utf_8_that_excel_knows_with_the_lines_of_rfc_4180(maya, bob, signed_in):
    Contact.objects.update(first_name='Zoë "Z",\nJr.')
    with time_machine.travel("2026-11-23 10:00", tick=False):
        answer = signed_in(bob).post("/a/acme/export/", {"page": "contacts", "all": "1", "query": "columns=email"})
    assert answer["Content-Disposition"] == 'attachment; filename="contacts-2026-11-23.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    head, row = answer.getvalue().decode("utf-8").split("\r\n")[:2]
    assert head == "\ufeffFirst name,Last name,Job title,Email,Other addresses"
    assert row == '"Zoë ""Z"",\nJr.",Chen,,maya@lumen.test,'


def test_moments_are_said_in_the_readers_zone(maya, bob, export):
    bob.time_zone = "Asia/Tokyo"
    bob.save()
    with time_machine.travel("2026-11-23 20:00", tick=False):
        Contact.objects.update(created_at="2026-11-23T20:00:00Z")
        (row,) = export("contacts", "columns=added")
    assert row["Added"] == "2026-11-24 05:00:00+09:00"


def test_the_last_activity_leaves_out_what_is_private_to_others(maya, alice, happened, export):
    (entry,) = happened(1, contact=maya)
    assert export("contacts", "columns=activity")[0]["Last activity"] == "2026-11-23 10:00:00+00:00"
    entry.private_to = alice
    entry.save()
    assert export("contacts", "columns=activity")[0]["Last activity"] == ""


def test_a_long_list_costs_the_same_statements_a_batch(account, alice, monkeypatch, export):
    for number in range(30):
        factories.contact(account, f"p{number}@x.test", first_name=f"P{number}", owner=alice)
    export("contacts")
    monkeypatch.setattr(lists, "AT_ONCE", 15)
    with CaptureQueriesContext(
        connection,
    ) as two:
        assert len(export("contacts")) == 30
    monkeypatch.setattr(lists, "AT_ONCE", 5)
    with CaptureQueriesContext(connection) as six:
        assert len({row["Email"] for row in export("contacts")}) == 30
    assert len(six) - len(two) == 4 * 2, "the rows and their addresses"


def test_an_export_stands_in_the_audit_log(maya, bob, export):
    export("contacts", "owner=none")
    (entry,) = AuditEntry.objects.filter(action="exports.contacts")
    assert (entry.user, entry.data) == (bob, {"query": "owner=none", "all": True})


def test_charlie_gets_nothing_of_acme(maya, charlie, signed_in):
    client = signed_in(charlie)
    assert client.post("/a/acme/export/", {"page": "contacts", "all": "1"}).status_code == 404
    own = client.post("/a/globex/export/", {"page": "contacts", "chosen": [maya.pk]})
    assert len(own.getvalue().decode().splitlines()) == 1, "the headings alone"


def test_only_lists_that_exist_are_exported_and_only_by_post(bob, signed_in):
    client = signed_in(bob)
    assert client.post("/a/acme/export/", {"page": "users"}).status_code == 404
    assert client.get("/a/acme/export/").status_code == 405
