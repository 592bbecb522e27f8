"""R37: mails that answer each other are one thread, whatever is missing and in whatever order they are logged."""

from datetime import timedelta
from email.utils import format_datetime
from itertools import permutations

import pytest

from emaillog import threads
from emaillog.models import LoggedEmail, LoggingAddress
from tests.factories import MORNING, mail

MAYA = "Maya Chen <maya@customer.test>"


@pytest.fixture
def log(account, alice, bcc_address, deliver):
    def logged(message, to=bcc_address) -> LoggedEmail:
        (inbound,) = deliver(message, to=to)
        assert inbound.email, inbound.reason
        return inbound.email

    return logged


def written(number: int, after: timedelta = timedelta(), **fields):
    """The mail `<number@acme.test>` with a text of its own."""
    when = format_datetime(MORNING + after)
    return mail(text=f"This is number {number}.", Message_ID=f"<{number}@acme.test>", Date=when, **fields)


def in_threads() -> list[set[str]]:
    found: dict[str, set[str]] = {}
    for email in LoggedEmail.objects.select_related("entry"):
        assert email.entry.data["thread"] == email.thread_key
        found.setdefault(email.thread_key, set()).add(email.message_id.strip("<>").partition("@")[0])
    return sorted(found.values(), key=sorted)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_r37_references_join_mails_in_any_order(log, order):
    mails = [
        written(1, subject="Offer"),
        written(2, subject="Another subject", In_Reply_To="<1@acme.test>", References="<1@acme.test>"),
        written(3, subject="A third", In_Reply_To="<2@acme.test>", References="<1@acme.test> <2@acme.test>"),
    ]
    for place in order:
        log(mails[place])
    assert in_threads() == [{"1", "2", "3"}]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_r37_in_reply_to_alone_joins_mails_in_any_order(log, order):
    mails = [written(1)] + [written(n, subject=f"Subject {n}", In_Reply_To=f"<{n - 1}@acme.test>") for n in range(2, 5)]
    for place in order:
        log(mails[place])
    assert in_threads() == [{"1", "2", "3", "4"}]


def test_r37_answers_to_a_mail_that_is_nowhere_belong_together(log):
    log(written(1, subject="Re: x", In_Reply_To="<lost@customer.test>"))
    log(written(2, subject="Re: y", References="<lost@customer.test>"))
    assert in_threads() == [{"1", "2"}]


@pytest.mark.parametrize(("days", "is_one"), [(1, True), (29, True), (31, False)])
def test_r37_subject_and_people_join_within_thirty_days(log, days, is_one):
    log(written(1, -timedelta(days=days), subject="The quarterly offer"))
    log(written(2, subject="AW: The quarterly offer"))
    assert (in_threads() == [{"1", "2"}]) == is_one


def test_r37_the_window_counts_from_the_mails_and_not_from_today(log):
    long_ago = -timedelta(days=700)
    log(written(1, long_ago, subject="The quarterly offer"))
    log(written(2, long_ago + timedelta(days=3), subject="Re: The quarterly offer"))
    assert in_threads() == [{"1", "2"}]


def test_r37_the_same_subject_of_other_people_is_another_thread(log):
    log(written(1, subject="Invoice"))
    log(written(2, subject="Re: Invoice", to="Tom Ford <tom@customer.test>"))
    assert in_threads() == [{"1"}, {"2"}]


def test_r37_the_same_subject_anew_is_another_thread(log):
    log(written(1, -timedelta(days=2), subject="Invoice"))
    log(written(2, subject="Invoice"))
    assert in_threads() == [{"1"}, {"2"}]


def test_r37_an_answer_of_the_contact_joins_what_was_sent(log, forwarding_address):
    sent = log(written(1, subject="Our offer"))
    wrapper = mail(to="to-file@nowhere.test", subject="Fwd", text="")
    answer = written(2, timedelta(hours=1), sender=MAYA, to="alice@acme.test", subject="Re: Our offer")
    answer["In-Reply-To"] = sent.message_id
    wrapper.add_attachment(answer)
    assert log(wrapper, to=forwarding_address).thread_key == sent.thread_key


