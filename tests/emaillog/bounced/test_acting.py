"""R11: what administrators do about files that were left out, one by one and many at once."""

import pytest

from crm.models import AuditEntry, Role
from emaillog import intake
from emaillog.models import BouncedAttachment, InboundMessage, Notice
from tests import factories
from tests.emaillog.bounced.conftest import KB
from tests.factories import mail

Status = BouncedAttachment.Status


def states() -> list[str]:
    return list(BouncedAttachment.objects.order_by("pk").values_list("status", flat=True))


def told() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", "about"))


@pytest.fixture
def dora(account):
    return factories.user(account, "dora@acme.test", "Dora Day", Role.ADMIN)


def test_many_are_dismissed_and_taken_back_with_one_click(left_out, act, alice, signed_in):
    files = [left_out("a.bin", subject="One"), left_out("b.bin", subject="Two")]
    answer = act(alice, "dismiss", *files)
    assert "2 files are dismissed." in answer
    assert "Undo" in answer
    assert states() == ["dismissed", "dismissed"]
    assert {file.handled_by for file in BouncedAttachment.objects.all()} == {alice}
    assert "2 files are open again." in act(alice, "reopen", *files)
    assert states() == ["open", "open"]
    assert {file.handled_by for file in BouncedAttachment.objects.all()} == {None}
    assert told() == [
        ("bounced.dismissed", "a.bin (One)"),
        ("bounced.dismissed", "b.bin (Two)"),
        ("bounced.reopened", "a.bin (One)"),
        ("bounced.reopened", "b.bin (Two)"),
    ]


def test_the_offer_to_undo_is_made_once(left_out, act, alice, signed_in):
    assert "Undo" in act(alice, "dismiss", left_out())
    assert b"Undo" not in signed_in(alice).get("/a/acme/settings/mail/bounced-attachments/").content


@pytest.mark.parametrize("do", ["dismiss", "store", "notify"])
def test_what_somebody_else_has_handled_is_said_and_not_done_twice(left_out, act, alice, dora, do):
    file, other = left_out("a.bin"), left_out("b.bin")
    act(dora, "store", file)
    Notice.objects.update(status="sent")
    answer = act(alice, do, file, other)
    assert "Dora Day was first with a.bin; it is: being stored." in answer
    assert [about for action, about in told() if action != "bounced.stored" or "a.bin" in about][:1] == [
        "a.bin (Our offer)"
    ]
    assert len(told()) == 2
    assert BouncedAttachment.objects.get(pk=file.pk).handled_by == dora


def test_the_notice_of_a_mail_is_sent_once_for_all_its_files(rules, account, alice, act, bcc_address, deliver):
    deliver(mail(attachments=(("a.bin", b"a" * 2 * KB), ("b.bin", b"b" * 2 * KB))), bcc_address)
    Notice.objects.update(status="sent", times=1)
    answer = act(alice, "notify", *BouncedAttachment.objects.all())
    assert "The notices about 2 files are sent again." in answer
    assert Notice.objects.get().status == Notice.Status.WAITING
    assert [action for action, _about in told()] == ["bounced.notified", "bounced.notified"]


def test_a_notice_on_its_way_is_not_sent_again(left_out, act, alice):
    file = left_out()
    Notice.objects.update(status="waiting")
    assert "no notice can be sent now" in act(alice, "notify", file)
    assert told() == []


def test_where_nobody_was_to_be_told_no_notice_can_be_sent(left_out, act, alice):
    file = left_out()
    BouncedAttachment.objects.update(notice=None)
    assert "no notice can be sent now" in act(alice, "notify", file)


def test_of_many_those_that_can_be_stored_are(left_out, act, alice):
    files = [left_out("a.bin"), left_out("b.bin")]
    InboundMessage.objects.filter(pk=files[0].inbound_id).update(blob="")
    answer = act(alice, "store", *files)
    assert "1 file is being stored" in answer
    assert "For 1 file it is too late" in answer
    assert states() == ["open", "storing"]


def test_nothing_chosen_is_said(left_out, act, alice):
    left_out()
    assert "Select at least one file." in act(alice, "dismiss")


def test_an_unknown_action_is_refused(account, alice, signed_in):
    address = "/a/acme/settings/mail/bounced-attachments/actions/"
    assert signed_in(alice).post(address, {"do": "explode"}).status_code == 400


def test_strange_ids_and_those_of_others_are_left_out(left_out, act, alice, charlie, signed_in, other_account):
    file = left_out()
    theirs = f"/a/{other_account.slug}/settings/mail/bounced-attachments/actions/"
    signed_in(charlie).post(theirs, {"do": "dismiss", "chosen": [file.pk, "x", "9" * 30, "-1"]})
    assert states() == ["open"]


def test_private_mail_of_others_is_not_acted_on(left_out, act, alice, bob):
    file = left_out(sender="bob@acme.test")
    file.email.entry.private_to = bob
    file.email.entry.save()
    for do in ("dismiss", "store", "notify", "reopen"):
        act(alice, do, file)
    assert states() == ["open"]
    assert told() == []


def test_ones_own_private_mail_is_acted_on_and_not_named_to_others(left_out, act, alice):
    file = left_out(subject="Secret")
    file.email.entry.private_to = alice
    file.email.entry.save()
    act(alice, "dismiss", file)
    assert states() == ["dismissed"]
    assert [(entry.about, entry.data) for entry in AuditEntry.objects.all()] == [("", {"private": True})]


def test_many_at_once_cost_as_many_statements_as_one(
    left_out, account, alice, signed_in, django_assert_max_num_queries
):
    files = [left_out(f"{number}.bin") for number in range(10)]
    client = signed_in(alice)
    with django_assert_max_num_queries(16):
        client.post(
            "/a/acme/settings/mail/bounced-attachments/actions/",
            {"do": "dismiss", "chosen": [file.pk for file in files]},
        )
    assert set(states()) == {"dismissed"}


def test_the_way_back_leads_to_this_page_only(left_out, account, alice, signed_in):
    file = left_out()
    address = "/a/acme/settings/mail/bounced-attachments/"
    body = {"do": "dismiss", "chosen": file.pk, "back": "https://evil.test/"}
    assert signed_in(alice).post(f"{address}actions/", body)["Location"] == address
    body["back"] = "?q=a\nb"
    assert signed_in(alice).post(f"{address}actions/", body)["Location"] == f"{address}?q=a%0Ab"


def test_for_a_notice_that_is_sent_again_one_bell_rings(
    left_out, act, alice, monkeypatch, django_capture_on_commit_callbacks
):
    file = left_out()
    Notice.objects.update(status=Notice.Status.SENT)
    rung: list[tuple[str, int]] = []
    monkeypatch.setattr(intake, "ring", lambda task, ids: rung.extend((task, each) for each in ids))
    with django_capture_on_commit_callbacks(execute=True):
        act(alice, "notify", file)
    assert rung == [("send_notice", file.notice_id)]
