"""Searching mails: what is found, by whom, and in which order."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import TimelineEntry
from crm.models import Role
from emaillog.models import LoggedEmail
from emaillog.searching import indexing
from emaillog.searching.models import MailText, Unindexed
from tests import factories
from tests.factories import MORNING, mail

QUOTED = "Yes, gladly.\n\nOn Mon, 3 Nov 2025 at 10:00, Maya Chen <maya@customer.test> wrote:\n> the pelican flies\n"
SIGNED = "The order is placed.\n\n-- \nAlice Admin, Wombat Street 4\n"


def on(day: int) -> str:
    return format_datetime(MORNING - timedelta(days=day))


@pytest.mark.parametrize(
    "typed",
    ["Quote", "quo", "2291", "maya", "CHEN", "customer.test", "maya@customer.test", "gladiolus", "plan.pdf", "tom"],
)
def test_subject_people_text_and_names_of_files_are_searched(log, find, typed):
    log(
        subject="Quote 2291",
        text="Dear Maya,\n\nthe gladiolus is yours.\n",
        cc="Tom Ford <tom@elsewhere.test>",
        attachments=(("plan.pdf", b"%PDF-1.7"),),
    )
    log(to="Ann <ann@other.test>", subject="Lunch", text="Tuesday?")
    assert find(typed) == ["Quote 2291"]


def test_what_a_mail_quotes_and_its_signature_are_not_searched(log, find):
    log(subject="Answer", text=QUOTED)
    log(subject="Order", text=SIGNED)
    assert find("gladly") == ["Answer"]
    assert find("placed") == ["Order"]
    assert find("pelican") == find("wombat") == []


def test_a_mail_that_only_quotes_is_found_by_what_it_shows(log, find):
    log(subject="Nothing new", text="> the pelican flies\n> over the sea\n")
    assert find("pelican") == ["Nothing new"]


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Müllers Straße", "muller strasse"), ("Muller", "Müller"), ("Jørgensen", "jorgensen"), ("ΑΘΗΝΑ", "αθηνα"),
     ("МОСКВА", "москва"), ("東京の会議について", "会議"), ("Œuvre à Besançon", "oeuvre besancon")],
)  # fmt: skip
def test_case_accents_and_scripts_make_no_difference(log, find, written, typed):
    log(subject=written, text="Hello")
    assert find(typed) == [written]


def test_every_word_is_asked_for(log, find):
    log(subject="Offer for Lumen", text="Dear Maya")
    log(subject="Offer for Tidewater", text="Dear Maya")
    assert find("offer lumen maya") == ["Offer for Lumen"]
    assert find("offer lumen tom") == []


def test_words_in_quotation_marks_follow_each_other(log, find):
    log(subject="One", text="the red house by the sea")
    log(subject="Two", text="a red door, a blue house")
    assert sorted(find("red house")) == ["One", "Two"]
    assert find('"red house"') == ["One"]
    assert find('"red hou"') == [], "the last word is whole"


def test_from_and_to_ask_for_the_people(log, find):
    log(sender="Alice Admin <alice@acme.test>", to="Maya Chen <maya@customer.test>", subject="To Maya")
    log(to="Tom Ford <tom@customer.test>", subject="To Tom", text="Maya says hello")
    assert find("to:maya") == ["To Maya"]
    assert find("an:tom") == ["To Tom"]
    assert find("from:maya") == []
    assert sorted(find("from:alice")) == ["To Maya", "To Tom"]
    assert find('from:"alice admin" hello') == ["To Tom"]


def test_has_file_asks_for_files(log, find):
    log(subject="With", attachments=(("plan.pdf", b"%PDF-1.7"),))
    log(subject="Without")
    assert find("has:file") == ["With"]
    assert find("dear has:file") == ["With"]


def test_the_more_exact_comes_first_and_then_the_newer(log, find):
    log(subject="Text, new", text="about marigold", Date=on(1))
    log(subject="Text, old", text="about marigold", Date=on(9))
    log(subject="People", to="Marigold Inc <x@y.test>", Date=on(20))
    log(subject="Marigold", Date=on(300))
    assert find("marigold") == ["Marigold", "People", "Text, new", "Text, old"]


def test_dates_bound_the_search(log, find):
    for day in (1, 10, 20):
        log(subject=f"Day {day}", Date=on(day))
    middle = {"since": MORNING - timedelta(days=15), "until": MORNING - timedelta(days=5)}
    assert find("day", **middle) == ["Day 10"]


def test_private_mail_is_found_by_whom_it_belongs_to_and_by_nobody_else(account, log, find, alice, bob):
    mine = log(subject="Salary of Bob")
    TimelineEntry.objects.filter(pk=mine.entry_id).update(private_to=alice)
    assert find("salary", alice) == ["Salary of Bob"]
    assert find("salary", bob) == []


def test_private_mail_of_a_team_is_found_by_its_members(account, log, find, alice, bob):
    team = factories.team(account, "Board", alice)
    TimelineEntry.objects.filter(pk=log(subject="Merger").entry_id).update(private_to_team=team)
    assert find("merger", alice) == ["Merger"]
    assert find("merger", bob) == []


def test_much_private_mail_of_others_hides_nothing(monkeypatch, log, find, alice, bob):
    monkeypatch.setattr("emaillog.searching.mails.MOST", 2)
    log(subject="For all marigold", Date=on(50))
    for n in range(4):
        TimelineEntry.objects.filter(pk=log(subject=f"Mine {n} marigold").entry_id).update(private_to=alice)
    assert find("marigold", bob) == ["For all marigold"]


def test_charlie_finds_nothing_of_acme(log, other_account, charlie):
    from contacts.searching import asked
    from emaillog.searching import mails

    log(subject="Marigold")
    assert mails.find(mails.Asking(other_account, charlie, asked.parse("marigold")), 0, 9) == []


@pytest.mark.parametrize(
    "typed",
    ["'", '"', "a' | 'b", ":*", "!maya", "maya:*A", "(", "NEAR(a b)", "subject:maya", "*", "%", "\0", "from:",
     'to:""', "-", "@1",
     "maya OR tom", "a" * 500, "ä" * 300, "::tsquery", "{subject}: x", "💥", "has:", "AND", "NOT maya"],
)  # fmt: skip
def test_nothing_that_can_be_typed_is_an_operator_of_the_database(log, find, typed):
    log(subject="Marigold")
    assert find(typed) in ([], ["Marigold"])


def test_the_word_of_an_account_is_not_to_be_typed(log, find, account):
    log(subject="Marigold")
    assert find(f"@{account.pk}") == []


def test_a_mail_that_changes_is_found_by_its_new_words(log, find):
    email = log(subject="Marigold", text="old words")
    LoggedEmail.objects.filter(pk=email.pk).update(text="fresh words", subject="Tulip")
    indexing.index_waiting()
    assert find("fresh") == find("tulip") == ["Tulip"]
    assert find("old") == find("marigold") == []


def test_a_change_while_a_mail_is_indexed_is_not_lost(log, find, monkeypatch):
    email = log(subject="Marigold")
    LoggedEmail.objects.filter(pk=email.pk).update(subject="Tulip")
    words_of = indexing.words_of

    def late(read):
        LoggedEmail.objects.filter(pk=email.pk).update(subject="Lily")
        return words_of(read)

    monkeypatch.setattr(indexing, "words_of", late)
    indexing.index_waiting()
    monkeypatch.undo()
    assert Unindexed.objects.exists()
    indexing.index_waiting()
    assert find("lily") == ["Lily"]
    assert find("tulip") == []


def test_what_changes_nothing_of_the_words_does_not_wait(log):
    email = log(subject="Marigold")
    LoggedEmail.objects.filter(pk=email.pk).update(why=[{"rule": "x"}], html="<p>")
    assert not Unindexed.objects.exists()


def test_a_removed_mail_is_gone_from_the_index(log, find):
    log(subject="Marigold").entry.delete()
    assert find("marigold") == []
    assert not MailText.objects.exists()
    indexing.index_waiting()


def test_a_mail_removed_before_it_was_indexed_waits_no_more(account, alice, bcc_address, deliver):
    (inbound,) = deliver(mail(), to=bcc_address)
    assert Unindexed.objects.count() == 1
    inbound.email.entry.delete()
    assert not Unindexed.objects.exists()


def test_a_batch_costs_the_same_statements_whatever_is_in_it(account, alice, bcc_address, deliver):
    def batch(count):
        for n in range(count):
            deliver(mail(subject=f"Mail {n} of {count}"), to=bcc_address)
        with CaptureQueriesContext(connection) as captured:
            assert indexing.index_waiting() == count
        return len(captured)

    assert batch(1) == batch(7)


def test_searching_costs_the_same_statements_whatever_is_found(log, find):
    log(subject="Marigold 0")

    def statements():
        with CaptureQueriesContext(connection) as captured:
            found = find("marigold")
        return len(captured), len(found)

    statements()  # the first time the reader's teams are asked for
    few = statements()
    for n in range(6):
        log(subject=f"Marigold {n + 1}")
    assert (few, statements()) == ((5, 1), (5, 7)) if connection.vendor == "postgresql" else ((3, 1), (3, 7))


def test_what_is_older_than_the_newest_mails_is_found_too_and_in_order(monkeypatch, log, find, alice, bob):
    monkeypatch.setattr("emaillog.searching.newest.ONE_BY_ONE", 1)
    monkeypatch.setattr("emaillog.searching.newest.AS_PLANNED", 3)
    for day in (9, 1, 5, 3, 7):
        log(subject=f"Marigold {day}", Date=on(day))
    assert find("marigold") == ["Marigold 1", "Marigold 3", "Marigold 5", "Marigold 7", "Marigold 9"]
    assert find("marigold 9") == ["Marigold 9"]
    TimelineEntry.objects.filter(email__subject__in=["Marigold 9", "Marigold 1"]).update(private_to=alice)
    assert find("marigold", bob) == ["Marigold 3", "Marigold 5", "Marigold 7"]
    monkeypatch.setattr("emaillog.searching.mails.MOST", 3)
    assert find("marigold") == ["Marigold 1", "Marigold 3", "Marigold 5"]


def test_everything_can_be_indexed_again(account, log, find):
    log(subject="Marigold")
    MailText.objects.all().delete()
    assert indexing.index_again(account) == indexing.index_again(account) == 1
    while indexing.index_waiting():
        pass
    assert find("marigold") == ["Marigold"]


def test_an_administrator_finds_no_private_mail_of_others(account, log, find, bob):
    admin = factories.user(account, "ada@acme.test", role=Role.ADMIN)
    TimelineEntry.objects.filter(pk=log(subject="Diary").entry_id).update(private_to=bob)
    assert find("diary", admin) == []


def test_a_word_of_a_megabyte_is_no_trouble(log, find):
    log(subject="Marigold", text=("x" * 3_000 + " ") * 300 + " ".join(f"w{n}" for n in range(100_000)))
    assert find("w77") == ["Marigold"]