def test_n23_a_reference_to_a_mail_of_another_account_links_nothing(log, other_account, charlie, alice, deliver):
    theirs = LoggingAddress.objects.pair(other_account)[0].address
    (foreign,) = deliver(
        mail(sender="charlie@globex.test", Message_ID="<secret@globex.test>"),
        to=theirs,
        mail_from="charlie@globex.test",
    )
    ours = log(written(1, subject="Re: x", In_Reply_To="<secret@globex.test>"))
    for email, reader in ((ours, alice), (foreign.email, charlie)):
        found = threads.around(email, reader)
        assert (found.earlier, found.later) == ([], [])
    foreign.email.refresh_from_db()
    assert foreign.email.entry.data["thread"] == foreign.email.thread_key


def test_a_late_mail_leaves_the_threads_of_other_accounts_alone(log, other_account, charlie, deliver):
    theirs = LoggingAddress.objects.pair(other_account)[0].address
    (foreign,) = deliver(
        mail(sender="charlie@globex.test", In_Reply_To="<2@acme.test>"), to=theirs, mail_from="charlie@globex.test"
    )
    before = foreign.email.thread_key
    log(written(2, In_Reply_To="<1@acme.test>"))
    foreign.email.refresh_from_db()
    assert foreign.email.thread_key == before


def test_a_mail_shows_what_came_before_and_after_it(log, alice, bob, signed_in, account):
    first = log(written(1, subject="One"))
    second = log(written(2, timedelta(hours=1), subject="Two", In_Reply_To="<1@acme.test>"))
    third = log(written(3, timedelta(hours=2), subject="Three", In_Reply_To="<2@acme.test>"))
    found = threads.around(second, bob)
    assert (found.earlier, found.later) == ([first], [third])
    for headers in ({}, {"hx-request": "true"}):
        page = signed_in(bob).get(third.get_absolute_url(), headers=headers).content.decode()
        assert "Earlier in this conversation (2)" in page
        assert page.index(str(second.pk)) < page.index(str(first.pk))
        assert "Later in this conversation" not in page


def test_a_thread_says_nothing_of_what_is_private_to_others(log, alice, bob):
    first = log(written(1, subject="One"))
    second = log(written(2, timedelta(hours=1), subject="Two", In_Reply_To="<1@acme.test>"))
    type(first.entry).objects.filter(pk=first.entry_id).update(private_to=alice)
    assert threads.around(second, bob).earlier == []
    assert threads.around(second, alice).earlier == [first]


def test_the_conversation_takes_one_statement_beside_who_reads_it(log, bob, django_assert_num_queries):
    newest = [log(written(n, timedelta(minutes=n), In_Reply_To="<1@acme.test>")) for n in range(1, 8)][-1]
    with django_assert_num_queries(2):  # the reader's teams, and the mails
        found = threads.around(newest, bob)
        assert [str(each) for each in found.earlier] == ["Our offer"] * 6


def test_a_timeline_folds_a_conversation_under_its_newest_mail(log, bob, signed_in, account):
    for n in range(1, 4):
        log(
            written(
                n, timedelta(minutes=n), subject=f"Talk {n}.", References="<1@acme.test>" if n > 1 else "<x@x.test>"
            )
        )
    log(written(9, timedelta(days=1), subject="Something else", to="Maya <maya@customer.test>, tom@customer.test"))
    maya = account.contacts.get(emails__address="maya@customer.test")
    page = signed_in(bob).get(maya.get_absolute_url()).content.decode()
    assert "2 earlier in this conversation" in page
    assert page.index("Something else") < page.index("Talk 3.") < page.index("entry-earlier") < page.index("Talk 2.")
    assert page.count('class="entry-earlier"') == 1


def test_a_conversation_is_folded_although_something_else_happened_meanwhile(log, bob, signed_in, account):
    log(written(1, timedelta(minutes=1), subject="Talk 1.", References="<x@x.test>"))
    log(written(2, timedelta(minutes=2), subject="In between"))
    log(written(3, timedelta(minutes=3), subject="Talk 3.", References="<1@acme.test>"))
    maya = account.contacts.get(emails__address="maya@customer.test")
    page = signed_in(bob).get(maya.get_absolute_url()).content.decode()
    assert page.index("Talk 3.") < page.index("1 earlier in this conversation") < page.index("Talk 1.")
    assert page.index("Talk 1.") < page.index("In between")
