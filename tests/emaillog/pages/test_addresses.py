"""Settings > My mail addresses: the codes, their limits, and what cannot be registered (R21 b)."""

from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.models import Membership
from emaillog import codes
from emaillog.models import RegisteredAddress
from emaillog.rejection import Reason
from tests.emaillog.pages.address_page import ALIAS, code, said, words
from tests.factories import contact, mail, registered, team, user


def pass_time(**time):
    """As if the code had been sent, and everything been noted, so much earlier."""
    earlier = timedelta(**time)
    RegisteredAddress.objects.update(code_sent_at=timezone.now() - earlier)
    for membership in Membership.objects.all():
        noted = [(at - earlier, to) for at, to in codes.sendings(membership)]
        cache.set(codes.key(membership), noted)


def test_the_login_address_stands_there_and_always_counts(visiting, bob):
    text = visiting(bob).text()
    assert "bob@acme.test Sign-in address: always counts" in text
    assert "Remove" not in text


def test_r21_b_an_address_counts_once_the_code_mailed_to_it_came_back(visiting, bob, bcc_address, deliver):
    there = visiting(bob)
    added = there.add(" Alias@HOME.test ")
    row = RegisteredAddress.objects.get()
    assert (row.address, row.verified_at) == (ALIAS, None)
    assert "A code is on its way to alias@home.test" in said(added)
    assert "Waiting for its code" in words(added)
    (sent,) = outgoing.outbox
    assert sent.to == [ALIAS]
    assert code() in sent.subject
    assert deliver(mail(sender=ALIAS), to=bcc_address)[0].reason == Reason.UNKNOWN_SENDER

    verified = there.do("verify", row.pk, code=f"{code()[:3]} {code()[3:]}")

    assert "alias@home.test is verified" in said(verified)
    assert "Verified" in words(verified)
    assert deliver(mail(sender=ALIAS, text="Another"), to=bcc_address)[0].email.logged_by == bob


def test_only_a_keyed_digest_of_the_code_is_kept(visiting, bob):
    visiting(bob).add()
    kept = RegisteredAddress.objects.get()
    assert code() not in str(RegisteredAddress.objects.values().get())
    assert kept.code_digest == kept.digest_of(code())
    assert kept.digest_of(code()) != RegisteredAddress(pk=kept.pk + 1, address=ALIAS).digest_of(code())


def test_a_wrong_code_verifies_nothing_and_says_how_many_tries_are_left(visiting, bob):
    there = visiting(bob)
    there.add()
    row = RegisteredAddress.objects.get()
    wrong = "000000" if code() != "000000" else "111111"
    assert "4 tries are left" in said(there.do("verify", row.pk, code=wrong))
    assert "is verified" in said(there.do("verify", row.pk, code=code()))


def test_after_five_wrong_codes_the_right_one_is_void_and_a_new_one_works(visiting, bob):
    there = visiting(bob)
    there.add()
    row = RegisteredAddress.objects.get()
    wrong = "000000" if code() != "000000" else "111111"
    answers = [said(there.do("verify", row.pk, code=wrong)) for _try in range(5)]
    assert "One try is left" in answers[3]
    assert "Too many wrong codes" in answers[4]
    assert "Too many wrong codes" in said(there.do("verify", row.pk, code=code()))
    row.refresh_from_db()
    assert row.verified_at is None

    pass_time(minutes=2)
    there.do("code", row.pk)
    assert "is verified" in said(there.do("verify", row.pk, code=code()))


def test_a_code_expires_after_half_an_hour(visiting, bob):
    there = visiting(bob)
    there.add()
    row = RegisteredAddress.objects.get()
    pass_time(minutes=31)
    assert "has expired" in said(there.do("verify", row.pk, code=code()))
    assert "not valid any more" in there.text()
    row.refresh_from_db()
    assert row.verified_at is None


def test_a_code_is_good_for_half_an_hour(visiting, bob):
    there = visiting(bob)
    there.add()
    pass_time(minutes=29)
    assert "is verified" in said(there.do("verify", RegisteredAddress.objects.get().pk, code=code()))


def test_a_new_code_makes_the_earlier_one_void(visiting, bob):
    there = visiting(bob)
    there.add()
    row, first = RegisteredAddress.objects.get(), code()
    pass_time(minutes=2)
    there.do("code", row.pk)
    assert len(outgoing.outbox) == 2
    if first != code():
        assert "not the code" in said(there.do("verify", row.pk, code=first))
    assert "is verified" in said(there.do("verify", row.pk, code=code()))


def test_a_new_code_is_sent_once_a_minute_even_if_the_address_was_added_anew(visiting, bob):
    there = visiting(bob)
    there.add()
    row = RegisteredAddress.objects.get()
    assert "less than a minute ago" in said(there.do("code", row.pk))
    there.do("remove", row.pk)
    assert "less than a minute ago" in said(there.add())
    assert len(outgoing.outbox) == 1
    pass_time(seconds=61)
    there.do("code", RegisteredAddress.objects.get().pk)
    assert len(outgoing.outbox) == 2


