"""Settings > My mail addresses: codes, shared addresses said before and after, teams (R18 to R21)."""

import re
from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from crm.models import Membership, Team, TeamMember
from emaillog import codes
from emaillog.models import InboundMessage, RegisteredAddress, Status
from emaillog.rejection import Reason
from tests.factories import contact, mail, registered, team, user

ALIAS = "alias@home.test"
AT_RANDOM = "attributed at random to one of you, which can distort activity reports"


@pytest.fixture
def visiting(signed_in, at):
    """The page in one person's browser: what it says, and what one can do there."""

    class Page:
        def __init__(self, person):
            self.client = signed_in(person)

        def text(self, query=""):
            return " ".join(html.fromstring(self.html(query)).text_content().split())

        def html(self, query=""):
            return self.client.get(at("mail_addresses") + query).content.decode()

        def add(self, address=ALIAS, **fields):
            return self.client.post(at("mail_addresses"), {"address": address} | fields, follow=True)

        def do(self, action, pk, **fields):
            return self.client.post(at(f"address_{action}", pk), fields, follow=True)

        def give(self, address, **fields):
            return self.client.post(at("address_team"), {"address": address} | fields, follow=True)

        def verify(self, address=ALIAS):
            self.add(address, confirmed=address)
            return self.do("verify", RegisteredAddress.objects.latest("pk").pk, code=code())

    return Page


def code() -> str:
    return re.search(r"^ {4}(\d{6})$", outgoing.outbox[-1].body, re.MULTILINE)[1]


def said(answer) -> str:
    return " ".join(html.fromstring(answer.content).get_element_by_id("messages").text_content().split())


def words(answer) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


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


def test_r19_before_a_shared_address_is_registered_it_is_said_and_r20_offered(visiting, account, alice, bob):
    registered(account, alice, ALIAS)
    there = visiting(bob)
    warned = words(there.add())
    assert (
        f"Alice Admin logs mail from this address already. Once it is yours too, mail from it is {AT_RANDOM}" in warned
    )
    assert "make it a team address" in warned
    assert RegisteredAddress.objects.count() == 1
    assert "on its way" in said(there.add(confirmed=ALIAS))


def test_r19_confirming_one_address_does_not_confirm_another(visiting, account, alice, bob):
    registered(account, alice, ALIAS)
    visiting(bob).add(confirmed="other@home.test")
    assert RegisteredAddress.objects.count() == 1


def test_r19_the_login_of_another_user_counts_as_shared(visiting, alice, bob):
    assert "Alice Admin logs mail from this address already" in words(visiting(bob).add("alice@acme.test"))


def test_r19_an_address_that_waits_for_its_code_or_is_of_another_account_is_not_shared(
    visiting, account, other_account, alice, bob, charlie
):
    registered(account, alice, ALIAS, verified_at=None)
    registered(other_account, charlie, ALIAS)
    assert "on its way" in said(visiting(bob).add())


def test_r19_afterwards_both_users_read_it_at_the_address_and_are_offered_r20(visiting, account, alice, bob):
    visiting(alice).verify()
    after = visiting(bob).verify()
    assert f"Shared with Alice Admin: mail from this address is {AT_RANDOM}" in words(after)
    for person, other in ((alice, "Bob Berry"), (bob, "Alice Admin")):
        text = visiting(person).text()
        assert f"Shared with {other}: mail from this address is {AT_RANDOM}" in text
        assert "Make it a team address" in text
    assert RegisteredAddress.objects.exclude(verified_at=None).count() == 2


def test_r20_an_owner_makes_it_the_address_of_a_new_team_of_all_owners(
    visiting, account, alice, bob, bcc_address, deliver
):
    for person in (alice, bob):
        registered(account, person, ALIAS)
    given = visiting(bob).give(ALIAS, new_team="Sales")

    made = Team.objects.get(account=account)
    assert set(made.members.all()) == {alice, bob}
    assert "logged for the team Sales" in said(given)
    assert AT_RANDOM not in words(given)
    (inbound,) = deliver(mail(sender=ALIAS), to=bcc_address)
    assert (inbound.email.team, inbound.email.logged_by) == (made, None)


def test_r20_an_owner_chooses_a_team_only_if_all_owners_are_in_it(visiting, account, alice, bob):
    for person in (alice, bob):
        registered(account, person, ALIAS)
    both, bobs = team(account, "Both", alice, bob), team(account, "Bobs", bob)
    there = visiting(bob)
    assert "Bobs" not in there.html()
    assert there.give(ALIAS, team=bobs.pk).status_code == 403
    assert there.give(ALIAS, team=both.pk).status_code == 200
    assert set(RegisteredAddress.objects.values_list("team", flat=True)) == {both.pk}


