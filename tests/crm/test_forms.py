"""Every form of the settings, filled in wrongly: one clear sentence at the field, and nothing typed is lost."""

import pytest
from django.urls import reverse

from crm.models import ApiToken, Invitation, Membership, Role, Team, User
from emaillog.models import LoggingRules, NeverLog, RegisteredAddress
from tests import factories
from tests.filled import alerts, complaint, filled, typed

TOO_LONG = "x" * 30_000
REQUIRED = "This field is required."
CHOSEN = {"time_zone", "language", "role", "sender_policy", "deals"}

# The page, a field of its form, what is typed there, and what is said at it.
WRONG = [
    ("profile", "name", "", REQUIRED),
    ("profile", "name", TOO_LONG, "at most 100 characters"),
    ("profile", "name", "Al\0ice", "Null characters are not allowed."),
    ("profile", "time_zone", "Europe/Atlantis", "not one of the available choices"),
    ("profile", "language", "tlh", "not one of the available choices"),
    ("users", "email", "", REQUIRED),
    ("users", "email", "nobody", "Enter a valid email address."),
    ("users", "email", TOO_LONG + "@acme.test", "valid email address"),
    ("users", "email", "Bob@acme.test", "This person is a user of this account already."),
    ("users", "email", "invited@acme.test", "This address is invited already. Make a new link for it under “Invited”."),
    ("users", "role", "emperor", "not one of the available choices"),
    ("teams", "name", "", REQUIRED),
    ("teams", "name", TOO_LONG, "at most 100 characters"),
    ("teams", "name", "Sales", "There is a team of this name already."),
    ("api_tokens", "name", "", REQUIRED),
    ("api_tokens", "name", TOO_LONG, "at most 100 characters"),
    ("api_tokens", "name", "website FORM", "You have a token of this name already."),
    ("account_settings", "name", "", REQUIRED),
    ("account_settings", "name", TOO_LONG, "at most 100 characters"),
    ("account_settings", "currency", "", REQUIRED),
    ("account_settings", "currency", "€", "A currency has three letters, such as EUR."),
    ("account_settings", "currency", "EURO", "at most 3 characters"),
    ("rules", "megabytes", "", REQUIRED),
    ("rules", "megabytes", "0", "greater than or equal to 1"),
    ("rules", "megabytes", "151", "less than or equal to 150"),
    ("rules", "megabytes", "thirty", "Enter a whole number."),
    ("rules", "megabytes", "9" * 5_000, "Enter a whole number."),
    ("rules", "deals", "many", "not one of the available choices"),
    ("rules", "no_company_domains", "not a domain", "“not a domain” is no domain: write it like example.com."),
    ("rules", "internal_domains", "gmail.com", "gmail.com belongs to a mailer that everybody can use"),
    ("rules", "new_contacts_a_mail", "-1", "greater than or equal to 0"),
    ("rules", "new_contacts_an_hour", "1e9", "Enter a whole number."),
    ("rules", "grace_days", "366", "less than or equal to 365"),
    ("rules", "days_kept_logged", "0", "greater than or equal to 1"),
    ("rules", "days_kept_others", "99999", "less than or equal to 3650"),
    ("rules", "sender_policy", "trusting", "not one of the available choices"),
    ("never_log", "patterns", "", REQUIRED),
    ("never_log", "patterns", "nobody", "“nobody” is neither a mail address nor a domain."),
    ("never_log", "patterns", "private.test", "private.test is on this list already."),
    ("never_log", "patterns", "\n".join(f"d{n}.test" for n in range(600)), "At most 500 lines."),
    ("mail_addresses", "address", "", REQUIRED),
    ("mail_addresses", "address", "alice", "This is no mail address."),
    ("mail_addresses", "address", TOO_LONG + "@acme.test", "at most 320 characters"),
    ("mail_addresses", "address", "ALICE@acme.test", "You sign in with this address: it counts already."),
    ("mail_addresses", "address", "alias@acme.test", "This address stands in your list already."),
]


@pytest.fixture
def peopled(account, alice, bob):
    """An account in which what can be there twice is there once."""
    factories.team(account, "Sales", bob)
    Invitation(account=account, email="invited@acme.test", invited_by=alice).renew()
    NeverLog.objects.create(account=account, user=alice, pattern="private.test")
    factories.registered(account, alice, "alias@acme.test")
    ApiToken.objects.issue(alice.memberships.get(), "Website form")
    return account


@pytest.mark.parametrize(
    ("where", "name", "value", "sentence"), WRONG, ids=[f"{row[0]}-{row[1]}-{row[2][:12]!r}" for row in WRONG]
)
def test_what_is_wrong_is_said_once_at_its_field_and_nothing_typed_is_lost(
    peopled, alice, signed_in, where, name, value, sentence
):
    answer = filled(signed_in(alice), reverse(where, args=[peopled.slug]), name).send(**{name: value})

    assert answer.status_code == 200
    assert sentence in complaint(answer, name)
    if name not in CHOSEN:
        assert typed(answer, name).strip("\n") == value.replace("\0", "\ufffd")


