"""Whose mail it is where several users, or a team, write from one address (R18 to R21)."""

from collections import Counter

import pytest
from django.urls import reverse

from contacts.models import Contact, TimelineEntry
from crm.models import Membership, Role
from emaillog import explaining, staff
from emaillog.models import AlsoLogged, InboundMessage, LoggedEmail, RegisteredAddress, Status
from emaillog.rejection import Reason
from emaillog.staff import Staff
from tests.emaillog.forwards import forward
from tests.factories import mail, registered, team, user

SHARED = "sales@acme.test"


@pytest.fixture
def sharing(account, alice, bob):
    """Alice and Bob have both registered one address."""
    return [registered(account, person, SHARED) for person in (alice, bob)]


@pytest.fixture
def sales(account, alice, bob):
    return team(account, "Sales", alice, bob)


def from_shared(number: int = 0, **fields):
    return mail(sender=f"Acme Sales <{SHARED}>", Message_ID=f"<{number}@acme.test>", **fields)


def only_logger(emails) -> set[str]:
    return {email.logged_by.email for email in emails}


def test_r18_over_3000_mails_two_users_share_an_address_half_and_half(account, alice, bob, sharing):
    claims = Staff.of(account).claims[SHARED]
    owners = Counter(staff.attributed(claims, f"<{n}@acme.test>").membership.user.email for n in range(3000))

    assert set(owners) == {"alice@acme.test", "bob@acme.test"}
    assert 1390 < owners["alice@acme.test"] < 1610, "four standard deviations of a fair coin"


def test_r18_three_users_have_equal_chances_too(account, alice, bob, sharing):
    registered(account, user(account, "carol@acme.test"), SHARED)
    claims = Staff.of(account).claims[SHARED]
    owners = Counter(staff.attributed(claims, f"<{n}@acme.test>").membership.user.email for n in range(3000))

    assert all(897 < count < 1103 for count in owners.values()), owners
    assert len(owners) == 3


def test_r18_the_line_gives_the_mails_of_a_shared_address_to_both(account, bcc_address, deliver, sharing):
    for number in range(40):
        (inbound,) = deliver(from_shared(number, subject=f"Offer {number}"), to=bcc_address)
        assert inbound.status == Status.LOGGED
        assert inbound.logger == inbound.email.logged_by
    owners = Counter(LoggedEmail.objects.values_list("logged_by__email", flat=True))
    assert min(owners["alice@acme.test"], owners["bob@acme.test"]) >= 8, owners


def test_r18_the_same_mail_again_has_the_same_user_and_is_not_also_logged_by_the_other(
    account, bcc_address, deliver, sharing
):
    for number in range(10):
        first, second = (deliver(from_shared(number, text=f"{number}"), to=bcc_address)[0] for _copy in "12")
        assert (first.logger, second.status) == (second.logger, Status.DUPLICATE)
    assert not AlsoLogged.objects.exists()


def test_r18_processing_again_keeps_the_user_although_others_registered_the_address_since(
    account, alice, bob, bcc_address, deliver, drain
):
    registered(account, bob, SHARED)
    for number in range(10):
        (inbound,) = deliver(from_shared(number, to="alice@acme.test"), to=bcc_address)
        assert (inbound.reason, inbound.logger) == (Reason.NO_RECIPIENTS, bob)
    for person in (alice, user(account, "carol@acme.test")):
        registered(account, person, SHARED)

    InboundMessage.objects.all().process_again()
    drain()

    assert set(InboundMessage.objects.values_list("logger__email", "attempts")) == {("bob@acme.test", 1)}


def test_r18_a_shared_address_is_attributed_by_forwarding_too(account, forwarding_address, deliver, sharing):
    message = forward("gmail", "text")
    message.replace_header("From", SHARED)
    (inbound,) = deliver(message, to=forwarding_address)
    assert inbound.email.logged_by.email in {"alice@acme.test", "bob@acme.test"}
    assert len(inbound.email.shared_with) == 1


def test_r19_the_entry_names_who_shares_the_address_on_card_page_and_api(
    account, alice, bob, bcc_address, deliver, sharing, signed_in
):
    (inbound,) = deliver(from_shared(), to=bcc_address)
    names = {"Alice Admin", "Bob Berry"}
    chosen = str(inbound.email.logged_by)
    (other,) = names - {chosen}

    browser, contact = signed_in(bob), Contact.objects.get()
    page = browser.get(reverse("email", args=[account.slug, inbound.email_id])).content.decode()
    card = browser.get(reverse("contact", args=[account.slug, contact.pk])).content.decode()

    assert inbound.email.shared_with == [other]
    assert TimelineEntry.objects.get().data["shared_with"] == [other]
    assert f"Attributed to {chosen}; address shared with {other}." in page
    assert f"attributed to {chosen}; address shared with {other}" in card


