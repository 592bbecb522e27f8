"""Who is believed (R21 b): each kind of From, with each verdict of a trusted place, under each policy of an account."""

import pytest

from emaillog.models import SenderPolicy
from emaillog.rejection import Reason
from emaillog.verdicts import Verdict
from tests.emaillog.senders.conftest import OUR_HOST
from tests.factories import mail

LOGGED, FAILED, UNPROVEN = Reason.LOGGED, Reason.SENDER_NOT_VERIFIED, Reason.SENDER_NOT_PROVEN
OURS = {
    (SenderPolicy.KNOWN_USER, Verdict.PASS): LOGGED,
    (SenderPolicy.KNOWN_USER, Verdict.NONE): LOGGED,
    (SenderPolicy.KNOWN_USER, Verdict.FAIL): FAILED,
    (SenderPolicy.STRICT, Verdict.PASS): LOGGED,
    (SenderPolicy.STRICT, Verdict.NONE): UNPROVEN,
    (SenderPolicy.STRICT, Verdict.FAIL): FAILED,
    (SenderPolicy.OPEN, Verdict.PASS): LOGGED,
    (SenderPolicy.OPEN, Verdict.NONE): LOGGED,
    (SenderPolicy.OPEN, Verdict.FAIL): LOGGED,
}
NEVER = {
    "unverified alias": Reason.UNKNOWN_SENDER,
    "contact": Reason.SENDER_IS_CONTACT,
    "stranger": Reason.UNKNOWN_SENDER,
    "two Froms": Reason.AMBIGUOUS_SENDER,
}
TABLE = {
    (kind, *case): NEVER.get(kind, outcome)
    for kind in ("login", "verified alias", "team address", *NEVER)
    for case, outcome in OURS.items()
}
SAID_BY_AMAZON = {Verdict.PASS: "PASS", Verdict.NONE: "GRAY", Verdict.FAIL: "FAIL"}


def test_the_table_is_whole():
    assert len(TABLE) == 7 * len(SenderPolicy) * len(Verdict)


@pytest.mark.parametrize("chosen", SenderPolicy)
@pytest.mark.parametrize("verdict", Verdict)
def test_r21_each_sender_with_each_verdict_of_a_provider(senders, policy, by_webhook, dns, chosen, verdict):
    policy(chosen)
    for kind, written in senders.items():
        inbound = by_webhook(mail(sender=written).as_bytes(), dmarc=SAID_BY_AMAZON[verdict])
        assert inbound.reason == TABLE[kind, chosen, verdict], kind


def test_r21_each_sender_with_each_verdict_of_our_own_mail_server(senders, policy, by_smtp, dns, settings):
    settings.AUTHSERV_ID = OUR_HOST
    for (kind, chosen, verdict), outcome in TABLE.items():
        policy(chosen)
        domain = senders[kind].rpartition("@")[2].strip(">")
        said = f"Authentication-Results: {OUR_HOST}; dmarc={verdict} header.from={domain}\r\n".encode()
        assert by_smtp(said + mail(sender=senders[kind]).as_bytes()).reason == outcome, (kind, chosen, verdict)


def test_r21_what_a_person_trusts_is_logged_whatever_was_said_of_its_sender(
    account, alice, senders, policy, by_webhook, drain
):
    policy(SenderPolicy.STRICT)
    inbound = by_webhook(mail().as_bytes(), dmarc="FAIL")
    assert inbound.in_review
    inbound.decision = {"user": alice.pk, "trusts_sender": True}
    inbound.save()
    inbound.process_again()
    drain()
    inbound.refresh_from_db()
    assert inbound.reason == Reason.LOGGED


@pytest.mark.parametrize(
    ("said", "mail_from", "outcome"),
    [
        ({"spf": "PASS"}, "alice@acme.test", LOGGED),
        ({"spf": "PASS"}, "bounces@mail.acme.test", LOGGED),
        ({"spf": "PASS"}, "alice@evil.test", UNPROVEN),
        ({"spf": "PASS"}, "", UNPROVEN),
        ({"dkim": "PASS"}, "alice@acme.test", UNPROVEN),  # nobody says whose signature it was
        ({"spf": "FAIL"}, "alice@acme.test", UNPROVEN),
        ({"dkim": "FAIL"}, "alice@acme.test", UNPROVEN),
        ({"dkim": "FAIL", "spf": "FAIL"}, "alice@acme.test", FAILED),
        ({"dkim": "FAIL", "spf": "PASS"}, "alice@acme.test", LOGGED),
        ({"dkim": "FAIL", "spf": "FAIL", "dmarc": "PASS"}, "alice@acme.test", LOGGED),
        ({"dkim": "PASS", "spf": "PASS", "dmarc": "FAIL"}, "alice@acme.test", FAILED),
    ],
)
def test_a_pass_counts_for_the_domain_it_is_about(account, alice, policy, by_webhook, dns, said, mail_from, outcome):
    policy(SenderPolicy.STRICT)
    assert by_webhook(mail().as_bytes(), mail_from, **said).reason == outcome


def test_a_pass_of_the_author_proves_nothing_of_who_redirected_the_mail(account, alice, policy, by_webhook, dns):
    policy(SenderPolicy.STRICT)
    redirected = mail(sender="eve@evil.test", to="alice@acme.test", Resent_From="alice@acme.test").as_bytes()
    assert by_webhook(redirected, "eve@evil.test", dmarc="PASS", spf="PASS").reason == UNPROVEN
