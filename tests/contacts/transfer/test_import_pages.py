"""The pages of an import: who may, what they say, and that each step happens once."""

from django.core.files.uploadedfile import SimpleUploadedFile

from contacts.forms import imports as forms
from contacts.importing import running
from contacts.models import Contact, Import
from emaillog import tasks

PAGE = "/a/acme/settings/import-export/"


def begin(client, content: bytes = b"email,first name\na@x.test,A\nwrong,B\n", kind: str = "contact"):
    file = SimpleUploadedFile("people.csv", content)
    return client.post(f"{PAGE}imports/", {"kind": kind, "file": file}, follow=True)


def columns(*keys: str, **more: str) -> dict[str, str]:
    return {f"column_{place}": key for place, key in enumerate(keys)} | {"choice": "fill"} | more


def test_an_administrator_is_led_from_the_file_to_the_result(alice, signed_in):
    client = signed_in(alice)
    shown = begin(client).content.decode()
    assert "What do the columns mean?" in shown
    assert "a@x.test" in shown
    job = Import.objects.get()
    shown = client.post(f"{PAGE}imports/{job.pk}/check/", columns("email", "first_name"), follow=True).content.decode()
    assert "0 of about 2 rows" in shown
    assert 'hx-trigger="every 1s"' in shown
    tasks.run_import(job.pk)
    part = client.get(f"{PAGE}imports/{job.pk}/", headers={"hx-request": "true", "hx-target": "import-progress"})
    assert part["HX-Refresh"] == "true"
    shown = client.get(f"{PAGE}imports/{job.pk}/").content.decode()
    assert "Import 1 row" in shown
    assert "“wrong” is no mail address." in shown
    client.post(f"{PAGE}imports/{job.pk}/go/")
    tasks.run_import(job.pk)
    assert "The file is imported" in client.get(f"{PAGE}imports/{job.pk}/").content.decode()
    again = client.post(f"{PAGE}imports/{job.pk}/go/", follow=True)
    assert "is being imported already" in again.content.decode()
    assert Contact.objects.count() == 1
    assert "1 new, 0 updated, 1 not imported" in client.get(PAGE).content.decode()


def test_a_member_exports_lists_and_imports_nothing(bob, alice, signed_in):
    begin(signed_in(alice))
    job = Import.objects.get()
    client = signed_in(bob)
    shown = client.get(PAGE).content.decode()
    assert "Export a list" in shown
    assert "people.csv" not in shown
    assert client.get(f"{PAGE}imports/").status_code == 403
    for rest in ("", "result.csv"):
        assert client.get(f"{PAGE}imports/{job.pk}/{rest}").status_code == 403
    for rest in ("check", "go", "drop", "headings"):
        assert client.post(f"{PAGE}imports/{job.pk}/{rest}/").status_code == 403


def test_files_that_cannot_be_read_are_refused_with_what_to_do(alice, signed_in, monkeypatch):
    client = signed_in(alice)
    assert "Save it as CSV" in begin(client, b"PK\x03\x04").content.decode()
    assert "The file is empty." in begin(client, b"").content.decode()
    assert "no CSV file" in begin(client, b"BEGIN:VCARD\nFN:A\nEND:VCARD\n", "deal").content.decode()
    monkeypatch.setattr(forms, "LARGEST", 10)
    assert "up to 50 MB" in begin(client).content.decode()
    assert not Import.objects.exists()


def test_columns_that_make_no_sense_are_told(alice, signed_in):
    client = signed_in(alice)
    begin(client)
    path = f"{PAGE}imports/{Import.objects.get().pk}/check/"
    assert "which column holds the names" in client.post(path, columns("", "")).content.decode()
    shown = client.post(path, columns("first_name", "first_name")).content.decode()
    assert "Two columns are said to mean “First name”" in shown
    assert client.post(path, columns("email", "nonsense")).status_code == 200
    assert Import.objects.get().status == "read"


def test_the_first_row_can_be_said_to_be_data(alice, signed_in):
    client = signed_in(alice)
    begin(client, b"Ada,a@x\nBea,b@x.test\n")
    job = Import.objects.get()
    assert job.dialect["has_headings"] is False
    shown = client.post(f"{PAGE}imports/{job.pk}/headings/", follow=True).content.decode()
    assert "is taken for headings" in shown
    client.post(f"{PAGE}imports/{job.pk}/headings/")
    assert Import.objects.get().dialect["has_headings"] is False


def test_what_has_written_nothing_can_be_cancelled(alice, signed_in):
    client = signed_in(alice)
    begin(client)
    shown = client.post(f"{PAGE}imports/{Import.objects.get().pk}/drop/", follow=True).content.decode()
    assert "nothing was written" in shown
    assert not Import.objects.exists()
    begin(client)
    job = Import.objects.get()
    client.post(f"{PAGE}imports/{job.pk}/check/", columns("email", "first_name"))
    running.run(job.pk)
    client.post(f"{PAGE}imports/{job.pk}/go/")
    assert "too late to cancel" in client.post(f"{PAGE}imports/{job.pk}/drop/", follow=True).content.decode()
