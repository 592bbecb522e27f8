"""Invitations, signatures, encrypted mail, winmail.dat and uuencode, from the door to the page."""

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from contacts.models import TimelineEntry
from crm.models import zone_named
from emaillog import invitations
from emaillog.invitations import Meeting
from emaillog.mime.invitation import Invitation, Person
from emaillog.models import LoggedEmail
from tests.factories import mail

MAILS = Path(__file__).parent.parent / "mails" / "ordinary"


def sent(name):
    """A mail of the corpus as one that Alice sends to Maya."""
    raw = (MAILS / f"{name}.eml").read_bytes()
    raw = raw.replace(b"From: Eve Lind <eve@globex.test>", b"From: Alice Admin <alice@acme.test>")
    return raw.replace(b"To: Bob Hale <bob@acme.test>", b"To: Maya Chen <maya@customer.test>")


@pytest.fixture
def shown(alice, bcc_address, deliver, signed_in):
    """Logs a mail, and gives its page and its row on the timeline as words."""

    def words(name):
        (inbound,) = deliver(sent(name), to=bcc_address)
        person = inbound.email.entry.links.get(account=inbound.account, contact__isnull=False).contact_id
        client = signed_in(alice)
        pages = (inbound.email.get_absolute_url(), f"/a/acme/contacts/{person}/")
        return [text_of(client.get(page)) for page in pages]

    return words


def text_of(response):
    page = html.fromstring(response.content.decode())
    return " ".join(page.text_content().split())


def stored(**fields):
    return invitations.stored(Invitation(**fields))


def test_invitation_is_shown_with_who_when_and_where(shown, alice):
    alice.time_zone = "America/New_York"
    alice.save()
    page, row = shown("invitation_outlook")
    for words in (
        "Invitation",
        "Offer, second round",
        "Room North; Microsoft Teams Meeting",
        "2 people",
        "No answer yet",
    ):
        assert words in page
    assert "Tue, Mar 10, 2026, 09:30 – 10:30" in page
    assert "Tue, 14:30 – 15:30 in the time of Europe/Berlin" in page
    assert "invite.ics" in page
    assert "Tue, Mar 10, 2026, 09:30 – 10:30 Room North; Microsoft Teams Meeting" in row


def test_place_that_is_an_address_is_a_link(alice, bcc_address, deliver, signed_in):
    (inbound,) = deliver(sent("invitation_gmail"), to=bcc_address)
    page = signed_in(alice).get(inbound.email.get_absolute_url()).content.decode()
    assert '<a href="https://meet.example/abc-defg-hij" target="_blank" rel="noopener noreferrer nofollow">' in page
    assert "Repeats" in page


def test_title_and_place_of_an_invitation_are_escaped(alice, bcc_address, deliver, signed_in):
    raw = (
        sent("invitation_gmail")
        .replace(b"SUMMARY:Weekly", b"SUMMARY:<script>x</script>")
        .replace(b"LOCATION:", b"LOCATION:<b>")
    )
    (inbound,) = deliver(raw, to=bcc_address)
    page = signed_in(alice).get(inbound.email.get_absolute_url()).content.decode()
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<script>x" not in page
    assert "<b>https" not in page


def test_cancelled_meeting_says_so(shown):
    page, row = shown("invitation_gmail_cancel")
    assert "Cancelled Weekly: Bob / Eve" in page
    assert "Cancelled Thu, Mar 12, 2026" in row


def test_answer_says_what_was_answered(shown):
    page, row = shown("invitation_icloud_reply")
    assert "Accepted Fair in Lyon Wed, Apr 1, 2026 – Thu, Apr 2, 2026" in page
    assert "Accepted Wed, Apr 1, 2026 – Thu, Apr 2, 2026" in row


def test_forwarded_invitation_keeps_its_meeting(alice, forwarding_address, deliver):
    message = mail(
        to=forwarding_address,
        subject="Fwd: Offer",
        text="---------- Forwarded message ---------\nFrom: Eve Lind <eve@globex.test>\n"
        "Date: Mon, 2 Mar 2026 at 08:15\nSubject: Offer\nTo: Alice Admin <alice@acme.test>\n\nPlease come.\n",
    )
    message.add_attachment(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Offer\nEND:VEVENT\nEND:VCALENDAR\n", subtype="calendar"
    )
    (inbound,) = deliver(message, to=forwarding_address)
    assert [each["summary"] for each in inbound.email.invitations] == ["Offer"]


def test_encrypted_mail_says_why_it_has_no_text(shown):
    page, row = shown("pgp_mime_encrypted")
    assert "Encrypted message (OpenPGP) Only a mail program that has the key can read it." in page
    assert "This mail has no text" not in page
    assert "encrypted.asc" in page
    assert "Encrypted message (OpenPGP)" in row


def test_signed_mail_says_that_nobody_checked_it(shown):
    page, row = shown("smime_signed_opaque")
    assert "Signed with S/MIME (not checked)" in page
    assert "The contract is attached – signed." in page
    assert "contract.pdf" in page
    assert "Signed with S/MIME (not checked)" in row


def test_inline_signature_is_taken_off_the_text(shown):
    page, row = shown("pgp_inline_signed")
    assert "- talk to Dana - write it down" in page
    assert "BEGIN PGP" not in page + row


