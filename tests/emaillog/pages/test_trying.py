"""Trying a mail on its page: put in a file, read what would happen."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from emaillog import blobs, intake, trying
from emaillog.forms import trial as trial_form
from emaillog.models import LoggingRules, Trial
from tests.emaillog.forwards import forward
from tests.factories import contact, mail

HTMX = {"HX-Request": "true", "HX-Target": "trial"}


@pytest.fixture
def put_in(signed_in, alice, at):
    def sent(message=None, route="bcc", user=alice):
        raw = message if isinstance(message, bytes) else (message or mail()).as_bytes()
        file = SimpleUploadedFile("offer.eml", raw, "message/rfc822")
        browser = signed_in(user)
        return browser, browser.post(at("try_mail"), {"file": file, "route": route})

    return sent


@pytest.fixture
def result(put_in):
    """The page once a worker has read the mail."""

    def shown(*args, **fields) -> str:
        browser, answer = put_in(*args, **fields)
        trying.explain(Trial.objects.latest("pk").pk)
        return words(browser.get(answer.url))

    return shown


def words(answer) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


def test_the_answer_says_what_would_happen_to_whom_and_why(result, account):
    LoggingRules.objects.create(account=account, attachment_limit=1000)
    contact(account, "maya@customer.test", first_name="Maya")
    files = (("offer.pdf", b"x" * 10), ("film.mp4", b"x" * 1001))

    text = result(mail(cc="Tom <tom@customer.test>, bob@acme.test", attachments=files))

    for part in (
        "Would be logged",
        "Our offer",
        "Maya Chen <maya@customer.test>",
        "Logged by alice@acme.test",
        "maya@customer.test: on this contact's timeline",
        "tom@customer.test: a contact would be created",
        "offer.pdf",
        "left out: larger than the limit",
    ):
        assert part in text


def test_a_forward_shows_the_fields_of_its_original_and_where_it_was_found(result):
    text = result(forward("gmail", "both"), route="forward")

    assert "Would be logged" in text
    assert "found in the" in text
    assert "Maya Chen <maya@customer.test>" in text
    assert "received" in text


@pytest.mark.parametrize(
    ("message", "route", "sentence"),
    [
        (mail(sender="nobody@else.test"), "bcc", "From address belongs to no user"),
        (mail(), "forward", "put the BCC address on BCC instead"),
        (b"\0\1\2", "bcc", "Would not be logged"),
    ],
)
def test_what_would_not_be_logged_says_why(result, message, route, sentence):
    text = result(message, route=route)

    assert "Would not be logged" in text
    assert sentence in text


def test_what_stands_on_the_timelines_already_says_so(result, deliver, bcc_address, alice):
    message = mail()
    deliver(message, to=bcc_address)

    assert "Already logged" in result(message)


def test_markup_in_a_mail_is_shown_as_written(put_in):
    browser, answer = put_in(mail(subject="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>"))
    trying.explain(Trial.objects.get().pk)

    page = browser.get(answer.url).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_page_waits_for_a_worker_and_polls(put_in):
    browser, answer = put_in()
    assert "is being read" in words(browser.get(answer.url))
    assert browser.get(answer.url, headers=HTMX).status_code == 204

    trying.explain(Trial.objects.get().pk)

    part = browser.get(answer.url, headers=HTMX)
    assert "Would be logged" in words(part)
    assert "every 2s" not in part.content.decode()
    assert b"<html" not in part.content


def test_a_mail_that_could_not_be_read_says_so(put_in):
    browser, answer = put_in()
    Trial.objects.update(attempts=3)

    trying.explain(Trial.objects.get().pk)

    assert "could not be read" in words(browser.get(answer.url))


def test_no_file_an_empty_one_and_one_too_large_are_refused_in_a_sentence(signed_in, alice, at, put_in, monkeypatch):
    assert "Choose a file first" in words(signed_in(alice).post(at("try_mail"), {"route": "bcc"}))
    assert "The file is empty" in words(put_in(b"")[1])
    monkeypatch.setattr(trial_form, "LARGEST", 100)
    assert "up to 40 MB can be tried" in words(put_in()[1])
    assert not Trial.objects.exists()


def test_without_room_on_the_disk_nothing_is_kept(put_in, monkeypatch):
    def full():
        raise intake.NoSpaceError

    monkeypatch.setattr(intake, "check_space", full)

    _browser, answer = put_in()

    assert "There is no room" in words(answer)
    assert not Trial.objects.exists()


def test_a_storage_that_is_away_is_told_at_the_file(put_in, monkeypatch):
    def away(*_arguments):
        raise OSError("away")

    monkeypatch.setattr(blobs, "write", away)

    _browser, answer = put_in()

    assert (answer.status_code, "The file store does not answer" in words(answer)) == (200, True)
    assert not Trial.objects.exists()


def test_a_tried_mail_is_seen_by_nobody_else(put_in, signed_in, bob, charlie):
    _browser, answer = put_in()

    for stranger in (bob, charlie):
        assert signed_in(stranger).get(answer.url).status_code == 404
    assert signed_in(charlie).get(answer.url.replace("/acme/", "/globex/")).status_code == 404


def test_a_mail_is_tried_with_the_rules_of_this_account(put_in, other_account, charlie, signed_in):
    file = SimpleUploadedFile("offer.eml", mail().as_bytes())
    browser = signed_in(charlie)
    answer = browser.post("/a/globex/settings/integrations/email/try/", {"file": file, "route": "bcc"})
    trying.explain(Trial.objects.get().pk)

    assert "From address belongs to no user" in words(browser.get(answer.url))
