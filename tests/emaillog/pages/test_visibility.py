"""Who can see a mail. Bob walks every door to a private mail of Alice's and finds nothing behind any."""

import json
import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import TimelineEntry
from crm.models import Membership, Role, Team, TeamMember
from emaillog import removing
from emaillog.models import Attachment, InboundMessage, LoggedEmail, Status
from emaillog.passes import BodyPass, ImagePass
from tests.api.conftest import Program
from tests.emaillog.test_once import attached
from tests.factories import mail

SECRET = "Merger talks"


@pytest.fixture
def private(log, maya, alice):
    """A mail of Alice's that only she may see, on records that all see, with a file and an image in its text."""
    message = mail(
        subject=SECRET, html='<p>secret</p><img src="cid:logo@acme">', attachments=(("merger.pdf", b"%PDF-1.7 merger"),)
    )
    related = message.get_payload()[0].get_payload()[1]
    related.add_related(b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "image", "png", cid="<logo@acme>", filename="logo.png")
    email = log(message)
    TimelineEntry.objects.filter(pk=email.entry_id).update(private_to=alice)
    return email


@pytest.fixture
def sales(account, alice):
    team = Team.objects.create(account=account, name="Sales")
    TeamMember.objects.create(account=account, team=team, user=alice)
    return team


@pytest.fixture
def dora(account, django_user_model):
    """A second administrator."""
    person = django_user_model.objects.create_user("dora@acme.test", name="Dora Dahl")
    Membership.objects.create(account=account, user=person, role=Role.ADMIN)
    return person


def lists(email, maya, at) -> list[str]:
    """The pages where others may be, and the mail must not."""
    names = ("contacts", "companies", "deals", "mail")
    records = [at("contact", maya.pk), at("company", maya.company_id), at("deal", maya.deals.get().pk)]
    return [*(at(name) for name in names), f"{at('contacts')}?q=merger", f"{at('mail')}?q=merger&outcome=all", *records]


def pages(email, at) -> list[str]:
    """What exists for those alone who may see the mail."""
    names = ("email", "email_why", "email_associations", "email_visibility", "email_removal", "add_people")
    files = Attachment.objects.filter(email=email)
    return [*(at(name, email.pk) for name in names), *(at("attachment", file.pk) for file in files)]


@pytest.mark.parametrize("reader", ["bob", "dora"])
def test_every_page_of_a_private_mail_is_404_and_no_list_names_it(
    request, private, maya, reader, signed_in, at, account, bob
):
    client = signed_in(request.getfixturevalue(reader))
    for address in pages(private, at):
        for method in (client.get, client.post):
            assert method(address).status_code in {404, 405}, address
    for address in lists(private, maya, at):
        shown = client.get(address).content.decode().replace(f'value="{SECRET}"', "")
        assert SECRET not in shown, address
        assert str(private.pk) not in shown, address
        assert "merger.pdf" not in shown, address


def test_its_owner_finds_it_everywhere(private, maya, alice, signed_in, at):
    client = signed_in(alice)
    for address in pages(private, at)[:5]:
        assert client.get(address).status_code == 200, address
    for address in lists(private, maya, at)[5:]:
        assert SECRET in client.get(address).content.decode(), address


def test_passes_of_bob_open_neither_its_text_nor_its_images(private, account, alice, bob, signed_in):
    image = Attachment.objects.get(email=private, name="logo.png").pk
    for user, code in ((alice, 200), (bob, 404)):
        client = signed_in(user)
        assert client.get(BodyPass(account.pk, str(private.pk), user.pk).url).status_code == code
        assert client.get(ImagePass(account.pk, image, user.pk).url).status_code == code


def test_the_api_says_nothing_of_it(private, maya, alice, bob, dora):
    file = Attachment.objects.get(email=private, name="merger.pdf").pk
    timelines = [
        f"contacts/{maya.pk}/timeline",
        f"companies/{maya.company_id}/timeline",
        f"deals/{maya.deals.get().pk}/timeline",
    ]
    for user in (bob, dora):
        script = Program(user)
        for path in (f"emails/{private.pk}", f"attachments/{file}"):
            assert script.get(path).status_code == 404
        for path in ("emails", "inbound-messages", *timelines):
            assert SECRET not in json.dumps(script.items(path)), path
            assert str(private.pk) not in json.dumps(script.items(path)), path
    owner = Program(alice)
    assert owner.get(f"emails/{private.pk}").json()["subject"] == SECRET
    for path in timelines:
        assert len(owner.items(path)) == 1


