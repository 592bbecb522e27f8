"""An administrator invites; the link goes by mail and is shown once."""

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse

from crm.models import Invitation, Role


def invite(browser, account, email="maya@acme.test", role=Role.MEMBER):
    return browser.post(reverse("invite", args=[account.slug]), {"email": email, "role": role})


def test_an_invitation_goes_by_mail_and_is_shown_to_copy(account, alice, signed_in):
    answer = invite(signed_in(alice), account, " Maya@ACME.test", Role.ADMIN)

    invitation, link = Invitation.objects.get(), answer.context["link"]
    assert (invitation.email, invitation.role, invitation.account) == ("maya@acme.test", Role.ADMIN, account)
    assert link.startswith(settings.BASE_URL + "/invitations/")
    assert link in answer.content.decode()
    assert (mail.outbox[0].to, link in mail.outbox[0].body) == (["maya@acme.test"], True)


def test_the_link_is_kept_nowhere(account, alice, signed_in):
    token = invite(signed_in(alice), account).context["link"].rstrip("/").rsplit("/", 1)[1]

    page = signed_in(alice).get(reverse("users", args=[account.slug]))

    assert token not in str(Invitation.objects.values().get())
    assert token not in page.content.decode()


def test_mail_that_cannot_be_sent_is_said_and_the_link_works(account, alice, signed_in, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("crm.views.invitations.send_mail", refuse)

    answer = invite(signed_in(alice), account)

    assert b"could not be sent" in answer.content
    assert signed_in(alice).get(answer.context["link"]).status_code == 200


def test_a_line_break_in_a_name_does_not_become_a_header(account, alice, signed_in):
    alice.name = "Alice\r\nBcc: eve@evil.test"
    alice.save()

    invite(signed_in(alice), account)

    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["maya@acme.test"]


@pytest.mark.parametrize("email", ["bob@acme.test", "BOB@acme.test", "not an address", ""])
def test_users_and_nonsense_are_not_invited(account, alice, bob, signed_in, email):
    answer = invite(signed_in(alice), account, email)

    assert answer.context["form"].errors
    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_the_same_address_is_not_invited_twice_but_its_link_is_renewed(account, alice, signed_in):
    browser = signed_in(alice)
    first = invite(browser, account).context["link"]

    again = invite(browser, account)
    renewed = browser.post(reverse("invitation_renew", args=[account.slug, Invitation.objects.get().pk]))

    assert again.context["form"].errors
    assert browser.get(first).status_code == 404
    assert browser.get(renewed.context["link"]).status_code == 200


def test_a_withdrawn_invitation_is_void(account, alice, signed_in):
    browser = signed_in(alice)
    link = invite(browser, account).context["link"]

    browser.post(reverse("invitation_withdraw", args=[account.slug, Invitation.objects.get().pk]))

    assert browser.get(link).status_code == 404


def test_somebody_who_left_can_be_invited_again(account, alice, signed_in):
    link = invite(signed_in(alice), account).context["link"]
    Invitation.objects.get(email="maya@acme.test").enrol("Maya", "correct horse battery 9")
    account.memberships.get(user__email="maya@acme.test").delete()

    again = invite(signed_in(alice), account).context["link"]

    assert again != link
    assert Invitation.objects.get().accepted_at is None


def test_members_cannot_invite(account, alice, bob, signed_in):
    assert invite(signed_in(bob), account).status_code == 403
    assert not Invitation.objects.exists()


def test_invitations_of_another_account_cannot_be_touched(account, alice, charlie, other_account, signed_in):
    invite(signed_in(charlie), other_account)
    pk = Invitation.objects.get().pk

    for action in ("invitation_renew", "invitation_withdraw"):
        assert signed_in(alice).post(reverse(action, args=[account.slug, pk])).status_code == 404
    assert Invitation.objects.exists()
