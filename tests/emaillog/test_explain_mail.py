"""The dry run: says what the line would do, and does nothing."""

import json

import pytest
from django.core.management import CommandError, call_command

from contacts.models import Contact
from emaillog import explaining
from emaillog.mime.message import parse
from emaillog.models import Attachment, InboundMessage, LoggedEmail
from tests.emaillog.forwards import forward
from tests.factories import contact, mail


@pytest.fixture
def explain(tmp_path, capsys):
    def lines(message, to):
        path = tmp_path / "a.eml"
        path.write_bytes(message.as_bytes())
        call_command("explain_mail", str(path), "--to", to, "--json")
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return lines


def test_bcc_is_explained_and_nothing_is_written(account, alice, bob, bcc_address, explain):
    contact(account, "maya@customer.test")
    message = mail(to="maya@customer.test, new@customer.test, bob@acme.test", attachments=(("a.txt", b"12"),))
    (row,) = explain(message, bcc_address)
    assert (row["route"], row["outcome"], row["reason"]) == ("bcc", "logged", "logged")
    assert (row["direction"], row["logged_by"]) == ("outgoing", "alice@acme.test")
    assert {one["address"]: one["action"] for one in row["contacts"]} == {
        "maya@customer.test": "match",
        "new@customer.test": "create",
        "bob@acme.test": "skip",
        "alice@acme.test": "skip",
    }
    assert row["attachments"] == [
        {"name": "a.txt", "size": 2, "content_type": "application/octet-stream", "kept": True}
    ]
    assert Contact.objects.count() == 1
    assert not LoggedEmail.objects.exists()
    assert not InboundMessage.objects.exists()
    assert not Attachment.objects.exists()


def test_forward_is_explained_with_the_fields_of_the_original(account, alice, forwarding_address, explain):
    (row,) = explain(forward("gmail", "both"), forwarding_address)
    assert row["from"] == {"name": "Maya Chen", "address": "maya@customer.test"}
    assert row["date"].startswith("2026-11-23T09:14")
    assert row["forward"]["found_in"] == "html"
    assert row["note"].strip() == "For the file."


def test_forward_whose_sender_has_no_address_shows_what_was_read(account, alice, forwarding_address, explain):
    text = (
        "________________________________\nFrom: Chen, Maya\nSent: Monday, November 23, 2026 9:14 AM\n"
        "To: Alice Admin\nSubject: Our offer\n\nWe accept.\n"
    )
    (row,) = explain(mail(to=forwarding_address, subject="FW: Our offer", text=text), forwarding_address)
    assert (row["outcome"], row["reason"]) == ("not_logged", "original_sender_has_no_address")
    assert row["from"] == {"name": "Chen, Maya", "address": ""}


def test_second_time_is_explained_as_a_duplicate(account, alice, bcc_address, deliver, explain):
    message = mail()
    deliver(message, to=bcc_address)
    (row,) = explain(message, bcc_address)
    assert row["outcome"] == "duplicate"


def test_unknown_address_is_explained(account, alice, explain):
    (row,) = explain(mail(), "bcc-nobody@in.blindcopy.test")
    assert (row["outcome"], row["reason"], row["route"]) == ("not_logged", "unknown_address", None)


def test_missing_file_is_one_clear_sentence(db):
    with pytest.raises(CommandError, match="No such file"):
        call_command("explain_mail", "/nowhere/a.eml", "--to", "x@in.blindcopy.test")


def explained(capsys, *paths, to, words="--json"):
    call_command("explain_mail", *map(str, paths), "--to", to, *([words] if words else []))
    return capsys.readouterr().out.splitlines()


def test_mbox_maildir_and_folder_are_explained_mail_by_mail(account, alice, bcc_address, tmp_path, capsys):
    raw = mail().as_bytes()
    (tmp_path / "all.mbox").write_bytes(b"".join(b"From alice\n" + raw + b"\n" for _ in range(3)))
    for part in ("new", "cur", "tmp"):
        (tmp_path / "Maildir" / part).mkdir(parents=True)
    (tmp_path / "Maildir/new/1").write_bytes(raw)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/a.eml").write_bytes(raw)
    rows = explained(capsys, *(tmp_path / name for name in ("all.mbox", "Maildir", "folder")), to=bcc_address)
    assert [json.loads(row)["path"].removeprefix(f"{tmp_path}/") for row in rows] == [
        "all.mbox message 1",
        "all.mbox message 2",
        "all.mbox message 3",
        "Maildir/new/1",
        "folder/a.eml",
    ]
    assert {json.loads(row)["outcome"] for row in rows} == {"logged"}


def test_file_that_cannot_be_read_keeps_no_other_from_being_explained(account, alice, bcc_address, tmp_path, capsys):
    (tmp_path / "a.eml").write_bytes(mail().as_bytes())
    with pytest.raises(CommandError, match="No such file"):
        explained(capsys, "/nowhere/a.eml", tmp_path / "a.eml", to=bcc_address)
    assert json.loads(capsys.readouterr().out)["outcome"] == "logged"


def test_mail_that_breaks_the_reader_is_explained_as_failed_and_the_next_is_read(
    account, alice, bcc_address, tmp_path, capsys, monkeypatch
):
    (tmp_path / "a.eml").write_bytes(mail(subject="Broken").as_bytes())
    (tmp_path / "b.eml").write_bytes(mail().as_bytes())

    def breaks(source):
        if b"Broken" in source:
            raise RecursionError("too deep")
        return parse(source)

    monkeypatch.setattr(explaining, "parse", breaks)
    rows = [json.loads(row) for row in explained(capsys, tmp_path, to=bcc_address)]
    assert [(row["outcome"], row["reason"]) for row in rows] == [("failed", "processing_failed"), ("logged", "logged")]


def test_statements_a_mail_do_not_grow_with_the_mails(
    account, alice, bcc_address, tmp_path, capsys, django_assert_num_queries
):
    for number in range(30):
        (tmp_path / f"{number}.eml").write_bytes(mail().as_bytes())
    with django_assert_num_queries(1 + 30 * 2):
        explained(capsys, tmp_path, to=bcc_address)


def test_surplus_of_new_contacts_is_explained_as_it_would_be_logged(account, alice, bcc_address, explain):
    (row,) = explain(mail(to=", ".join(f"p{n}@town.test" for n in range(60))), bcc_address)
    created = [one for one in row["contacts"] if one["action"] == "create"]
    skipped = [one for one in row["contacts"] if one["because"] == "too many new contacts"]
    assert (len(created), len(skipped)) == (50, 10)


def test_words_tell_what_the_json_tells(account, alice, forwarding_address, tmp_path, capsys):
    message = forward("gmail", "both")
    del message["Message-ID"]
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    text = "\n".join(explained(capsys, tmp_path / "a.eml", to=forwarding_address, words=""))
    assert "logged. It stands on the timelines." in text
    assert "create maya@customer.test: has no contact yet" in text
    assert "found in its html" in text