def test_an_administrator_sees_in_the_log_that_there_is_one_and_not_what(private, dora, signed_in, at):
    inbound = InboundMessage.objects.get()
    client = signed_in(dora)
    for address in (f"{at('mail')}?outcome=all", at("delivery", inbound.pk)):
        shown = client.get(address).content.decode()
        assert "Private mail" in shown
        assert SECRET not in shown
    assert client.get(at("delivery_message", inbound.pk)).status_code == 404
    assert client.get(f"{at('mail')}?outcome=all&q=merger").content.decode().count("Private mail") == 0


def test_its_logger_sees_the_subject_in_the_log(private, alice, signed_in, at):
    shown = signed_in(alice).get(f"{at('mail')}?outcome=all").content.decode()
    assert SECRET in shown
    assert at("email", private.pk) in shown


def test_a_second_user_who_logs_it_sees_their_own_copy_and_no_way_in(
    private, bob, signed_in, at, deliver, forwarding_address
):
    wrapper = attached(mail(subject=SECRET), "bob@acme.test")
    (inbound,) = deliver(wrapper, to=forwarding_address, mail_from="bob@acme.test")
    InboundMessage.objects.filter(pk=inbound.pk).update(email=private, status=Status.DUPLICATE)
    shown = signed_in(bob).get(at("delivery", inbound.pk)).content.decode()
    assert inbound.subject in shown
    assert at("email", private.pk) not in shown


def test_a_removed_private_mail_comes_back_as_private_and_says_nothing_meanwhile(
    private, alice, dora, signed_in, at, drain
):
    inbound = InboundMessage.objects.get()
    removing.remove(private, alice, with_leftovers=False)
    admin = signed_in(dora)
    assert SECRET not in admin.get(at("delivery", inbound.pk)).content.decode()
    assert admin.get(at("delivery_message", inbound.pk)).status_code == 404
    assert admin.post(at("process_again", inbound.pk)).status_code == 404
    signed_in(alice).post(at("process_again", inbound.pk))
    assert SECRET not in admin.get(at("mail") + "?outcome=all").content.decode()
    drain()
    email = LoggedEmail.objects.select_related("entry").get()
    assert email.entry.private_to == alice
    assert admin.get(at("email", email.pk)).status_code == 404


@pytest.mark.parametrize("act", ["log", "again", "reject"])
def test_an_administrator_cannot_deal_with_a_removed_private_mail_among_selected_ones(
    private, alice, dora, signed_in, at, act
):
    removing.remove(private, alice, with_leftovers=False)
    inbound = InboundMessage.objects.get()
    signed_in(dora).post(at("mail_selected"), {"do": act, "chosen": [inbound.pk]})
    left = InboundMessage.objects.get()
    assert (left.status, left.reason, left.decision) == (inbound.status, inbound.reason, inbound.decision)


def test_a_message_with_several_mails_is_no_way_to_the_one_that_is_private_or_was(
    account, alice, dora, signed_in, at, deliver, forwarding_address
):
    wrapper = mail(to=forwarding_address, subject="Several", text="")
    for name in ("maya@customer.test", "nils@new.test"):
        wrapper.add_attachment(mail(sender=name, to="alice@acme.test", subject=name))
    (inbound,) = deliver(wrapper, to=forwarding_address)
    source, admin = at("delivery_message", inbound.pk), signed_in(dora)
    hidden = LoggedEmail.objects.get(subject="nils@new.test")
    TimelineEntry.objects.filter(pk=hidden.entry_id).update(private_to=alice)
    assert admin.get(source).status_code == 404
    removing.remove(hidden, alice, with_leftovers=False)
    assert admin.get(source).status_code == 404
    assert signed_in(alice).get(source).status_code == 200
    removing.remove(LoggedEmail.objects.get(), alice, with_leftovers=False)
    assert admin.get(source).status_code == 404


def test_a_private_mail_of_a_team_that_is_gone_comes_back_to_its_logger(private, alice, sales, signed_in, at, drain):
    TimelineEntry.objects.update(private_to=None, private_to_team=sales)
    inbound = InboundMessage.objects.get()
    removing.remove(private, alice, with_leftovers=False)
    sales.delete()
    signed_in(alice).post(at("process_again", inbound.pk))
    drain()
    assert TimelineEntry.objects.get().private_to == alice


def test_a_team_sees_what_is_private_to_it(private, alice, bob, sales, signed_in, at):
    TimelineEntry.objects.update(private_to=None, private_to_team=sales)
    client = signed_in(bob)
    assert client.get(at("email", private.pk)).status_code == 404
    TeamMember.objects.create(account=sales.account, team=sales, user=bob)
    assert client.get(at("email", private.pk)).status_code == 200
    assert signed_in(alice).get(at("email", private.pk)).status_code == 200


