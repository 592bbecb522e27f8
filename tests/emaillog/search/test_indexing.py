"""How mails come into the index by themselves, and by hand."""

import pytest
from django.core.management import CommandError, call_command

from emaillog import intake, tasks
from emaillog.models import LoggedEmail
from emaillog.searching import indexing
from emaillog.searching.models import MailText, Unindexed
from tests import factories
from tests.factories import mail


@pytest.fixture
def waiting(account, alice, bcc_address, deliver):
    """Three mails that are logged and not indexed yet."""
    for n in range(3):
        deliver(mail(subject=f"Mail {n}"), to=bcc_address)


def test_the_sweeper_rings_for_what_waits_and_is_quiet_when_nothing_does(waiting, monkeypatch):
    rung = []
    monkeypatch.setattr(intake, "ring", lambda task, ids: rung.append((task, list(ids))))
    tasks.sweep()
    [(_task, [first])] = [ring for ring in rung if ring[0] == "index_mails"]
    tasks.index_mails(first)
    assert MailText.objects.count() == 3
    rung.clear()
    tasks.sweep()
    assert ("index_mails", []) in rung


def test_a_task_does_several_batches_and_leaves_the_rest_to_the_next(waiting, monkeypatch):
    monkeypatch.setattr(indexing, "BATCHES", 2)
    monkeypatch.setattr(indexing, "index_waiting", lambda index=indexing.index_waiting: index(1))
    indexing.index_many()
    assert (MailText.objects.count(), Unindexed.objects.count()) == (2, 1)


def test_index_search_does_what_waits_and_again_changes_nothing(waiting, capsys):
    call_command("index_search")
    assert "3 mails are indexed." in capsys.readouterr().out
    call_command("index_search")
    assert "0 mails are indexed." in capsys.readouterr().out
    before = list(MailText.objects.order_by("pk").values())
    call_command("index_search", "--all")
    assert "3 mails are indexed." in capsys.readouterr().out
    assert list(MailText.objects.order_by("pk").values()) == before


def test_index_search_of_one_account_leaves_the_others(waiting, account):
    call_command("index_search")
    other = factories.account("Other")
    assert indexing.index_again(other) == 0
    call_command("index_search", "--all", "--account", account.slug)
    with pytest.raises(CommandError, match="no account nowhere"):
        call_command("index_search", "--all", "--account", "nowhere")


def test_a_mail_that_was_read_again_is_indexed_again(waiting):
    call_command("index_search")
    LoggedEmail.objects.filter(subject="Mail 1").update(text="now about marigolds")
    call_command("index_search")
    assert MailText.objects.get(text__contains="marigolds").subject == "mail 1"