def test_a_user_has_ten_codes_sent_a_day_whatever_the_address(visiting, alice, bob):
    there = visiting(bob)
    for number in range(10):
        there.add(f"a{number}@home.test")
    assert "ten codes in a day" in said(there.add("a10@home.test"))
    assert len(outgoing.outbox) == 10
    visiting(alice).add("b@home.test")
    assert len(outgoing.outbox) == 11, "it is the limit of a user"
    pass_time(hours=24, seconds=1)
    there.do("code", RegisteredAddress.objects.get(address="a10@home.test").pk)
    assert len(outgoing.outbox) == 12


def test_mail_that_cannot_be_handed_over_is_said_and_counts_for_nothing(visiting, bob, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise ConnectionRefusedError

    there = visiting(bob)
    with monkeypatch.context() as broken:
        broken.setattr("emaillog.codes.send_mail", refuse)
        assert "could not be mailed to alias@home.test. Nothing is lost" in said(there.add())
    row = RegisteredAddress.objects.get()
    assert not row.can_answer
    there.do("code", row.pk)
    assert "is verified" in said(there.do("verify", row.pk, code=code()))


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("nonsense", "no mail address"),
        ("", "required"),
        ("a b@home.test", "no mail address"),
        ("BOB@acme.test", "counts already"),
        ("bcc-xyz@in.blindcopy.test", "logging address"),
        ("taken@home.test", "in your list already"),
    ],
)
def test_what_cannot_be_registered_is_refused_with_the_reason(visiting, account, bob, address, why):
    registered(account, bob, "taken@home.test")
    assert why in words(visiting(bob).add(address))
    assert RegisteredAddress.objects.count() == 1
    assert not outgoing.outbox


def test_an_address_of_a_contact_is_registered_only_after_a_warning(visiting, account, bob):
    contact(account, ALIAS, first_name="Maya", last_name="Chen")
    there = visiting(bob)
    warned = words(there.add())
    assert "address of the contact Maya Chen" in warned
    assert not RegisteredAddress.objects.exists()
    assert not outgoing.outbox
    there.add(confirmed=ALIAS)
    assert RegisteredAddress.objects.get().address == ALIAS


def test_a_removed_address_does_not_count_any_more(visiting, account, bob, bcc_address, deliver):
    row = registered(account, bob, ALIAS)
    assert "alias@home.test is removed" in said(visiting(bob).do("remove", row.pk))
    assert deliver(mail(sender=ALIAS), to=bcc_address)[0].reason == Reason.UNKNOWN_SENDER


def test_a_link_brings_the_address_along(visiting, bob):
    assert 'value="me@home.test"' in visiting(bob).html("?address=me@home.test")
    assert "<script>" not in visiting(bob).html("?address=%22%3E%3Cscript%3E")


@pytest.mark.parametrize("action", ["verify", "code", "remove"])
def test_addresses_of_others_are_not_found(visiting, account, alice, bob, charlie, signed_in, at, action):
    row = registered(account, bob, ALIAS, verified_at=None)
    assert visiting(alice).do(action, row.pk).status_code == 404
    assert visiting(charlie).do(action, row.pk).status_code == 404
    assert signed_in(charlie).post(f"/a/globex/settings/addresses/{row.pk}/code/").status_code == 404
    assert not outgoing.outbox
    assert RegisteredAddress.objects.filter(pk=row.pk, verified_at=None, tries=0).exists()


@pytest.mark.parametrize("action", ["verify", "code"])
def test_what_is_verified_takes_no_code(visiting, account, bob, action):
    assert visiting(bob).do(action, registered(account, bob, ALIAS).pk).status_code == 404


def test_changes_come_by_post_only(account, bob, signed_in, at):
    row = registered(account, bob, ALIAS)
    for action in ("verify", "code", "remove"):
        assert signed_in(bob).get(at(f"address_{action}", row.pk)).status_code == 405
    assert signed_in(bob).get(at("address_team")).status_code == 405


def test_the_page_takes_a_constant_number_of_queries(visiting, account, alice, bob):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            there.html()
        return len(captured)

    there = visiting(alice)
    registered(account, alice, ALIAS, team=team(account, "Sales", alice))
    there.html()
    before = queries()
    for number in range(10):
        person = user(account, f"u{number}@acme.test")
        shared = team(account, f"Team {number}", alice, person)
        registered(account, person, f"s{number}@home.test", team=shared)
        registered(account, alice, f"s{number}@home.test")
    assert queries() == before


def test_who_may_not_log_is_told(visiting, bob):
    bob.memberships.update(may_log=False)
    assert "You may not log mail in this account" in visiting(bob).text()


def test_the_code_says_who_wants_it_without_becoming_a_header(visiting, bob):
    bob.name = "Bob\r\nBcc: eve@evil.test"
    bob.save()
    visiting(bob).add()
    (sent,) = outgoing.outbox
    assert sent.recipients() == [ALIAS]
    assert "Acme" in sent.body
