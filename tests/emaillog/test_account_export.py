"""Everything of an account as one archive: written by a worker, seen by who asked for it, gone after a week."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from contacts import notes, tasks
from contacts.importing import jobs
from crm.models import AuditEntry, Membership, Role
from emaillog import blobs, orphans, retention
from emaillog import tasks as queue
from emaillog.exporting import accounts, packing
from emaillog.models import AccountExport, LoggedEmail
from tests import factories

PAGE = "/a/acme/settings/import-export/"


@pytest.fixture
def maya(account):
    return factories.contact(account, "maya@customer.test", first_name="Maya", last_name="Chen")


@pytest.fixture
def mail(deliver, bcc_address, alice, maya):
    deliver(factories.mail(attachments=(("offer.bin", b"the offer"),)), bcc_address)
    return LoggedEmail.objects.get()


@pytest.fixture
def archive(account, alice, signed_in):
    """What Alice downloads."""

    def opened() -> zipfile.ZipFile:
        export = accounts.ask(account, alice)
        accounts.write(export.pk)
        answer = signed_in(alice).get(f"{PAGE}account/{export.pk}/")
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
        return zipfile.ZipFile(io.BytesIO(answer.getvalue()))

    return opened


def lines(archive: zipfile.ZipFile, name: str) -> list[dict]:
    return [json.loads(line) for line in archive.read(f"{name}.jsonl").splitlines()]


def test_it_holds_every_kind_of_record_and_the_files(account, alice, maya, mail, archive):
    firm = factories.company(account, "Lumen", ("lumen.test",))
    deal = factories.deal(account, "Rollout", (maya,), company=firm, amount="12.50")
    notes.write(account, maya, "She likes tea", alice)
    tasks.write(account, alice, tasks.Wanted("Call her", alice), [maya])
    found = archive()
    assert found.testzip() is None
    (contact,) = lines(found, "contacts")
    assert (contact["first_name"], contact["addresses"]) == ("Maya", ["maya@customer.test"])
    assert {row["name"]: row["domains"] for row in lines(found, "companies")}["Lumen"] == ["lumen.test"]
    (row,) = lines(found, "deals")
    assert (row["id"], row["amount"], row["company"], row["contacts"]) == (deal.pk, "12.50", firm.pk, [maya.pk])
    entries = {entry["kind"]: entry for entry in lines(found, "timeline")}
    assert entries.keys() == {"contacts.note", "contacts.task", "emaillog.email"}
    assert entries["contacts.task"]["task"]["title"] == "Call her"
    assert entries["contacts.note"]["contacts"] == [maya.pk]
    (email,) = lines(found, "emails")
    assert (email["subject"], email["entry"]) == ("Our offer", entries["emaillog.email"]["id"])
    (file,) = email["attachments"]
    (name,) = [each for each in found.namelist() if each.startswith(file["file"])]
    assert found.read(name) == b"the offer"


def test_private_mail_of_others_is_left_out_and_the_archive_says_so(bob, mail, maya, archive, account):
    entry = mail.entry
    entry.private_to = bob
    entry.save()
    found = archive()
    assert (lines(found, "emails"), lines(found, "timeline")) == ([], [])
    assert not [name for name in found.namelist() if name.startswith("attachments/")]
    assert b"NOT in this archive" in found.read("README.txt")


def test_a_note_on_private_mail_of_others_is_there_without_its_subject(alice, bob, mail, maya, archive, signed_in):
    fields = {"text": "He will sign", "about": mail.entry_id}
    signed_in(alice).post(f"{maya.get_absolute_url()}notes/", fields)
    entry = mail.entry
    for owner, about in ((alice, {"entry": entry.pk, "title": "Our offer"}), (bob, None)):
        entry.private_to = owner
        entry.save()
        (note,) = [row for row in lines(archive(), "timeline") if row["kind"] == "contacts.note"]
        assert note["data"].get("about") == about
        AccountExport.objects.all().delete()


def test_ones_own_private_mail_is_there(alice, mail, archive):
    entry = mail.entry
    entry.private_to = alice
    entry.save()
    (email,) = lines(archive(), "emails")
    assert email["is_private"] is True


def test_nothing_of_another_account_is_in_it(other_account, charlie, archive, mail):
    factories.contact(other_account, "secret@globex.test", first_name="Secret")
    found = archive()
    assert all(b"Secret" not in found.read(name) for name in found.namelist())


def test_a_file_that_is_no_longer_stored_is_told_and_the_rest_is_there(mail, archive):
    blobs.delete(mail.attachments.get().blob)
    found = archive()
    assert b"offer.bin" in found.read("missing.txt")
    assert len(lines(found, "emails")) == 1


def test_files_that_the_storage_cannot_hand_out_now_are_not_taken_for_lost(account, alice, mail, monkeypatch, archive):
    def away(*_arguments):
        raise OSError("away")
        yield

    with monkeypatch.context() as ill:
        ill.setattr(blobs, "stream", away)
        export = accounts.ask(account, alice)
        with pytest.raises(OSError, match="away"):
            accounts.write(export.pk)
        assert AccountExport.objects.get().is_waiting
    AccountExport.objects.update(retry_at=timezone.now())
    found = archive()
    assert [name for name in found.namelist() if "offer.bin" in name]
    assert "missing.txt" not in found.namelist()


def test_only_who_asked_can_fetch_it(account, alice, bob, charlie, signed_in):
    carol = factories.user(account, "carol@acme.test", "Carol", Role.ADMIN)
    export = accounts.ask(account, alice)
    accounts.write(export.pk)
    path = f"{PAGE}account/{export.pk}/"
    assert signed_in(carol).get(path).status_code == 404
    assert signed_in(bob).get(path).status_code == 403
    assert signed_in(charlie).get(path).status_code == 404
    assert signed_in(bob).post(f"{PAGE}account/").status_code == 403


def test_asking_twice_writes_one_and_both_deeds_are_in_the_audit_log(account, alice, signed_in):
    client = signed_in(alice)
    for _ in range(2):
        assert "is being written" in client.post(f"{PAGE}account/", follow=True).content.decode()
    export = AccountExport.objects.get()
    queue.export_account(export.pk)
    assert f"account/{export.pk}/" in client.get(PAGE).content.decode()
    client.get(f"{PAGE}account/{export.pk}/")
    kinds = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"exports.account", "exports.downloaded"} <= kinds


def test_after_a_week_it_is_gone_and_until_then_the_collector_leaves_it(account, alice, signed_in, time_machine):
    export = accounts.ask(account, alice)
    accounts.write(export.pk)
    export.refresh_from_db()
    start = timezone.now()
    time_machine.move_to(start + timedelta(days=6))
    orphans.collect()
    queue.purge()
    assert default_storage.exists(export.blob)
    time_machine.move_to(start + timedelta(days=7, minutes=1))
    assert signed_in(alice).get(f"{PAGE}account/{export.pk}/").status_code == 404
    queue.purge()
    assert not default_storage.exists(export.blob)
    assert not AccountExport.objects.exists()


def test_what_a_crash_left_of_an_archive_is_collected(account, time_machine):
    key = blobs.random_key("exports")
    blobs.write(key, b"half of it")
    time_machine.move_to(timezone.now() + timedelta(days=3))
    assert orphans.collect()["exports"] == 1
    assert not default_storage.exists(key)


def test_a_storage_that_is_away_leaves_it_waiting_and_after_some_tries_it_has_failed(account, alice, monkeypatch):
    def away(*_arguments):
        raise OSError("away")

    export = accounts.ask(account, alice)
    monkeypatch.setattr(blobs, "write", away)
    for _ in range(accounts.ATTEMPTS):
        AccountExport.objects.update(retry_at=timezone.now())
        with pytest.raises(OSError, match="away"):
            accounts.write(export.pk)
        assert AccountExport.objects.get().is_waiting
    AccountExport.objects.update(retry_at=timezone.now())
    accounts.write(export.pk)
    assert AccountExport.objects.get().status == "failed"


def test_who_is_no_administrator_any_more_gets_none(account, alice):
    export = accounts.ask(account, alice)
    Membership.objects.filter(user=alice).update(role=Role.MEMBER)
    accounts.write(export.pk)
    assert AccountExport.objects.get().status == "failed"


def test_a_long_archive_keeps_its_lease_and_gives_way_when_it_lost_it(account, alice, monkeypatch, maya):
    export = accounts.ask(account, alice)
    monkeypatch.setattr(accounts, "BEATS", 0)
    pieces = packing.Packing.pieces

    def robbed(self):
        AccountExport.objects.update(attempts=9)
        yield from pieces(self)

    monkeypatch.setattr(packing.Packing, "pieces", robbed)
    accounts.write(export.pk)
    assert AccountExport.objects.get().is_waiting
    assert not list(blobs.walk("exports"))


def test_imports_and_exports_are_forgotten_by_the_daily_work(account, alice, monkeypatch):
    forgotten = []
    monkeypatch.setattr(retention, "purge", lambda: forgotten.append("mail"))
    monkeypatch.setattr(accounts, "forget", lambda: forgotten.append("exports"))
    monkeypatch.setattr(jobs, "forget", lambda: forgotten.append("imports"))
    queue.purge()
    assert forgotten == ["mail", "imports", "exports"]


def test_imports_and_exports_are_forgotten_by_hand_too(monkeypatch, capsys, db):
    monkeypatch.setattr(accounts, "forget", lambda: 2)
    monkeypatch.setattr(jobs, "forget", lambda: 3)
    call_command("purge")
    assert "3 imports and 2 exports whose time was over." in capsys.readouterr().out
