"""The delivery log: every mail with its outcome and the reason in a sentence."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from emaillog import intake
from emaillog.models import InboundMessage, Status
from emaillog.rejection import Reason
from tests.factories import mail


@pytest.fixture
def refused(alice, forwarding_address, deliver) -> InboundMessage:
    """A mail of Alice's that is no forward."""
    (inbound,) = deliver(mail(to="someone@else.test", subject="Hello there"), to=forwarding_address)
    assert inbound.status == Status.NOT_LOGGED
    return inbound


@pytest.fixture
def unrouted(alice, deliver) -> InboundMessage:
    (inbound,) = deliver(mail(sender="x@nowhere.test", subject="Lost"), to="bcc-nobody@in.blindcopy.test")
    assert inbound.account is None
    return inbound


def page(client, address, **options):
    return client.get(address, **options).content.decode()


def test_a_row_says_outcome_reason_and_sender_in_words(signed_in, alice, refused, at):
    shown = page(signed_in(alice), at("mail"))
    for words in ("Hello there", "Needs review", "Alice Admin", str(Reason(refused.reason).label)):
        assert escape(words) in shown


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_shown_as_its_sentence(signed_in, alice, refused, at, reason):
    InboundMessage.objects.filter(pk=refused.pk).update(reason=reason)
    assert escape(str(reason.label)) in page(signed_in(alice), at("mail"))


@pytest.mark.parametrize("status", Status)
def test_every_outcome_has_a_word_and_a_picture(signed_in, alice, refused, at, status):
    InboundMessage.objects.filter(pk=refused.pk).update(status=status, in_review=False)
    shown = page(signed_in(alice), at("mail")).partition("delivery-list")[2]
    assert str(status.label).capitalize() in shown
    assert 'class="badge badge-' in shown


def test_a_logged_mail_leads_to_its_page(signed_in, alice, log, at):
    email = log()
    assert f'href="{at("email", email.pk)}"' in page(signed_in(alice), at("mail"))


def test_a_member_sees_only_what_they_sent(signed_in, alice, bob, log, bcc_address, deliver, at):
    log(subject="Mail of Alice")
    deliver(mail(sender="bob@acme.test", subject="Mail of Bob"), to=bcc_address)
    shown = page(signed_in(bob), at("mail"))
    assert "Mail of Bob" in shown
    assert "Mail of Alice" not in shown


def test_an_administrator_sees_all_and_can_look_at_their_own(signed_in, alice, bob, log, bcc_address, deliver, at):
    log(subject="Mail of Alice")
    deliver(mail(sender="bob@acme.test", subject="Mail of Bob"), to=bcc_address)
    assert "Mail of Bob" in page(signed_in(alice), at("mail"))
    mine = page(signed_in(alice), at("mail") + "?whose=mine")
    assert "Mail of Alice" in mine
    assert "Mail of Bob" not in mine


@pytest.mark.parametrize(
    ("tab", "statuses"),
    [
        ("logged", {Status.LOGGED, Status.DUPLICATE}),
        ("not_logged", {Status.NOT_LOGGED}),
        ("waiting", {Status.RECEIVED}),
        ("failed", {Status.FAILED}),
        ("all", set(Status)),
    ],
)
def test_a_tab_shows_its_outcomes_only(signed_in, alice, account, refused, at, tab, statuses):
    for status in Status:
        InboundMessage.objects.create(account=account, subject=f"is {status.value}!", status=status, blob="x", size=1)
    shown = page(signed_in(alice), at("mail") + f"?outcome={tab}")
    assert {status for status in Status if f"is {status.value}!" in shown} == statuses


@pytest.mark.parametrize("tab", ["", "no such tab"])
def test_what_needs_review_comes_first_and_is_counted(signed_in, alice, account, refused, at, tab):
    InboundMessage.objects.create(account=account, subject="is logged!", status=Status.LOGGED, blob="x", size=1)
    shown = page(signed_in(alice), at("mail") + f"?outcome={tab}")
    assert "Hello there" in shown
    assert "is logged!" not in shown
    assert "1 to review" in shown


