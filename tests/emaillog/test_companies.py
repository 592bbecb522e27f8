"""The company that a new contact brings (R36)."""

import json

import pytest
from django.core.management import call_command

from contacts.models import Company, CompanyDomain, Contact, TimelineLink
from emaillog.models import LoggedEmail, LoggingRules
from tests.emaillog.forwards import forward
from tests.factories import company, contact, mail


def company_of(address):
    return Contact.objects.get(emails__address=address).company


def test_r36_a_new_contact_brings_the_company_of_its_mail_domain(account, alice, bcc_address, deliver):
    deliver(mail(to="maya@mail.north-wind.co.uk"), to=bcc_address)
    made = company_of("maya@mail.north-wind.co.uk")
    assert (made.name, made.domain_names) == ("North Wind", ["north-wind.co.uk"])
    assert TimelineLink.objects.filter(company=made).count() == 1


def test_r36_people_of_one_organisation_share_a_company(account, alice, bcc_address, deliver):
    deliver(mail(to="a@customer.test, b@eu.customer.test, c@us.customer.test"), to=bcc_address)
    assert Company.objects.count() == 1
    assert Contact.objects.filter(company=Company.objects.get()).count() == 3


def test_r36_an_existing_company_is_found_by_any_of_its_domains_the_nearest_first(account, alice, bcc_address, deliver):
    group = company(account, "Group", domains=("customer.test", "customer.example"))
    branch = company(account, "Branch", domains=("eu.customer.test",))
    deliver(mail(to="a@customer.example, b@us.customer.test, c@mail.eu.customer.test"), to=bcc_address)
    assert company_of("a@customer.example") == company_of("b@us.customer.test") == group
    assert company_of("c@mail.eu.customer.test") == branch
    assert Company.objects.count() == 2


@pytest.mark.parametrize(
    "domain", ["gmail.com", "gmx.de", "yahoo.co.jp", "mail.ru", "tuta.io", "192.0.2.1", "localhost"]
)
def test_r36_free_mailers_and_bare_hosts_make_no_company(account, alice, bcc_address, deliver, domain):
    deliver(mail(to=f"maya@{domain}"), to=bcc_address)
    assert Contact.objects.get().company is None
    assert not Company.objects.exists()


def test_r36_the_accounts_own_exclusions_make_none(account, alice, bcc_address, deliver):
    LoggingRules.objects.create(account=account, no_company_domains=["partner.test"])
    deliver(mail(to="a@partner.test, b@eu.partner.test, c@customer.test"), to=bcc_address)
    assert list(CompanyDomain.objects.values_list("domain", flat=True)) == ["customer.test"]


def test_r36_nothing_is_made_when_the_account_wants_none_but_what_is_there_is_found(
    account, alice, bcc_address, deliver
):
    LoggingRules.objects.create(account=account, creates_companies=False)
    customer = company(account, domains=("customer.test",))
    deliver(mail(to="a@customer.test, b@other.test"), to=bcc_address)
    assert company_of("a@customer.test") == customer
    assert company_of("b@other.test") is None


def test_r36_a_contact_that_was_there_keeps_having_no_company(account, alice, bcc_address, deliver):
    contact(account, "maya@customer.test")
    deliver(mail(to="maya@customer.test"), to=bcc_address)
    assert not Company.objects.exists()


def test_r36_the_sender_of_a_forward_brings_one_too(account, alice, forwarding_address, deliver):
    deliver(forward("gmail", "both"), to=forwarding_address)
    assert company_of("maya@customer.test").name == "Customer"


def test_r36_another_accounts_company_is_not_this_ones(account, other_account, alice, bcc_address, deliver):
    company(other_account, domains=("customer.test",))
    deliver(mail(to="maya@customer.test"), to=bcc_address)
    assert company_of("maya@customer.test").account == account


def test_r36_why_says_which_company_was_made(account, alice, bcc_address, deliver):
    deliver(mail(to="maya@customer.test"), to=bcc_address)
    facts = [fact for fact in LoggedEmail.objects.get().why if fact["rule"] == "company_created"]
    assert facts == [{"rule": "company_created", "company": Company.objects.get().pk, "domain": "customer.test"}]


def test_r36_the_dry_run_names_the_companies_and_makes_none(account, alice, bcc_address, tmp_path, capsys):
    company(account, domains=("known.test",))
    message = mail(to="a@acme.co.uk, b@known.test, c@gmail.com")
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    call_command("explain_mail", str(tmp_path / "a.eml"), "--to", bcc_address, "--json")
    row = json.loads(capsys.readouterr().out)
    assert row["companies"] == [{"domain": "acme.co.uk", "name": "Acme", "action": "create"}]
    call_command("explain_mail", str(tmp_path / "a.eml"), "--to", bcc_address)
    assert "would create company Acme (acme.co.uk)" in capsys.readouterr().out
    assert Company.objects.count() == 1
