"""Settings > Rules."""

import pytest
from lxml import html

from emaillog.models import LoggingRules, SenderPolicy
from tests import factories

MB = 2**20
FIELDS = {
    "deals": "5",
    "megabytes": "30",
    "creates_companies": "on",
    "no_company_domains": "",
    "internal_domains": "",
    "new_contacts_a_mail": "50",
    "new_contacts_an_hour": "500",
    "sender_policy": "known-user",
    "grace_days": "14",
    "days_kept_logged": "30",
    "days_kept_others": "90",
}


@pytest.fixture
def save(signed_in, alice, at):
    return lambda **changed: signed_in(alice).post(at("rules"), FIELDS | changed, follow=True)


def rules() -> LoggingRules:
    return LoggingRules.objects.get()


def test_the_page_shows_the_defaults_each_with_a_sentence(signed_in, alice, at):
    page = html.fromstring(signed_in(alice).get(at("rules")).content)
    shown = {field.get("name"): field for field in page.xpath("//main//*[@name]")}
    assert shown.keys() >= FIELDS.keys()
    assert page.xpath("//select[@name='deals']/option[@selected]/@value") == ["5"]
    assert shown["megabytes"].get("value") == "30"
    for name in FIELDS.keys() - {"sender_policy"}:
        (sentence,) = page.xpath(f"//*[@id='id_{name}_helptext']")
        assert sentence.text_content().strip().endswith(".")
    choices = page.xpath("//label[.//input[@name='sender_policy']]")
    assert [choice.text_content().strip().endswith(".") for choice in choices] == [True] * 3
    assert not LoggingRules.objects.exists(), "looking changes nothing"


def test_what_is_saved_is_what_mail_is_logged_by_and_what_the_integrations_page_says(save, bob, signed_in, at):
    page = save(
        deals="all",
        megabytes="12",
        creates_companies="",
        no_company_domains="partner.test",
        internal_domains="acme.test\n@acme.example",
        new_contacts_a_mail="7",
        new_contacts_an_hour="70",
        sender_policy="strict",
        grace_days="3",
        days_kept_logged="40",
        days_kept_others="400",
    )
    assert "The rules are saved" in page.content.decode()
    saved = rules()
    assert (saved.deals_to_link, saved.attachment_limit, saved.creates_companies) == (None, 12 * MB, False)
    assert (saved.no_company_domains, saved.internal_domains) == (["partner.test"], ["acme.test", "acme.example"])
    assert (saved.new_contacts_a_mail, saved.new_contacts_an_hour, saved.grace_days) == (7, 70, 3)
    assert (saved.days_kept_logged, saved.days_kept_others) == (40, 400)
    assert saved.sender_policy == SenderPolicy.STRICT
    for name in ("email_integrations", "rules"):
        text = " ".join(html.fromstring(signed_in(bob).get(at(name)).content).text_content().split())
        for words in (
            "all of the contact's open deals",
            "12 MB",
            "Nobody at acme.test, acme.example becomes a contact",
            "At most 7 new contacts a mail and 70 an hour",
            "No companies are made",
        ):
            assert words in text, (name, words)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("deals", "3", "not one of the available choices"),
        ("megabytes", "0", "greater than or equal to 1"),
        ("megabytes", "151", "less than or equal to 150"),
        ("megabytes", "many", "whole number"),
        ("no_company_domains", "fine.test\nnonsense", "“nonsense” is no domain"),
        ("internal_domains", "gmail.com", "gmail.com belongs to a mailer that everybody can use"),
        ("internal_domains", "com", "“com” is no domain"),
        ("new_contacts_a_mail", "-1", "greater than or equal to 0"),
        ("new_contacts_an_hour", "10001", "less than or equal to 10000"),
        ("sender_policy", "nobody", "not one of the available choices"),
        ("grace_days", "366", "less than or equal to 365"),
        ("days_kept_logged", "0", "greater than or equal to 1"),
        ("days_kept_others", "3651", "less than or equal to 3650"),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_is_saved(save, field, value, words):
    page = html.fromstring(save(**{field: value}).content)
    (error,) = page.xpath(f"//*[@id='id_{field}_error']")
    assert words in error.text_content()
    assert not LoggingRules.objects.exists()


def test_what_the_form_cannot_say_stays_what_it_is(account, save):
    LoggingRules.objects.create(account=account, deals_to_link=3, attachment_limit=30 * MB + 1)
    save(deals="3", grace_days="20")
    assert (rules().deals_to_link, rules().attachment_limit, rules().grace_days) == (3, 30 * MB + 1, 20)


def test_a_member_reads_the_rules_and_cannot_change_them(bob, signed_in, at):
    page = signed_in(bob).get(at("rules")).content.decode()
    assert "Administrators can change it" in page
    assert "30 days once it is logged, 90 days otherwise" in page
    assert "<textarea" not in page
    assert signed_in(bob).post(at("rules"), FIELDS).status_code == 403
    assert signed_in(bob).post(at("internal_domain")).status_code == 403
    assert not LoggingRules.objects.exists()


def test_a_stranger_finds_nothing(alice, charlie, signed_in, at):
    stranger = signed_in(charlie)
    assert {stranger.get(at("rules")).status_code, stranger.post(at("rules"), FIELDS).status_code} == {404}
    assert stranger.post(at("internal_domain")).status_code == 404


def test_r15_the_accounts_own_domain_is_offered_at_set_up_and_taken_with_one_click(alice, bob, signed_in, at):
    client = signed_in(alice)
    for name in ("email_integrations", "rules"):
        assert "Make it internal" in client.get(at(name)).content.decode()
        assert "Make it internal" not in signed_in(bob).get(at(name)).content.decode()
    page = client.post(at("internal_domain"), follow=True).content.decode()
    assert "acme.test is internal now" in page
    assert "Make it internal" not in page
    assert rules().internal_domains == ["acme.test"]


def test_r15_whoever_saved_the_rules_without_it_is_not_asked_everywhere_again(save, alice, signed_in, at):
    save()
    assert "Make it internal" not in signed_in(alice).get(at("email_integrations")).content.decode()
    assert "Make it internal" in signed_in(alice).get(at("rules")).content.decode()


@pytest.mark.parametrize("email", ["founder@gmail.com", "founder@gmx.de", "admin@blindcopy.localhost"])
def test_r15_nothing_is_offered_where_everybody_can_have_an_address(account, signed_in, at, email):
    founder = factories.user(account, email, role="admin")
    assert "Make it internal" not in signed_in(founder).get(at("rules")).content.decode()
    signed_in(founder).post(at("internal_domain"))
    assert not LoggingRules.objects.exists()


def test_the_page_stands_in_the_menu_for_everybody(bob, signed_in, at):
    page = html.fromstring(signed_in(bob).get(at("rules")).content)
    (link,) = page.xpath("//nav[@aria-label='Settings']//a[@aria-current='page']")
    assert link.text_content().strip() == "Rules"