def test_without_anything_to_review_everything_is_shown(signed_in, alice, account, at):
    for status in Status:
        InboundMessage.objects.create(account=account, subject=f"is {status.value}!", status=status, blob="x", size=1)
    shown = page(signed_in(alice), at("mail"))
    assert all(f"is {status.value}!" in shown for status in Status)
    assert "to review" not in shown


def test_the_count_stands_on_every_page_and_is_each_readers_own(signed_in, alice, bob, refused, at):
    assert "1 to review" in page(signed_in(alice), at("contacts"))
    assert "to review" not in page(signed_in(bob), at("contacts"))


def test_the_count_ends_at_ninety_nine(signed_in, alice, account, at):
    InboundMessage.objects.bulk_create(
        InboundMessage(account=account, subject=f"{n}", blob="x", size=1, in_review=True) for n in range(120)
    )
    assert "99+ to review" in page(signed_in(alice), at("contacts"))


@pytest.mark.parametrize(
    ("words", "is_found"), [("hello", True), ("alice@acme there", True), ("Alice Admin", True), ("someone", False)]
)
def test_a_search_finds_by_subject_and_sender(signed_in, alice, refused, at, words, is_found):
    client = signed_in(alice)
    assert ("Hello there" in page(client, at("mail"), data={"q": words})) == is_found
    part = page(client, at("mail"), data={"q": words}, headers={"hx-request": "true", "hx-target": "mail-rows"})
    assert ("Hello there" in part) == is_found
    assert "<html" not in part


def test_the_log_goes_on_for_as_long_as_there_are_mails(signed_in, alice, account, at):
    InboundMessage.objects.bulk_create(
        InboundMessage(account=account, logger=alice, subject=f"number {n}!", blob="x", size=1) for n in range(120)
    )
    client, address, seen = signed_in(alice), at("mail"), []
    while address:
        answer = client.get(address)
        seen += [row.subject for row in answer.context["rows"]]
        address = at("mail") + answer.context["more"] if answer.context["more"] else ""
    assert len(seen) == len(set(seen)) == 120


def test_htmx_gets_only_further_rows(signed_in, alice, refused, at):
    shown = page(signed_in(alice), at("mail"), headers={"hx-request": "true", "hx-target": "mail-more"})
    assert "<html" not in shown
    assert "Hello there" in shown


def test_an_empty_log_teaches_what_to_do(signed_in, bob, at):
    shown = page(signed_in(bob), at("mail"))
    assert "BCC address" in shown
    assert at("email_integrations") in shown


def test_the_log_takes_the_same_queries_for_forty_rows_as_for_one(signed_in, alice, account, refused, at):
    def queries():
        client = signed_in(alice)
        with CaptureQueriesContext(connection) as seen:
            client.get(at("mail"))
        return len(seen)

    few = queries()
    InboundMessage.objects.bulk_create(
        InboundMessage(account=account, logger=alice, subject=f"{n}", blob="x", size=1) for n in range(40)
    )
    assert queries() == few <= 10


def test_the_detail_says_why_and_hides_the_address(signed_in, alice, refused, forwarding_address, at):
    shown = page(signed_in(alice), at("delivery", refused.pk))
    assert escape(str(Reason(refused.reason).label)) in shown
    assert forwarding_address[:8] in shown
    assert forwarding_address not in shown
    assert "SMTP" in shown


def test_the_mail_as_received_can_be_downloaded(signed_in, alice, refused, at):
    answer = signed_in(alice).get(at("delivery_message", refused.pk))
    assert b"Subject: Hello there" in answer.getvalue()
    assert answer["Content-Disposition"] == 'attachment; filename="Hello there.eml"'
    assert answer["Content-Type"] == "application/octet-stream"