def test_of_two_administrators_who_shape_a_team_the_second_reads_both_versions(peopled, alice, bob, signed_in):
    page = reverse("team", args=[peopled.slug, Team.objects.get().pk])
    one, other = (filled(signed_in(alice), page, "name") for _window in range(2))
    assert one.send(name="Sales North", people=[alice.pk, bob.pk]).status_code == 302

    answer = other.send(name="Sales South", people=[])

    assert "meanwhile" in alerts(answer)
    assert "Saved now: Sales North" in complaint(answer, "name")
    assert "Saved now: Alice Admin, Bob Berry" in complaint(answer, "people")
    assert typed(answer, "name") == "Sales South"
    assert Team.objects.get().name == "Sales North", "nothing was overwritten"
    assert other.again(answer, "name").send(people=[bob.pk]).status_code == 302
    team = Team.objects.get()
    assert (team.name, [place.user for place in team.memberships.all()]) == ("Sales South", [bob])


def test_who_came_into_a_team_meanwhile_stays_in_it_when_somebody_else_renames_it(peopled, alice, bob, signed_in):
    page = reverse("team", args=[peopled.slug, Team.objects.get().pk])
    one, other = (filled(signed_in(alice), page, "name") for _window in range(2))
    assert one.send(people=[alice.pk, bob.pk]).status_code == 302

    answer = other.send(name="Sales South")

    assert "taken over: Members." in alerts(answer)
    assert not complaint(answer, "name")
    assert not complaint(answer, "people")
    assert other.again(answer, "name").send().status_code == 302
    team = Team.objects.get()
    assert (team.name, team.memberships.count()) == ("Sales South", 2)


def test_so_it_is_with_what_a_user_may(peopled, alice, bob, signed_in):
    page = reverse("user", args=[peopled.slug, Membership.objects.get(user=bob).pk])
    one, other = (filled(signed_in(alice), page, "role") for _window in range(2))
    assert one.send(role=Role.ADMIN).status_code == 302

    answer = other.send(may_log="")

    assert "meanwhile" in alerts(answer)
    assert "taken over: Role." in alerts(answer)
    assert not complaint(answer, "role")
    bobs = Membership.objects.get(user=bob)
    assert (bobs.role, bobs.may_log) == (Role.ADMIN, True)
    assert other.again(answer, "role").send().status_code == 302
    bobs.refresh_from_db()
    assert (bobs.role, bobs.may_log) == (Role.ADMIN, False)


def test_the_last_administrator_is_told_above_the_form_why_it_is_not_saved(peopled, alice, signed_in):
    page = reverse("user", args=[peopled.slug, Membership.objects.get(user=alice).pk])

    answer = filled(signed_in(alice), page, "role").send(role=Role.MEMBER)

    assert "This is the last active administrator. Make somebody else administrator first." in alerts(answer)
    assert Membership.objects.get(user=alice).is_admin


@pytest.mark.parametrize("where", ["users", "teams", "mail_addresses", "never_log"])
def test_a_form_sent_twice_does_it_once(account, alice, bob, signed_in, where):
    name, value = {
        "users": ("email", "new@acme.test"),
        "teams": ("name", "Sales"),
        "mail_addresses": ("address", "alice@home.test"),
        "never_log": ("patterns", "private.test"),
    }[where]
    form = filled(signed_in(alice), reverse(where, args=[account.slug]), name)
    assert form.send(**{name: value}).status_code in {200, 302}

    again = form.send(**{name: value})

    assert complaint(again, name)
    assert typed(again, name).strip() == value
    counted = (Invitation, Team, RegisteredAddress, NeverLog)
    assert sum(model.objects.count() for model in counted) == 1


def test_what_one_administrator_saves_of_the_rules_another_reads_before_overwriting_it(account, alice, signed_in):
    page = reverse("rules", args=[account.slug])
    one, other = (filled(signed_in(alice), page, "megabytes") for _window in range(2))
    assert one.send(megabytes="40").status_code == 302

    answer = other.send(deals="all")

    assert answer.status_code == 200
    assert "meanwhile" in alerts(answer)
    assert LoggingRules.objects.get(account=account).attachment_limit == 40 * 2**20
    assert not complaint(answer, "megabytes")
    again = other.again(answer, "megabytes").send()
    assert again.status_code == 302, complaint(again, "deals")
    rules = LoggingRules.objects.get(account=account)
    assert (rules.deals_to_link, rules.attachment_limit) == (None, 40 * 2**20)


def test_nobody_is_named_in_what_is_refused_who_belongs_to_another_account(account, alice, charlie, signed_in):
    answer = filled(signed_in(alice), reverse("users", args=[account.slug]), "email").send(email=charlie.email)
    assert answer.status_code == 200
    assert Invitation.objects.get().email == charlie.email
    assert User.objects.filter(memberships__account=account).count() == 1


@pytest.mark.parametrize(
    ("typed_name", "sentence"),
    [
        ("Sales", "There is a team of this name already: choose it from the list."),
        ("x" * 101, "at most 100 characters"),
        ("", "Choose a team, or name a new one."),
    ],
)
def test_a_wrong_team_of_a_shared_address_is_said_at_its_field(peopled, alice, bob, signed_in, typed_name, sentence):
    factories.registered(peopled, bob, "alias@acme.test")
    page = reverse("mail_addresses", args=[peopled.slug])
    for which in (0, 1):
        form = filled(signed_in(alice), page, "new_team", which)

        answer = form.send(new_team=typed_name)

        assert answer.status_code == 200
        assert sentence in complaint(answer, "new_team", which)
        assert complaint(answer, "new_team", 1 - which) == ""
        assert typed(answer, "new_team", which) == typed_name
    assert Team.objects.count() == 1