def test_r20_an_owner_cannot_take_the_address_from_a_team_that_they_are_not_in(visiting, account, alice, bob):
    theirs = team(account, "Theirs", alice)
    registered(account, bob, ALIAS, team=theirs)
    there = visiting(bob)
    assert there.give(ALIAS).status_code == 403
    assert there.give(ALIAS, new_team="Mine").status_code == 403
    assert RegisteredAddress.objects.get().team == theirs
    assert not Team.objects.filter(name="Mine").exists()


def test_r20_an_administrator_gives_any_address_to_any_team_and_back(visiting, account, alice, bob):
    dora = user(account, "dora@acme.test", "Dora")
    for person in (bob, dora):
        registered(account, person, ALIAS)
    support = team(account, "Support", alice)
    there = visiting(alice)
    assert "Shared addresses of this account" in there.text()
    there.give(ALIAS, team=support.pk)
    assert set(RegisteredAddress.objects.values_list("team", flat=True)) == {support.pk}
    there.give(ALIAS)
    assert set(RegisteredAddress.objects.values_list("team", flat=True)) == {None}


def test_r20_a_sign_in_address_can_be_a_teams_too(visiting, account, alice, bob, bcc_address, deliver):
    sales = team(account, "Sales", alice)
    visiting(alice).give("bob@acme.test", team=sales.pk)
    (inbound,) = deliver(mail(sender="bob@acme.test"), to=bcc_address)
    assert inbound.email.team == sales
    assert visiting(bob).html().count("bob@acme.test") > 0
    assert "Remove bob@acme.test" not in visiting(bob).html()


def test_r20_who_verifies_a_team_address_joins_its_mark(visiting, account, alice, bob):
    sales = team(account, "Sales", alice)
    first = registered(account, alice, ALIAS, team=sales)
    there = visiting(bob)
    assert "This is an address of the team Sales" in words(there.add())
    assert "It is a team address" in said(there.verify())
    first.delete()
    assert RegisteredAddress.objects.get().team == sales


@pytest.mark.parametrize("fields", [{"new_team": "Sales"}, {}, {"new_team": "x" * 101}, {"team": "x"}])
def test_r20_a_name_that_is_taken_or_nothing_chosen_is_said(visiting, account, alice, bob, fields):
    registered(account, bob, ALIAS)
    team(account, "Sales", alice)
    answer = visiting(bob).give(ALIAS, **fields)
    assert answer.status_code == 200
    assert said(answer)
    assert RegisteredAddress.objects.get().team is None
    assert Team.objects.count() == 1


def test_r20_a_member_cannot_touch_the_address_of_others_and_a_foreign_team_is_not_found(
    visiting, account, other_account, alice, bob, charlie
):
    registered(account, alice, ALIAS)
    foreign = team(other_account, "Foreign", charlie)
    assert visiting(bob).give(ALIAS, new_team="Mine").status_code == 404
    assert visiting(alice).give(ALIAS, team=foreign.pk).status_code == 404
    assert visiting(alice).give("nobody@home.test", new_team="New").status_code == 404
    assert not TeamMember.objects.filter(account=account).exists()


def test_mails_that_waited_for_the_address_are_processed_again_when_it_is_verified(
    visiting, account, bob, bcc_address, deliver, drain
):
    (held,) = deliver(mail(sender=ALIAS), to=bcc_address)
    (of_another,) = deliver(mail(sender="eve@evil.test"), to=bcc_address)
    assert (held.reason, held.sender, held.in_review) == (Reason.UNKNOWN_SENDER, ALIAS, True)

    assert "1 mail that waited for this is being processed again" in said(visiting(bob).verify())
    drain()

    held.refresh_from_db()
    of_another.refresh_from_db()
    assert (held.status, held.email.logged_by) == (Status.LOGGED, bob)
    assert (of_another.status, of_another.attempts) == (Status.NOT_LOGGED, 1)


def test_mails_of_another_account_do_not_wait_for_it(visiting, other_account, bob, charlie, deliver):
    from emaillog.models import LoggingAddress

    deliver(mail(sender=ALIAS), to=LoggingAddress.objects.pair(other_account)[0].address)
    assert "processed again" not in said(visiting(bob).verify())
    assert InboundMessage.objects.get().status == Status.NOT_LOGGED


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
