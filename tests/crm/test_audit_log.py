"""Settings > Audit log: administrators read who did what; others do not learn that there is such a page."""

import pytest
from lxml import html

from crm import audit
from crm.models import AuditEntry, Invitation, Membership, Role
from emaillog.models import BlockedSender, LoggingAddress, LoggingRules, NeverLog
from tests import factories
from tests.factories import mail

LOG = "/a/acme/settings/audit-log/"


@pytest.fixture
def told(alice, signed_in):
    """What the page tells, the newest first."""

    def sentences(query: str = "", reader=alice) -> list[str]:
        page = html.fromstring(signed_in(reader).get(LOG + query).content)
        return [" ".join(each.text_content().split()) for each in page.find_class("audit-words")]

    return sentences


def test_a_member_and_a_stranger_get_404(account, bob, charlie, signed_in):
    assert [signed_in(user).get(LOG).status_code for user in (bob, charlie)] == [404, 404]


def test_nothing_of_another_account_is_told(account, charlie, told):
    other = charlie.memberships.get().account
    audit.record(other, charlie, "teams.made", "Spies")
    assert told() == []


def test_what_is_done_to_users_is_told(account, alice, bob, signed_in, told):
    client, place = signed_in(alice), bob.memberships.get().pk
    client.post("/a/acme/settings/invitations/", {"email": "new@acme.test", "role": "member"})
    pk = Invitation.objects.get().pk
    client.post(f"/a/acme/settings/invitations/{pk}/renewal/")
    client.post(f"/a/acme/settings/invitations/{pk}/end/")
    client.post(f"/a/acme/settings/users/{place}/", {"role": "admin", "is_active": "on"})
    assert set(told()[:2]) == {
        "Alice Admin made Bob Berry an administrator.",
        "Alice Admin no longer lets Bob Berry log mail.",
    }
    assert told()[2:] == [
        "Alice Admin withdrew the invitation of new@acme.test.",
        "Alice Admin renewed the invitation of new@acme.test.",
        "Alice Admin invited new@acme.test.",
    ]


def test_taking_up_an_invitation_is_told(account, alice, client, told):
    invitation = Invitation(account=account, email="new@acme.test", invited_by=alice, role=Role.MEMBER)
    address = f"/invitations/{invitation.renew()}/"
    client.post(address, {"name": "Nina New", "password": factories.PASSWORD})
    assert told() == ["Nina New took up an invitation."]


def test_what_is_done_to_teams_is_told(account, alice, bob, signed_in, told):
    client = signed_in(alice)
    client.post("/a/acme/settings/teams/", {"name": "Sales", "people": [bob.pk]})
    pk = account.teams.get().pk
    client.post(f"/a/acme/settings/teams/{pk}/", {"name": "Sale", "people": []})
    client.post(f"/a/acme/settings/teams/{pk}/end/")
    assert told() == [
        "Alice Admin deleted the team Sale.",
        "Alice Admin changed the team Sale.",
        "Alice Admin made the team Sales.",
    ]


def written(form) -> dict[str, str]:
    """What a browser sends."""
    return {name: value for name, value in form.fields.items() if value is not None}


def test_each_changed_rule_is_told_from_and_to(account, alice, signed_in, told):
    LoggingRules.objects.create(account=account, internal_domains=["acme.test"])
    page = html.fromstring(signed_in(alice).get("/a/acme/settings/rules/").content)
    form = next(form for form in page.forms if "megabytes" in form.fields)
    form.fields.update({"megabytes": "25", "deals": "all", "internal_domains": ""})
    signed_in(alice).post(
        "/a/acme/settings/rules/", {key: value for key, value in form.fields.items() if value is not None}
    )
    assert set(told()) == {
        "Alice Admin changed the largest attachment from 30.0 MB to 25.0 MB.",
        "Alice Admin changed the number of deals that show a mail from 5 to all.",
        "Alice Admin changed the internal domains from acme.test to none.",
    }


def test_rules_that_are_saved_as_they_were_tell_nothing(account, alice, signed_in, told):
    page = html.fromstring(signed_in(alice).get("/a/acme/settings/rules/").content)
    form = next(form for form in page.forms if "megabytes" in form.fields)
    signed_in(alice).post(
        "/a/acme/settings/rules/", {key: value for key, value in form.fields.items() if value is not None}
    )
    assert LoggingRules.objects.filter(account=account).exists()
    assert told() == []


def test_what_is_done_to_logging_addresses_is_told(account, alice, signed_in, told, bcc_address):
    address = LoggingAddress.objects.get(account=account, route="bcc")
    signed_in(alice).post(f"/a/acme/settings/integrations/email/{address.pk}/rotate/", {})
    signed_in(alice).post(f"/a/acme/settings/integrations/email/{address.pk}/stop/")
    assert told() == [
        "Alice Admin stopped an old logging address.",
        "Alice Admin replaced the BCC address (days of grace: 14).",
    ]


def test_everybodys_never_log_list_is_told_and_ones_own_is_not(account, alice, bob, signed_in, told):
    for user, whose in ((alice, "everybody"), (alice, "mine"), (bob, "mine")):
        signed_in(user).post("/a/acme/settings/never-log/", {"patterns": "doctor@example.com", "whose": whose})
    for row in NeverLog.objects.filter(user__in=[alice, None]) | NeverLog.objects.filter(user=None):
        signed_in(alice).post(f"/a/acme/settings/never-log/{row.pk}/removal/")
    assert told() == [
        "Alice Admin took doctor@example.com off everybody’s never-log list.",
        "Alice Admin put doctor@example.com on everybody’s never-log list.",
    ]


