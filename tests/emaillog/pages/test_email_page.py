"""The page of a logged mail, and the part that opens in place on a timeline."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from emaillog.models import LoggingRules
from tests.emaillog.forwards import forward
from tests.factories import mail

OPENED = {"hx-request": "true"}


def test_the_page_names_subject_people_date_and_how_it_was_logged(signed_in, bob, illustrated, at):
    page = signed_in(bob).get(at("email", illustrated.pk)).content.decode()
    for words in (
        "Our offer",
        "Maya Chen",
        "maya@customer.test",
        "Tom Ford",
        "Alice Admin",
        "with the BCC address on BCC",
    ):
        assert words in page
    assert '<time datetime="2026-11-23T10:00:00+00:00"' in page


def test_the_page_leads_to_the_records_that_the_mail_stands_on(signed_in, bob, illustrated, maya, at):
    page = signed_in(bob).get(at("email", illustrated.pk)).content.decode()
    deal = maya.deals.get()
    for address in (at("contact", maya.pk), at("company", maya.company_id), at("deal", deal.pk)):
        assert f'href="{address}"' in page


def test_a_forwarded_mail_shows_the_note_of_who_forwarded_it(signed_in, alice, forwarding_address, log, at):
    email = log(forward("gmail", "both"), route=forwarding_address)
    page = signed_in(alice).get(at("email", email.pk)).content.decode()
    assert "Note by Alice Admin" in page
    assert "For the file." in page
    assert "to the forwarding address" in page


def test_a_second_user_who_logged_the_same_mail_is_named(signed_in, alice, bob, bcc_address, deliver, at):
    message = mail(sender="Alice Admin <alice@acme.test>")
    (first,) = deliver(message, to=bcc_address)
    first.email.also_logged.create(account=first.account, user=bob)
    assert "Also logged by" in signed_in(alice).get(at("email", first.email_id)).content.decode()


def test_htmx_gets_only_the_part_that_opens_in_place(signed_in, bob, illustrated, at):
    part = signed_in(bob).get(at("email", illustrated.pk), headers=OPENED).content.decode()
    assert "<html" not in part
    assert "maya@customer.test" in part
    assert "<iframe" in part


def test_htmx_swaps_only_the_body_when_that_is_asked_for(signed_in, bob, illustrated, at):
    headers = OPENED | {"hx-target": f"mail-body-{illustrated.pk}"}
    part = signed_in(bob).get(at("email", illustrated.pk) + "?view=text", headers=headers).content.decode()
    assert "offer.pdf" not in part
    assert "here is our offer" in part


def test_plain_text_has_its_links_and_folds_what_it_quotes(signed_in, bob, log, at):
    email = log(text="Look at https://ok.test/a?b=1.\n\nOn Mon, 23 Nov 2026, Maya wrote:\n> hello\n")
    page = signed_in(bob).get(at("email", email.pk)).content.decode()
    assert '<a href="https://ok.test/a?b=1" target="_blank" rel="noopener noreferrer nofollow">' in page
    assert page.index("Show quoted text") < page.index("&gt; hello")


@pytest.mark.parametrize(
    "text",
    [
        'http://x"onmouseover=alert(1)',
        "javascript:alert(1)",
        "<script>alert(1)</script>",
        "https://ok.test/<img src=x onerror=alert(1)>",
        "http://x'onclick='alert(1)",
    ],
)
def test_plain_text_cannot_become_markup(signed_in, bob, log, at, text):
    page = signed_in(bob).get(at("email", log(text=text).pk)).content.decode()
    for words in ('"onmouseover', "'onclick", 'href="javascript:', "<script>alert", "<img src=x"):
        assert words not in page


@pytest.mark.parametrize("field", ["subject", "sender", "cc", "attachment"])
def test_markup_in_what_a_mail_names_is_shown_as_text(signed_in, alice, log, at, field):
    evil = "<img src=x onerror=alert(1)>"
    fields = {
        "subject": {"subject": evil},
        "sender": {"sender": f'"{evil}" <alice@acme.test>'},
        "cc": {"cc": f'"{evil}" <eve@customer.test>'},
        "attachment": {"attachments": ((f"{evil}.pdf", b"x"),)},
    }
    email = log(**fields[field])
    for address in (
        at("email", email.pk),
        at("mail"),
        at("contact", email.entry.links.filter(contact__isnull=False).first().contact_id),
    ):
        page = signed_in(alice).get(address).content.decode()
        assert "<img src=x" not in page


def test_an_attachment_left_out_says_so_with_the_limit(signed_in, bob, account, alice, log, at):
    LoggingRules.objects.create(account=account, attachment_limit=2**20)
    email = log(attachments=(("film.mp4", b"x" * (2**20 + 1)), ("note.txt", b"y")))
    page = signed_in(bob).get(at("email", email.pk)).content.decode()
    assert "film.mp4" in page
    assert "larger than 1\xa0MB" in page
    assert page.count(at("attachment", email.attachments.get(account=account, name="note.txt").pk)) == 1
    assert at("attachment", email.attachments.get(account=account, name="film.mp4").pk) not in page


def test_an_inline_image_that_the_html_shows_is_not_listed_again(signed_in, bob, illustrated, at):
    page = signed_in(bob).get(at("email", illustrated.pk)).content.decode()
    assert "logo.png" not in page
    assert "offer.pdf" in page


@pytest.mark.parametrize("query", ["", "?view=text", "?images=1"])
def test_a_stranger_gets_404(signed_in, charlie, illustrated, at, query):
    assert signed_in(charlie).get(at("email", illustrated.pk) + query).status_code == 404


def test_a_mail_of_another_account_is_404_in_ones_own(signed_in, charlie, other_account, illustrated):
    assert signed_in(charlie).get(f"/a/{other_account.slug}/mail/{illustrated.pk}/").status_code == 404


def test_anonymous_people_are_sent_to_sign_in(client, illustrated, at):
    assert client.get(at("email", illustrated.pk))["Location"].startswith("/accounts/login/")


def test_the_page_takes_as_many_queries_for_many_records_as_for_one(signed_in, account, bob, log, at):
    def queries(email):
        client = signed_in(bob)
        client.get(at("email", email.pk))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(at("email", email.pk))
        return len(seen)

    few = log(subject="few")
    many = log(
        subject="many",
        to=", ".join(f"p{n}@customer.test" for n in range(30)),
        attachments=tuple((f"{n}.txt", b"x") for n in range(10)),
    )
    assert queries(many) == queries(few) <= 16


def test_a_mail_to_two_thousand_people_folds_most_of_them(signed_in, bob, log, at, account):
    email = log()
    email.to = [{"name": f"Person {n}", "address": f"p{n}@customer.test"} for n in range(2000)]
    email.save()
    page = signed_in(bob).get(at("email", email.pk)).content.decode()
    assert "1988 more" in page.replace(",", "")


def test_a_mail_without_text_and_html_says_so(signed_in, bob, log, at):
    assert "This mail has no text." in signed_in(bob).get(at("email", log(text="").pk)).content.decode()


def test_on_a_contacts_timeline_the_row_opens_the_mail(signed_in, bob, illustrated, maya, at):
    page = signed_in(bob).get(at("contact", maya.pk)).content.decode()
    assert f'hx-get="{at("email", illustrated.pk)}"' in page
    assert "Logged by Alice Admin by BCC" in page
    assert "offer.pdf" in page


def test_the_row_on_a_timeline_says_what_was_left_out(signed_in, bob, account, maya, log, at):
    LoggingRules.objects.create(account=account, attachment_limit=5)
    log(attachments=(("film.mp4", b"x" * 6),))
    page = signed_in(bob).get(at("contact", maya.pk)).content.decode()
    assert "film.mp4" in page
    assert "left out" in page
