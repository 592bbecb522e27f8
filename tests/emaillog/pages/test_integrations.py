"""Settings > Integrations > Email integrations, tab "Log and track"."""

import pytest
from lxml import html

from emaillog.models import LoggingAddress, LoggingRules


@pytest.fixture
def page(signed_in, bob, at):
    return lambda: html.fromstring(signed_in(bob).get(at("email_integrations")).content)


def field(page, label):
    (found,) = page.xpath(f"//label[normalize-space()='{label}']")
    return page.get_element_by_id(found.get("for"))


@pytest.mark.parametrize("label", ["BCC address", "Forwarding address"])
def test_a_field_shows_the_whole_address_to_copy(page, bcc_address, forwarding_address, label):
    shown = field(page(), label)
    assert shown.text == {"BCC address": bcc_address, "Forwarding address": forwarding_address}[label]
    assert "readonly" in shown.attrib
    (button,) = shown.xpath("following-sibling::button")
    assert "Copy" in button.text_content()
    assert button.get("data-copy") == f"#{shown.get('id')}"


def test_the_first_visit_makes_the_pair_and_the_next_ones_keep_it(page, account):
    assert not LoggingAddress.objects.filter(account=account).exists()
    first = field(page(), "BCC address").text
    assert field(page(), "BCC address").text == first
    assert LoggingAddress.objects.filter(account=account).count() == 2


def test_the_page_says_what_happens_in_plain_words(page):
    text = " ".join(page().text_content().split())
    for words in ("Nothing tracks opens or clicks", "30 MB", "5 most recently opened", "People on Cc are never added"):
        assert words in text
    for client in ("Gmail", "Outlook", "Apple Mail", "Thunderbird"):
        assert client in text


@pytest.mark.parametrize(
    ("deals", "words"),
    [(0, "linked to no deals"), (1, "most recently opened open deal"), (None, "all of the contact's")],
)
def test_the_page_says_the_accounts_own_rules(page, account, deals, words):
    LoggingRules.objects.create(account=account, deals_to_link=deals, attachment_limit=10 * 2**20)
    text = " ".join(page().text_content().split())
    assert words in text
    assert "10 MB" in text


def test_the_page_stands_in_the_settings_under_integrations(page):
    shown = page()
    (link,) = shown.xpath("//nav[@aria-label='Settings']//a[@aria-current='page']")
    assert link.text_content().strip() == "Email integrations"
    (tab,) = shown.xpath("//nav[@aria-label='Email integrations']//a[@aria-current='page']")
    assert tab.text_content().strip() == "Log and track"


def test_who_may_not_log_is_told(page, bob):
    bob.memberships.update(may_log=False)
    assert "You may not log mail" in page().text_content()


def test_a_stranger_learns_no_address(signed_in, charlie, client, at):
    assert signed_in(charlie).get(at("email_integrations")).status_code == 404
    assert client.get(at("email_integrations")).status_code == 302


def test_another_account_has_other_addresses(signed_in, bob, charlie, at, page):
    page()
    signed_in(charlie).get("/a/globex/settings/integrations/email/")
    assert len(set(LoggingAddress.objects.values_list("local_part", flat=True))) == 4