def test_what_is_done_to_refused_mail_and_its_sender_is_told(account, alice, signed_in, told, deliver, bcc_address):
    client, one = signed_in(alice), "Buy now"
    [spam] = deliver(mail(sender="spam@elsewhere.test", subject=one), bcc_address)
    [other] = deliver(mail(sender="friend@elsewhere.test", subject="Hello"), bcc_address)
    client.post(f"/a/acme/mail/received/{spam.pk}/rejection/")
    client.post(f"/a/acme/mail/received/{spam.pk}/rejection/")
    client.post(f"/a/acme/mail/received/{spam.pk}/again/")
    client.post(f"/a/acme/mail/received/{spam.pk}/again/")
    client.post(f"/a/acme/mail/received/{other.pk}/log/", {"how": "own"})
    [third] = deliver(mail(sender="spam@elsewhere.test", subject="Again"), bcc_address)
    client.post(f"/a/acme/mail/received/{third.pk}/blocked-sender/")
    client.post(f"/a/acme/settings/mail/blocked-senders/{BlockedSender.objects.get().pk}/removal/")
    assert told() == [
        "Alice Admin unblocked the sender spam@elsewhere.test.",
        "Alice Admin blocked the sender spam@elsewhere.test.",
        "Alice Admin had a mail logged by hand: Hello.",
        "Alice Admin had a mail processed again: Buy now.",
        "Alice Admin rejected a mail: Buy now.",
    ]


def test_of_private_mail_nothing_is_named(account, alice, bob, signed_in, told, deliver, bcc_address):
    [inbound] = deliver(mail(sender="bob@acme.test", subject="Secret plans"), bcc_address, "bob@acme.test")
    place = f"/a/acme/mail/{inbound.email_id}"
    signed_in(bob).post(f"{place}/visibility/", {"visible_to": "logger"})
    signed_in(bob).post(f"{place}/visibility/", {"visible_to": "logger"})
    signed_in(bob).post(f"{place}/removal/")
    assert told() == [
        "Bob Berry removed a mail from all timelines: Private mail.",
        "Bob Berry made a mail private: Private mail.",
    ]
    assert not [entry for entry in AuditEntry.objects.all() if "Secret" in f"{entry.about} {entry.data}"]


def test_deleted_records_are_told(account, alice, signed_in, told):
    person = factories.contact(account, "maya@customer.test", first_name="Maya", last_name="Chen")
    company, deal = factories.company(account, "Lumen"), factories.deal(account, "Rollout")
    for record in (person, company, deal):
        signed_in(alice).post(f"{record.get_absolute_url()}delete/")
    assert told() == [
        "Alice Admin deleted the deal Rollout.",
        "Alice Admin deleted the company Lumen.",
        "Alice Admin deleted the contact Maya Chen.",
    ]


def test_it_is_narrowed_to_a_person_and_a_kind(account, alice, bob, told):
    audit.record(account, alice, "teams.made", "Sales")
    audit.record(account, bob, "senders.blocked", "spam@elsewhere.test")
    assert told(f"?user={bob.pk}") == ["Bob Berry blocked the sender spam@elsewhere.test."]
    assert told("?kind=teams") == ["Alice Admin made the team Sales."]
    assert told(f"?kind=teams&user={bob.pk}") == []
    assert len(told("?kind=nonsense&user=nonsense")) == 2


def test_it_goes_on_page_by_page_in_a_constant_number_of_queries(
    account, alice, signed_in, told, django_assert_max_num_queries
):
    audit.record_all(account, alice, "teams.made", [f"Team {number}" for number in range(60)])
    client = signed_in(alice)
    client.get(LOG)
    with django_assert_max_num_queries(9):
        page = html.fromstring(client.get(LOG).content)
    [more] = page.xpath("//div[@class='more']/a")
    assert len(told()) + len(told(more.get("href"))) == 60


def test_what_people_are_called_is_text(account, alice, told, signed_in):
    audit.record(account, alice, "teams.made", "<script>alert(1)</script> 100% %(user)s")
    assert told() == ["Alice Admin made the team <script>alert(1)</script> 100% %(user)s."]
    assert b"<script>alert(1)" not in signed_in(alice).get(LOG).content


def test_a_user_who_is_gone_is_still_named(account, alice, bob, told):
    audit.record(account, bob, "teams.made", "Sales")
    Membership.objects.filter(user=bob).delete()
    bob.delete()
    assert told() == ["Bob Berry made the team Sales."]


def test_every_kind_belongs_to_a_group_and_has_a_sentence_that_can_be_said(account, alice):
    for action in audit.SENTENCES:
        assert action.partition(".")[0] in audit.GROUPS, action
        audit.record(account, alice, action, "it")
    assert all("Alice Admin" in audit.sentence(entry) for entry in AuditEntry.objects.all())


def test_one_record_is_one_record(account, alice, told):
    audit.record(account, alice, "bulk.delete", count=1)
    audit.record(account, alice, "bulk.delete", count=1200)
    assert told() == ["Alice Admin deleted 1,200 records.", "Alice Admin deleted 1 record."]


def test_a_word_that_an_old_entry_lacks_is_left_open(account, alice, told):
    audit.record(account, alice, "rules.grace_days", old=3)
    assert told() == ["Alice Admin changed the days of grace of a replaced address from 3 to …."]


def test_an_unknown_kind_cannot_be_recorded_nor_one_added_twice(account, alice):
    with pytest.raises(ValueError, match="Nobody has added"):
        audit.record(account, alice, "no.such")
    with pytest.raises(ValueError, match="exist already"):
        audit.add_kinds({"teams.made": "again"})