def test_r19_who_could_not_have_been_chosen_is_not_named(account, bob, bcc_address, deliver, sharing):
    Membership.objects.filter(user__email="alice@acme.test").update(may_log=False)
    for number in range(6):
        (inbound,) = deliver(from_shared(number, text=f"{number}"), to=bcc_address)
        assert (inbound.email.logged_by, inbound.email.shared_with) == (bob, [])


def test_r19_an_address_of_one_user_is_shared_with_nobody(account, alice, bob, bcc_address, deliver):
    registered(account, bob, SHARED)
    registered(account, alice, SHARED, verified_at=None)
    (inbound,) = deliver(from_shared(), to=bcc_address)
    assert (inbound.email.logged_by, inbound.email.shared_with) == (bob, [])


def test_r20_mail_from_a_team_address_is_the_teams_and_nobodys_own(account, bcc_address, deliver, sharing, sales):
    RegisteredAddress.objects.update(team=sales)
    (inbound,) = deliver(from_shared(), to=bcc_address)

    email = inbound.email
    assert (email.team, email.logged_by, email.shared_with) == (sales, None, [])
    assert email.entry.actor is None
    assert (email.entry.data["logged_by"], email.entry.data["team"]) == ("Sales", "Sales")


def test_r20_the_mark_is_on_the_address_whoever_of_its_owners_carries_it(
    account, alice, bob, bcc_address, deliver, sales
):
    registered(account, bob, "alice@acme.test", team=sales)  # Alice signs in with it and never registered it
    for number in range(6):
        (inbound,) = deliver(mail(Message_ID=f"<{number}@acme.test>", text=f"{number}"), to=bcc_address)
        assert (inbound.email.team, inbound.email.logged_by) == (sales, None)


def test_r20_the_teams_mail_sent_twice_is_not_also_logged_by_one_of_it(account, bcc_address, deliver, sharing, sales):
    RegisteredAddress.objects.update(team=sales)
    outcomes = [deliver(from_shared(), to=bcc_address)[0].status for _copy in "12"]
    assert outcomes == [Status.LOGGED, Status.DUPLICATE]
    assert not AlsoLogged.objects.exists()


def test_r20_pages_and_api_say_for_which_team_it_is_logged(
    account, alice, bob, bcc_address, deliver, sharing, sales, signed_in
):
    from crm.models import ApiToken

    RegisteredAddress.objects.update(team=sales)
    (inbound,) = deliver(from_shared(), to=bcc_address)
    browser, contact = signed_in(bob), Contact.objects.get()
    token = ApiToken.objects.issue(Membership.objects.get(user=bob), "test")

    page = browser.get(reverse("email", args=[account.slug, inbound.email_id])).content.decode()
    card = browser.get(reverse("contact", args=[account.slug, contact.pk])).content.decode()
    told = browser.get(f"/api/v1/emails/{inbound.email_id}", headers={"Authorization": f"Bearer {token}"}).json()

    assert "Logged for <b>Sales</b>" in page
    assert "Logged for Sales by BCC" in card
    assert (told["logged_by"], told["shared_with"]) == ("Sales", [])


def test_r19_the_api_names_user_and_sharers(account, bob, bcc_address, deliver, sharing, client):
    from crm.models import ApiToken

    (inbound,) = deliver(from_shared(), to=bcc_address)
    token = ApiToken.objects.issue(Membership.objects.get(user=bob), "test")
    told = client.get(f"/api/v1/emails/{inbound.email_id}", headers={"Authorization": f"Bearer {token}"}).json()
    assert told["logged_by"] == inbound.email.logged_by.email
    assert told["shared_with"] == inbound.email.shared_with != []


def test_r20_a_dry_run_names_the_team_and_the_user_of_an_alias(account, bob, bcc_address, sharing, sales):
    registered(account, bob, "bob.berry@home.test")

    def logged_by(message):
        (explained,) = explaining.DryRun.at(bcc_address).explain(message.as_bytes())
        return explained["logged_by"]

    assert logged_by(mail(sender="bob.berry@home.test")) == "bob@acme.test"
    RegisteredAddress.objects.filter(address=SHARED).update(team=sales)
    assert logged_by(from_shared()) == "Sales"