def test_files_of_winmail_dat_can_be_downloaded(alice, bcc_address, deliver, signed_in):
    (inbound,) = deliver(sent("winmail_with_files"), to=bcc_address)
    offer, notes = inbound.email.attachments.order_by("position")
    assert (offer.name, offer.true_type, notes.name) == (
        "Offer for Acme, final version.pdf",
        "application/pdf",
        "notes.txt",
    )
    answer = signed_in(alice).get(reverse("attachment", args=["acme", notes.pk]))
    assert b"".join(answer.streaming_content) == b"Call Dana"


def test_damaged_winmail_dat_is_kept_and_the_entry_says_so(shown):
    page, _ = shown("winmail_damaged")
    assert "winmail.dat" in page
    assert "What winmail.dat holds could not be read; it is attached as it came." in page


def test_file_in_the_text_is_a_file(alice, bcc_address, deliver):
    (inbound,) = deliver(sent("uuencode_in_text"), to=bcc_address)
    assert [(file.name, file.size) for file in inbound.email.attachments.all()] == [("q3 figures.csv", 96)]
    assert "begin 644" not in inbound.email.text


def test_dry_run_says_both(alice, bcc_address, tmp_path):
    lines = []
    for name in ("invitation_outlook", "smime_encrypted"):
        path = tmp_path / f"{name}.eml"
        path.write_bytes(sent(name))
        out = io.StringIO()
        call_command("explain_mail", str(path), "--to", bcc_address, "--json", stdout=out)
        lines.append(json.loads(out.getvalue()))
    assert lines[0]["invitations"][0]["start"] == "2026-03-10T14:30:00+01:00"
    assert (lines[1]["invitations"], lines[1]["protection"]) == ([], "encrypted-smime")


def test_nobody_of_another_account_sees_a_meeting(charlie, alice, bcc_address, deliver, signed_in):
    (inbound,) = deliver(sent("invitation_outlook"), to=bcc_address)
    assert signed_in(charlie).get(inbound.email.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"method": "request"}, "Invitation"),
        ({"method": "request", "sequence": 2}, "Changed invitation"),
        ({"method": "reply", "answer": "tentative"}, "Perhaps"),
        ({"method": "reply"}, "Reply to an invitation"),
        ({"method": "counter"}, "Another time proposed"),
        ({"method": "cancel"}, "Cancelled"),
        ({"method": "request", "status": "cancelled"}, "Cancelled"),
        ({}, "Event"),
    ],
)
def test_state_of_a_meeting_in_words(fields, words):
    assert Meeting(stored(**fields)).state[2] == words


def test_original_time_is_shown_only_where_clocks_differ():
    berlin = zone_named("Europe/Berlin")
    data = stored(start=datetime(2026, 3, 10, 14, 30, tzinfo=berlin), zone="Europe/Berlin")
    with timezone.override(zone_named("Europe/Paris")):
        assert Meeting(data).original is None
    with timezone.override(zone_named("Asia/Tokyo")):
        assert Meeting(data).original["start"] == datetime(2026, 3, 10, 14, 30)
        assert Meeting(data).start.hour == 22


def test_one_whole_day_ends_on_its_own_day():
    one = Meeting(stored(start=date(2026, 3, 10), end=date(2026, 3, 11)))
    assert (one.is_all_day, one.end, one.ends_another_day) == (True, date(2026, 3, 10), False)
    assert Meeting(stored(start=date(2026, 3, 10), end=date(2026, 3, 10))).end == date(2026, 3, 10)


_TIMES = st.one_of(
    st.none(),
    st.dates(date(1901, 1, 1), date(2999, 1, 1)),
    st.datetimes(datetime(1901, 1, 1), datetime(2999, 1, 1), timezones=st.sampled_from([None, UTC])),
)
_PEOPLE = st.lists(
    st.builds(Person, st.text(max_size=5), st.text(max_size=5), st.sampled_from(["", "accepted", "x"])), max_size=3
)
_WORDS = st.sampled_from(["", "request", "reply", "cancel", "accepted"])


@given(
    st.builds(
        Invitation,
        method=_WORDS,
        answer=_WORDS,
        summary=st.text(max_size=9),
        start=_TIMES,
        end=_TIMES,
        attendees=_PEOPLE.map(tuple),
    )
)
def test_any_meeting_can_be_shown(invitation):
    data = json.loads(json.dumps(invitations.stored(invitation)))
    context = {"meeting": Meeting(data), "email": "Subject"}
    assert render_to_string("emaillog/email/_meeting.html", context)
    assert render_to_string(
        "emaillog/timeline/_meeting.html", context | {"meeting": Meeting(invitations.of_row([data]))}
    )


def test_rows_of_mails_that_were_logged_before_are_shown(account, alice, bcc_address, deliver, signed_in):
    (inbound,) = deliver(mail(), to=bcc_address)
    entry = TimelineEntry.objects.get(account=account, email=inbound.email)
    entry.data = {key: value for key, value in entry.data.items() if key not in {"invitation", "protection"}}
    entry.save()
    person = entry.links.get(account=account, contact__isnull=False).contact_id
    assert "Our offer" in text_of(signed_in(alice).get(f"/a/acme/contacts/{person}/"))
    assert LoggedEmail.objects.get(account=account).invitations == []