def test_membership_of_a_team_of_another_account_opens_nothing(private, sales, charlie, signed_in, at, account):
    TimelineEntry.objects.update(private_to=None, private_to_team=sales)
    TeamMember.objects.create(account=charlie.memberships.get().account, team=sales, user=charlie)
    Membership.objects.create(account=account, user=charlie)
    assert signed_in(charlie).get(at("email", private.pk)).status_code == 404


def set_to(client, at, email, key):
    return client.post(at("email_visibility", email.pk), {"visible_to": key})


def test_its_logger_makes_a_mail_private_and_public_again(log, maya, alice, bob, signed_in, at):
    email, reader = log(subject=SECRET), signed_in(bob)
    owner = signed_in(alice)
    set_to(owner, at, email, "logger")
    assert SECRET not in reader.get(at("contact", maya.pk)).content.decode()
    assert "Private" in owner.get(at("contact", maya.pk)).content.decode()
    set_to(owner, at, email, "everybody")
    assert SECRET in reader.get(at("contact", maya.pk)).content.decode()


def test_its_loggers_teams_are_offered_and_no_others(log, account, alice, bob, sales, signed_in, at):
    other = Team.objects.create(account=account, name="Other team")
    email = log()
    page = signed_in(alice).get(at("email_visibility", email.pk)).content.decode()
    assert "Only the team Sales" in page
    assert "Other team" not in page
    assert set_to(signed_in(alice), at, email, f"team-{other.pk}").status_code == 400
    set_to(signed_in(alice), at, email, f"team-{sales.pk}")
    assert TimelineEntry.objects.get().private_to_team == sales


def test_an_administrator_who_makes_it_private_to_its_logger_sees_it_no_more(log, dora, alice, signed_in, at):
    email = log()
    answer = set_to(signed_in(dora), at, email, "logger")
    assert answer.url == at("mail")
    assert signed_in(dora).get(at("email", email.pk)).status_code == 404
    assert TimelineEntry.objects.get().private_to == alice


def test_others_may_not_change_who_sees_it(log, bob, signed_in, at):
    email = log()
    assert set_to(signed_in(bob), at, email, "logger").status_code == 403
    assert at("email_visibility", email.pk) not in signed_in(bob).get(at("email", email.pk)).content.decode()
    assert TimelineEntry.objects.get().private_to is None


def test_members_of_a_teams_mail_may_change_it(log, account, alice, bob, sales, signed_in, at):
    email = log()
    LoggedEmail.objects.update(team=sales, logged_by=None)
    TeamMember.objects.create(account=account, team=sales, user=bob)
    page = signed_in(bob).get(at("email_visibility", email.pk)).content.decode()
    assert len(re.findall('type="radio"', page)) == 2
    set_to(signed_in(bob), at, email, f"team-{sales.pk}")
    assert TimelineEntry.objects.get().private_to_team == sales


def test_private_mails_cost_no_further_queries(log, maya, alice, bob, signed_in, at):
    def queries(address):
        client = signed_in(bob)
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    for n in range(6):
        log(subject=f"Mail {n}")
    addresses = [at("contact", maya.pk), at("contacts"), f"{at('mail')}?outcome=all"]
    before = [queries(address) for address in addresses]
    TimelineEntry.objects.filter(pk__in=TimelineEntry.objects.values("pk")[:3]).update(private_to=alice)
    assert [queries(address) for address in addresses] == before


def test_a_page_of_the_timeline_goes_on_below_private_mails(log, maya, alice, bob, signed_in, at):
    from contacts import timeline

    for n in range(9):
        log(subject=f"Mail {n}")
    TimelineEntry.objects.filter(data__subject__in=[f"Mail {n}" for n in range(2, 7)]).update(private_to=alice)
    first = timeline.entries_of(maya.account, maya, bob, size=3)
    second = timeline.entries_of(maya.account, maya, bob, first.next, size=3)
    shown = [link.entry.data["subject"] for link in (*first.items, *second.items)]
    assert shown == ["Mail 8", "Mail 7", "Mail 1", "Mail 0"]


def test_no_link_of_a_foreign_page_leads_to_a_private_mail(private, maya, bob, signed_in, at):
    """Whatever Bob's pages link to, none of it is the mail."""
    client, seen = signed_in(bob), set()
    for address in lists(private, maya, at):
        seen |= set(re.findall(r'(?:href|hx-get)="([^"]+)"', client.get(address).content.decode()))
    for link in {urlsplit(link).path for link in seen if link.startswith("/a/")}:
        assert str(private.pk) not in link