def test_process_again_lets_a_mail_wait_and_rings(
    signed_in, alice, refused, at, monkeypatch, django_capture_on_commit_callbacks
):
    rung = []
    monkeypatch.setattr(intake, "ring", lambda task, ids: rung.append((task, ids)))
    InboundMessage.objects.filter(pk=refused.pk).update(strikes=5, status=Status.FAILED, attempts=9)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(alice).post(at("process_again", refused.pk))
    refused.refresh_from_db()
    assert (refused.status, refused.reason, refused.strikes, refused.attempts) == (Status.RECEIVED, "", 0, 0)
    assert refused.settled_at is None
    assert rung == [("process_inbound", [refused.pk])]


def test_a_mail_refused_for_its_sender_is_logged_after_the_sender_became_a_user(
    signed_in, alice, bcc_address, account, deliver, drain, at, django_user_model
):
    (inbound,) = deliver(mail(sender="dora@acme.test"), to=bcc_address)
    assert inbound.reason == Reason.UNKNOWN_SENDER
    dora = django_user_model.objects.create_user("dora@acme.test")
    dora.memberships.create(account=account)
    signed_in(alice).post(at("process_again", inbound.pk))
    drain()
    inbound.refresh_from_db()
    assert (inbound.status, inbound.logger) == (Status.LOGGED, dora)


@pytest.mark.parametrize("status", [Status.LOGGED, Status.DUPLICATE, Status.RECEIVED])
def test_what_is_logged_or_waits_is_not_processed_again(signed_in, alice, refused, at, status):
    InboundMessage.objects.filter(pk=refused.pk).update(status=status)
    client = signed_in(alice)
    assert "Process again" not in page(client, at("delivery", refused.pk))
    client.post(at("process_again", refused.pk))
    refused.refresh_from_db()
    assert refused.status == status


def test_nothing_changes_by_following_a_link(signed_in, alice, refused, at):
    assert signed_in(alice).get(at("process_again", refused.pk)).status_code == 405


@pytest.mark.parametrize("name", ["delivery", "delivery_message", "process_again"])
def test_what_others_sent_is_404_for_a_member_and_for_strangers(
    signed_in, bob, charlie, other_account, refused, at, name
):
    method = "post" if name == "process_again" else "get"
    for user, address in (
        (bob, at(name, refused.pk)),
        (charlie, at(name, refused.pk)),
        (charlie, at(name, refused.pk).replace("/acme/", f"/{other_account.slug}/")),
    ):
        assert getattr(signed_in(user), method)(address).status_code == 404


def test_mail_that_reached_no_account_is_seen_by_who_runs_the_installation_alone(signed_in, alice, bob, unrouted, at):
    bob.is_staff = True
    bob.save()
    assert "Lost" in page(signed_in(bob), at("mail") + "?outcome=unrouted")
    assert signed_in(bob).get(at("delivery", unrouted.pk)).status_code == 200
    assert "Lost" not in page(signed_in(alice), at("mail") + "?outcome=unrouted")
    assert signed_in(alice).get(at("delivery", unrouted.pk)).status_code == 404


def test_a_stranger_has_no_log_here(signed_in, charlie, client, at):
    assert signed_in(charlie).get(at("mail")).status_code == 404
    assert client.get(at("mail")).status_code == 302


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"attempts": 1}, "It has arrived and is about to be processed."),
        ({"attempts": 1, "problem": "OSError: disk"}, "A first attempt did not succeed"),
        ({"attempts": 1, "strikes": 1}, "A first attempt did not succeed"),
    ],
)
def test_a_mail_that_waits_is_asked_for_every_two_seconds_and_tells_of_a_failure_only_after_one(
    signed_in, alice, refused, at, fields, says
):
    waiting = {"status": Status.RECEIVED, "reason": "", "in_review": False, "settled_at": None}
    InboundMessage.objects.filter(pk=refused.pk).update(**waiting, **fields)
    shown = page(signed_in(alice), at("delivery", refused.pk))
    assert says in shown
    assert shown.count("tried again by itself") == says.startswith("A first")
    assert 'hx-trigger="every 2s"' in shown


def test_a_mail_whose_outcome_is_known_is_not_asked_for_again(signed_in, alice, refused, at):
    assert "every 2s" not in page(signed_in(alice), at("delivery", refused.pk))