@pytest.mark.parametrize("status", [Status.LOGGED, Status.NOT_LOGGED])
def test_r20_the_delivery_log_shows_a_teams_mail_to_its_members_and_to_no_other_member(
    account, alice, bcc_address, deliver, signed_in, status
):
    bob, dora, eve = (user(account, f"{name}@acme.test", name.title()) for name in ("bob", "dora", "eve"))
    marked = team(account, "Sales", bob, dora)
    registered(account, bob, SHARED, team=marked)
    people = "maya@customer.test" if status == Status.LOGGED else "alice@acme.test"
    (inbound,) = deliver(from_shared(subject="For the team", to=people), to=bcc_address)
    assert (inbound.status, inbound.team) == (status, marked)

    def sees(person):
        listed = b"For the team" in signed_in(person).get(reverse("mail", args=[account.slug]) + "?outcome=all").content
        opened = signed_in(person).get(reverse("delivery", args=[account.slug, inbound.pk])).status_code
        return listed, opened

    assert sees(dora) == (True, 200)
    assert sees(eve) == (False, 404)


def test_r20_a_team_of_another_account_gives_no_sight_of_the_mail(
    account, other_account, bob, charlie, bcc_address, deliver, sales
):
    registered(account, bob, SHARED, team=sales)
    (inbound,) = deliver(from_shared(), to=bcc_address)
    team(other_account, "Sales", charlie)
    assert not InboundMessage.objects.filter(pk=inbound.pk).sent_by(charlie).exists()
    assert InboundMessage.objects.filter(pk=inbound.pk).sent_by(bob).exists()


def test_r21_a_deactivated_owner_is_passed_over_and_alone_logs_nothing(
    account, alice, bob, bcc_address, deliver, sharing
):
    Membership.objects.filter(user=alice).update(is_active=False)
    for number in range(6):
        (inbound,) = deliver(from_shared(number, text=f"{number}"), to=bcc_address)
        assert inbound.email.logged_by == bob
    bob.is_active = False
    bob.save()
    (inbound,) = deliver(from_shared(7, text="7"), to=bcc_address)
    assert inbound.reason == Reason.USER_INACTIVE


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"is_active": False}, Reason.USER_INACTIVE), ({"may_log": False}, Reason.LOGGING_NOT_PERMITTED)],
)
@pytest.mark.parametrize("of_team", [False, True])
def test_r21_a_an_alias_or_team_address_logs_for_nobody_who_may_not(
    account, bcc_address, deliver, fields, reason, of_team
):
    carol = user(account, "carol@acme.test", **fields)
    registered(account, carol, SHARED, team=team(account, "Sales", carol) if of_team else None)
    (inbound,) = deliver(from_shared(), to=bcc_address)
    assert (inbound.status, inbound.reason, inbound.logger) == (Status.NOT_LOGGED, reason, carol)
    assert not Contact.objects.exists()


def test_r21_b_an_alias_of_another_account_logs_nothing_here(
    account, other_account, alice, charlie, bcc_address, deliver
):
    Membership.objects.create(account=account, user=charlie, role=Role.MEMBER)
    registered(other_account, charlie, SHARED)
    (inbound,) = deliver(from_shared(), to=bcc_address)
    assert inbound.reason == Reason.UNKNOWN_SENDER


def test_r21_b_what_tag_stands_behind_a_plus_is_part_of_the_address(account, bob, bcc_address, deliver):
    registered(account, bob, SHARED)
    (inbound,) = deliver(mail(sender="sales+x@acme.test"), to=bcc_address)
    assert inbound.reason == Reason.UNKNOWN_SENDER


def test_a_registered_address_becomes_no_contact(account, alice, bob, bcc_address, deliver, sharing):
    (inbound,) = deliver(mail(to=f"maya@customer.test, {SHARED.upper()}"), to=bcc_address)
    assert inbound.status == Status.LOGGED
    assert Contact.objects.count() == 1


def test_all_claims_of_an_account_are_one_statement(account, alice, bob, sharing, sales, django_assert_num_queries):
    for number in range(10):
        registered(account, user(account, f"u{number}@acme.test"), SHARED, team=sales)
    with django_assert_num_queries(1):
        people = Staff.of(account)
    assert len(people.claims[SHARED]) == 12


def test_r35_a_mail_from_an_alias_to_a_mistyped_logging_address_is_shown_to_its_sender(account, bob, deliver):
    registered(account, bob, SHARED)
    for sender, logger in ((SHARED, bob), ("other@home.test", None)):
        (inbound,) = deliver(mail(sender=sender), to="bcc-nobody@in.blindcopy.test")
        assert (inbound.reason, inbound.logger) == (Reason.UNKNOWN_ADDRESS, logger)
