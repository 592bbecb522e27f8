"""Contacts out of CSV files: guessed, looked through, and written once."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.importing import jobs, results, running
from contacts.models import Company, Contact, ContactEmail, Import, ImportPart, Lifecycle, Origin
from crm.models import AuditEntry
from tests import factories

PEOPLE = "First name,Last name,Email,Company,Phone,Title,Owner,Lifecycle\n"
MAYA = "Maya,Chen,Maya@Lumen.test,Lumen Ltd,+49 30 1,CTO,bob@acme.test,customer\n"


def test_a_row_becomes_a_contact_with_all_that_it_says(take_in, alice, bob):
    job = take_in(PEOPLE + MAYA)
    assert (job.status, job.counts) == ("done", {"new": 1})
    contact = Contact.objects.get()
    assert (contact.name, contact.title, contact.phone) == ("Maya Chen", "CTO", "+49 30 1")
    assert (contact.company.name, contact.owner, contact.lifecycle) == ("Lumen Ltd", bob, Lifecycle.CUSTOMER)
    assert contact.addresses == ["maya@lumen.test"]
    assert (contact.origin, contact.origin_user) == (Origin.IMPORT, alice)


def test_the_dry_run_says_the_same_and_writes_nothing(take_in, account, bob):
    factories.contact(account, "old@x.test", first_name="Old")
    text = PEOPLE + MAYA + ",,old@x.test,,123,,,\n,,nonsense,,,,,\n"
    looked = take_in(text, is_trial=True)
    assert (looked.status, looked.rows) == ("checked", 3)
    assert (Contact.objects.count(), Company.objects.count()) == (1, 0)
    assert take_in(text).counts == looked.counts == {"new": 1, "updated": 1, "problem": 1}


def test_the_same_file_again_changes_nothing(take_in, bob):
    take_in(PEOPLE + MAYA + "Tom,Without,,,,,,\n")
    assert take_in(PEOPLE + MAYA + "Tom,Without,,,,,,\n").counts == {"unchanged": 2}
    assert Contact.objects.count() == 2
    assert Company.objects.count() == 1


@pytest.mark.parametrize(
    ("choice", "title", "phone", "outcome"),
    [("fill", "Boss", "1", "updated"), ("overwrite", "CTO", "1", "updated"), ("skip", "Boss", "", "skipped")],
)
def test_what_is_there_already_is_filled_overwritten_or_left(take_in, account, choice, title, phone, outcome):
    factories.contact(account, "m@x.test", first_name="Maya", title="Boss")
    job = take_in("Email,Title,Phone,First name\nm@x.test,CTO,1,\n", choice=choice)
    contact = Contact.objects.get()
    assert (contact.title, contact.phone, contact.first_name) == (title, phone, "Maya"), "an empty cell empties nothing"
    assert job.counts == {outcome: 1}


def test_a_contact_is_met_by_any_address_and_gets_the_others(take_in, account):
    contact = factories.contact(account, "m@x.test", "m@home.test", first_name="Maya")
    take_in("email;other email\nm@home.test;m@new.test, m@newer.test\n")
    assert contact.addresses == ["m@x.test", "m@home.test", "m@new.test", "m@newer.test"]


def test_a_contact_that_had_no_address_gets_a_primary_one(take_in, account):
    factories.contact(account, "a@x.test")
    ContactEmail.objects.update(is_primary=False)
    take_in("email,email 2\na@x.test,b@x.test\n")
    assert list(ContactEmail.objects.filter(is_primary=True).values_list("address", flat=True)) == ["b@x.test"]


def test_who_comes_without_a_company_is_of_that_of_the_domain(take_in, account, lumen):
    take_in("email\nnew@lumen.test\n")
    assert Contact.objects.get().company == lumen


def test_each_problem_names_its_row(take_in, account, said):
    factories.contact(account, "one@x.test", first_name="One")
    factories.contact(account, "two@x.test", first_name="Two")
    text = (
        "Name,Email,Email 2,Owner,Status\n"
        "A,no address,,,\n"
        "B,one@x.test,two@x.test,,\n"
        "\n"
        "C,c@x.test,,,\n"
        "D,C@X.test,,,\n"
        f"{'E' * 300},e@x.test,,,\n"
        "F,f@x.test,,nobody@acme.test,\n"
        "G,g@x.test,,,king\n"
        ",,,alice@acme.test,\n"
        "H,h@x.test,,,,too,many\n"
    )
    assert said(take_in(text)) == [
        "2: “no” is no mail address.",
        "3: “two@x.test” is an address of another contact: Two.",
        "6: The same as row 5: c@x.test.",
        "7: “Full name” is longer than 200 characters.",
        "8: No user of this account is called “nobody@acme.test”.",
        "9: “king” is no lifecycle stage.",
        "10: Neither a name nor a mail address.",
        "11: This row has more cells than there are columns.",
    ]
    assert set(Contact.objects.values_list("first_name", flat=True)) == {"One", "Two", "C"}


def test_last_name_first_is_turned_round(take_in):
    take_in('Name,E-Mail\n"Chen, Maya",m@x.test\n"Maria da Silva",d@x.test\n')
    assert {(one.first_name, one.last_name) for one in Contact.objects.all()} == {
        ("Maya", "Chen"),
        ("Maria", "da Silva"),
    }


GERMAN = "Vorname;Nachname;E-Mail-Adresse;Firma;Telefon;Lebenszyklus;Zuständig\nZoë;Müller;z@x.test;Grün AG;1;Kunde;\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_german_headings_and_every_usual_encoding_are_understood(take_in, encoding):
    take_in(GERMAN.encode(encoding))
    contact = Contact.objects.get()
    assert (contact.name, contact.company.name, contact.lifecycle) == ("Zoë Müller", "Grün AG", "customer")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_found_out(take_in, delimiter, end):
    rows = [["email", "first name"], ["a@x.test", "A"], ["b@x.test", "B"]]
    take_in(end.join(delimiter.join(row) for row in rows))
    assert set(Contact.objects.values_list("first_name", flat=True)) == {"A", "B"}


def test_a_file_without_headings_is_guessed_by_what_it_holds(take_in):
    job = take_in("a@x.test\nb@x.test\n")
    assert (job.mapping, job.counts) == (["email"], {"new": 2})


def test_our_own_export_comes_back_as_it_was(take_in, account, bob, signed_in):
    odd = factories.contact(account, "m@x.test", "m2@x.test", first_name="=1+1", last_name="O'Hara", owner=bob)
    odd.phone = "+49 30 1"
    odd.save()
    query = "columns=email,company,phone,lifecycle,owner"
    answer = signed_in(bob).post("/a/acme/export/", {"page": "contacts", "all": "1", "query": query})
    written = answer.getvalue()
    assert take_in(written, choice="overwrite").counts == {"unchanged": 1}
    Contact.objects.all().delete()
    assert take_in(written).counts == {"new": 1}
    contact = Contact.objects.get()
    assert (contact.first_name, contact.phone, contact.owner) == ("=1+1", "+49 30 1", bob)
    assert contact.addresses == ["m@x.test", "m2@x.test"]


def many(count: int) -> str:
    rows = (f"P{n},N{n},p{n}@x.test,Firm {n % 7}\n" for n in range(count))
    return "First name,Last name,Email,Company\n" + "".join(rows)


def test_after_a_crash_the_import_goes_on_where_it_was_and_writes_nothing_twice(take_in, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 10)
    job = take_in(many(35), is_trial=True)
    jobs.go(job)
    write, left = running.write, iter(range(2))

    def dying(*arguments):
        if next(left, None) is None:
            raise KeyboardInterrupt
        write(*arguments)

    monkeypatch.setattr(running, "write", dying)
    with pytest.raises(KeyboardInterrupt):
        running.run(job.pk)
    assert Contact.objects.count() == 20
    monkeypatch.setattr(running, "write", write)
    running.run(job.pk)
    assert Contact.objects.count() == 20, "the worker that died still has its lease"
    Import.objects.update(retry_at=job.created_at)
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.counts, Contact.objects.count()) == ("done", {"new": 35}, 35)
    assert Company.objects.count() == 7


def test_of_two_workers_at_one_import_one_gives_way(take_in, monkeypatch):
    job = take_in(many(5), is_trial=True)
    jobs.go(job)
    write = running._write

    def overtaken(*arguments):
        Import.objects.update(done=3)
        return write(*arguments)

    monkeypatch.setattr(running, "_write", overtaken)
    running.run(job.pk)
    assert (Contact.objects.count(), Import.objects.get().status) == (0, "importing")


def test_what_stops_again_and_again_at_one_place_is_given_up(take_in):
    job = take_in(many(5), is_trial=True)
    jobs.go(job)
    Import.objects.update(attempts=running.ATTEMPTS)
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.fault) == ("failed", "crashed")


def test_a_file_that_is_gone_is_said(take_in):
    job = take_in(many(5), is_trial=True)
    jobs.go(job)
    default_storage.delete(job.blob)
    running.run(job.pk)
    assert Import.objects.get().fault == "gone"


def test_a_batch_costs_the_same_statements_whatever_its_size(take_in, account, alice, monkeypatch):
    def statements(count: int, letter: str) -> int:
        text = many(count).replace("@x.test", f"@{letter}.test").replace("Firm", f"Firm {letter}")
        job = jobs.start(account, alice, "contact", "x.csv", BytesIO(text.encode()))
        jobs.check(job, job.mapping, "fill")
        running.run(job.pk)
        jobs.go(job)
        with CaptureQueriesContext(connection) as made:
            running.run(job.pk)
        return len(made)

    few = statements(10, "a")
    assert statements(60, "b") == few  # SQLite splits an insert of more rows
    assert few <= 25


def test_who_is_made_by_a_mail_meanwhile_is_updated_and_not_doubled(take_in, account, monkeypatch):
    job = take_in(many(3), is_trial=True)
    jobs.go(job)
    create, once = ContactEmail.objects.bulk_create, iter([1])

    def late(rows):
        rows = list(rows)
        if next(once, None):
            person = Contact.objects.create(account=account)
            create([ContactEmail(account=account, contact=person, address="p1@x.test", is_primary=True)])
        return create(rows)

    monkeypatch.setattr(ContactEmail.objects, "bulk_create", late)
    running.run(job.pk)
    assert Import.objects.get().counts == {"new": 3}, "the whole batch was taken back and tried again"
    assert ContactEmail.objects.count() == Contact.objects.count() == 3


def test_the_result_says_of_each_row_what_became_of_it(take_in, account):
    known = factories.contact(account, "k@x.test", first_name="Known")
    job = take_in("Email,Title\nk@x.test,=1+1\nnonsense,x\nn@x.test,y\n")
    rows = list(csv.reader(StringIO(b"".join(results.stream(job, "https://crm.test")).decode("utf-8-sig"), newline="")))
    new = Contact.objects.get(emails__address="n@x.test")
    assert rows == [
        ["Email", "Title", "Row", "Outcome", "Why", "Record"],
        ["k@x.test", "'=1+1", "2", "Updated", "", f"https://crm.test/a/acme/contacts/{known.pk}/"],
        ["nonsense", "x", "3", "Not imported", "“nonsense” is no mail address.", ""],
        ["n@x.test", "y", "4", "New", "", f"https://crm.test/a/acme/contacts/{new.pk}/"],
    ]


def test_an_import_stands_in_the_audit_log(take_in, alice):
    take_in(many(2), name="fair.csv")
    (entry,) = AuditEntry.objects.filter(action="imports.contact")
    assert (entry.user, entry.about, entry.data) == (alice, "fair.csv", {"new": 2, "updated": 0})


def test_the_same_addresses_in_another_account_are_no_matter(take_in, other_account):
    theirs = factories.contact(other_account, "p0@x.test", first_name="Theirs")
    factories.company(other_account, "Firm 0", ("x.test",))
    take_in(many(1))
    mine = Contact.objects.exclude(pk=theirs.pk).get()
    assert mine.company.account == mine.account
    theirs.refresh_from_db()
    assert (theirs.first_name, theirs.addresses) == ("Theirs", ["p0@x.test"])


def test_after_a_month_the_file_and_its_outcomes_go(take_in, time_machine):
    job = take_in(many(2))
    jobs.forget()
    assert default_storage.exists(job.blob)
    time_machine.move_to(timezone.now() + jobs.KEPT_FOR + timedelta(minutes=1))
    jobs.forget()
    assert not default_storage.exists(job.blob)
    assert (Import.objects.count(), ImportPart.objects.count(), Contact.objects.count()) == (0, 0, 2)
