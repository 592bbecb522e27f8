"""Why is this here? Every rule that fired for a mail, in a sentence, with the records it names."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from emaillog import because, wording
from emaillog.models import LoggingRules, NeverLog, RegisteredAddress
from tests.emaillog.forwards import forward
from tests.emaillog.test_once import RECEIVED, inline
from tests.factories import company, contact, deal, mail


@pytest.fixture
def told(signed_in, bob, at):
    """What the page says of a mail, without its markup."""

    def words(email, reader=bob) -> str:
        page = signed_in(reader).get(at("email_why", email.pk)).content.decode()
        return " ".join(strip_tags(page.partition('class="why"')[2]).split())

    return words


def test_a_sent_mail_says_how_it_came_who_it_is_about_and_what_it_belongs_to(log, maya, told):
    words = told(log(to="maya@customer.test, new@startup.test, BOB@acme.test"))
    for sentence in (
        "It was sent with the BCC address on BCC.",
        "It came from alice@acme.test, the login address of Alice Admin.",
        "It counts as sent: somebody of this account wrote it.",
        "Maya Chen has the address maya@customer.test.",
        "New was created: nobody had the address new@startup.test.",
        "Startup was created: no company had the domain startup.test.",
        "Customer Ltd is the company of Maya Chen.",
        "The big deal was one of the 5 most recently opened open deals of Maya Chen.",
        "bob@acme.test – of this account, or of an internal domain",
    ):
        assert sentence in words


def test_records_are_links(log, maya, signed_in, bob, at):
    page = signed_in(bob).get(at("email_why", log().pk)).content.decode()
    for address in (at("contact", maya.pk), at("company", maya.company_id), at("deal", maya.deals.get().pk)):
        assert f'href="{address}"' in page


@pytest.mark.parametrize(
    ("most", "sentence"),
    [
        (1, "The big deal was the most recently opened open deal of Maya Chen."),
        (None, "The big deal was an open deal of Maya Chen."),
    ],
)
def test_the_number_of_deals_is_the_one_that_held(account, log, maya, told, most, sentence):
    LoggingRules.objects.create(account=account, deals_to_link=most)
    email = log()
    LoggingRules.objects.update(deals_to_link=3)
    assert sentence in told(email)


def test_a_forward_says_where_it_was_found_and_that_copies_are_not_made_contacts(
    account, log, forwarding_address, told
):
    words = told(log(forward("gmail", "text"), route=forwarding_address))
    assert "read out of the text of the forward" in words
    assert "It counts as received: nobody of this account wrote it." in words
    assert "tom@customer.test – on To or Cc of a received mail: such people are not made contacts" in words


def test_never_logged_limited_and_logging_addresses_are_told_apart(account, log, alice, bcc_address, told):
    LoggingRules.objects.create(account=account, new_contacts_a_mail=1)
    NeverLog.objects.create(account=account, pattern="secret@x.test")
    words = told(log(to=f"a@customer.test, b@customer.test, secret@x.test, {bcc_address}"))
    assert "b@customer.test – the mail would have made too many new contacts" in words
    assert "secret@x.test – on a never-log list" in words
    assert "– a logging address" in words


def test_automatic_mail_says_that_it_makes_no_contacts(account, log, maya, told):
    words = told(log(to="maya@customer.test, other@customer.test", List_Id="<news.acme.test>"))
    assert "other@customer.test – automatic and list mail makes no contacts" in words


def test_r19_an_attribution_at_random_names_the_others(account, alice, bob, log, told):
    for user in (alice, bob):
        RegisteredAddress.objects.create(
            account=account, user=user, address="sales@acme.test", verified_at="2026-01-01T00:00Z"
        )
    words = told(log(sender="sales@acme.test"))
    assert re.search(
        r"It came from sales@acme.test. That address is shared with (Alice|Bob) \w+: (Alice|Bob) \w+ was chosen",
        words,
    )


def test_a_registered_address_is_told_from_the_login(account, alice, log, told):
    RegisteredAddress.objects.create(
        account=account, user=alice, address="alias@acme.test", verified_at="2026-01-01T00:00Z"
    )
    assert "an address that Alice Admin registered and verified" in told(log(sender="alias@acme.test"))


def test_the_same_mail_again_says_who_when_and_how_it_was_known(account, log, bob, forwarding_address, deliver, told):
    wrapper = mail(to="x@nowhere.test", subject="Fwd", text="")
    wrapper.add_attachment(mail(**RECEIVED))
    email = log(wrapper, route=forwarding_address)
    deliver(inline("bob@acme.test", **RECEIVED), to=forwarding_address, mail_from="bob@acme.test")
    words = told(email)
    assert "Forwarded by Bob Berry on " in words
    assert "a forward holds no more of it" in words


def test_what_is_gone_has_no_name_and_breaks_nothing(log, maya, told):
    email = log()
    maya.deals.all().delete()
    maya.company.delete()
    maya.delete()
    words = told(email)
    assert "a contact that is no longer there has the address maya@customer.test." in words
    assert "a deal that is no longer there" in words


def test_names_cannot_become_markup(account, log, signed_in, bob, at):
    evil = "<img src=x onerror=alert(1)>"
    person = contact(account, "maya@customer.test", first_name=evil, company=company(account, evil))
    deal(account, evil, contacts=(person,))
    page = signed_in(bob).get(at("email_why", log().pk)).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_the_reasons_take_the_same_queries_for_many_records_as_for_one(account, log, django_assert_num_queries):
    few = log(subject="few")
    many = log(subject="many", to=", ".join(f"p{n}@town{n}.test" for n in range(30)))
    for email in (few, many):
        email.refresh_from_db()
    with CaptureQueriesContext(connection) as seen:
        because.groups(few)
    with django_assert_num_queries(len(seen)):
        because.groups(many)
    assert len(seen) <= 8


def test_a_long_list_is_cut_and_says_how_much_more_there_is(account, log, told):
    email = log()
    email.why = [{"rule": "left_out", "address": f"{n}@x.test", "because": "own"} for n in range(50)]
    email.save()
    assert "and 10 more" in told(email)


def test_htmx_gets_the_sentences_alone(log, signed_in, bob, at):
    part = signed_in(bob).get(at("email_why", log().pk), headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert "It was sent with the BCC address on BCC." in part


def test_every_rule_has_its_place_under_a_heading():
    assert sorted(rule for _heading, rules in because.HEADINGS for rule in rules) == sorted(wording.SENTENCES)


def test_the_opened_card_leads_to_it(log, signed_in, bob, at):
    email = log()
    part = signed_in(bob).get(at("email", email.pk), headers={"hx-request": "true"}).content.decode()
    assert at("email_why", email.pk) in part


def test_a_stranger_learns_nothing(log, signed_in, charlie, other_account, at):
    address = at("email_why", log().pk)
    assert signed_in(charlie).get(address).status_code == 404
    assert signed_in(charlie).get(address.replace("/acme/", f"/{other_account.slug}/")).status_code == 404
