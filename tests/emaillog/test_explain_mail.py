"""The dry run: says what the line would do, and does nothing."""

import json

import pytest
from django.core.management import CommandError, call_command

from contacts.models import Contact
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
