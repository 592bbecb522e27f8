"""Companies and deals out of CSV files."""

from datetime import date
from decimal import Decimal

from contacts.models import Company, Deal
from tests import factories


def test_companies_are_met_by_their_domains_and_else_by_name(take_in, account, lumen, bob):
    text = (
        "Company name,Website,Phone,Owner\n"
        "Lumen renamed,https://www.lumen.test/about,1,bob@acme.test\n"
        "Lumen Ltd,lumen.example,2,\n"
        "New AG,new.test,3,\n"
        "new again,NEW.test,,\n"
        ",x.test,,\n"
        "Bad,nodomain,,\n"
    )
    job = take_in(text, "company")
    assert job.counts == {"updated": 2, "new": 1, "problem": 3}
    lumen.refresh_from_db()
    assert (lumen.name, lumen.owner, lumen.phone) == ("Lumen Ltd", bob, "1"), "a name that is there is not empty"
    assert set(lumen.domain_names) == {"lumen.test", "lumen.example"}
    assert Company.objects.get(name="New AG").domain_names == ["new.test"]


def test_a_domain_of_another_company_is_told(take_in, account, lumen, said):
    factories.company(account, "Other", ("other.test",))
    job = take_in("Company,Domain\nThird,lumen.test other.test\n", "company")
    assert said(job) == ["2: “other.test” is a domain of another company: Other."]


def test_deals_come_with_company_people_stage_and_amount(take_in, account, maya, bob):
    text = (
        "Deal;Company;Stage;Amount;Currency;Closing date;Contact email;Owner\n"
        "Rollout;Lumen Ltd;Proposal;1.234,50;chf;24.12.2026;maya@lumen.test;Bob Berry\n"
        "Won one;New AG;won;;;;;\n"
    )
    job = take_in(
        text, "deal", mapping=["deal", "company", "stage", "amount", "currency", "closes_on", "email", "owner"]
    )
    assert job.counts == {"new": 2}
    deal = Deal.objects.get(name="Rollout")
    assert (deal.company.name, deal.stage, deal.amount, deal.currency) == (
        *("Lumen Ltd", "proposal", Decimal("1234.50")),
        "CHF",
    )
    assert (deal.closes_on, deal.people, deal.owner, deal.is_open) == (date(2026, 12, 24), [maya], bob, True)
    won = Deal.objects.get(name="Won one")
    assert (won.stage, won.is_open, won.company.name) == ("won", False, "New AG")


def test_new_deals_have_the_currency_of_the_account_unless_the_file_says_another(take_in, account):
    account.currency = "CHF"
    account.save()
    take_in("Deal,Amount,Currency\nOurs,100,\nTheirs,100,usd\n", "deal")
    assert dict(Deal.objects.values_list("name", "currency")) == {"Ours": "CHF", "Theirs": "USD"}


def test_the_same_deals_again_change_nothing_and_a_new_stage_is_taken_when_overwriting(take_in, maya):
    take_in("Deal,Stage,Addresses of contacts\nRollout,new,maya@lumen.test\n", "deal")
    assert take_in("Deal,Stage,Addresses of contacts\nRollout,new,maya@lumen.test\n", "deal").counts == {"unchanged": 1}
    assert take_in("Deal,Stage\nRollout,lost\n", "deal", choice="overwrite").counts == {"updated": 1}
    deal = Deal.objects.get()
    assert (deal.stage, deal.closed_at is None) == ("lost", False)


def test_what_a_deal_cannot_be_is_told(take_in, said):
    text = (
        "Deal,Stage,Amount,Currency,Closing date,Addresses of contacts\n"
        "A,nowhere,,,,\nB,,much,,,\nC,,,euro,,\nD,,,,soon,\nE,,,,,x@y.test\n"
    )
    assert said(take_in(text, "deal")) == [
        "2: “nowhere” is no stage of this account.",
        "3: “much” is no amount.",
        "4: “Currency” is longer than 3 characters.",
        "5: “soon” is no date: write it like 2026-12-24.",
        "6: No contact has the address “x@y.test”.",
    ]


def test_deals_of_new_companies_are_not_taken_for_one_of_the_same_name_without(take_in, account):
    factories.deal(account, "Renewal", amount=7)
    job = take_in("Deal,Company,Amount\nRenewal,Alpha,100\nRenewal,Beta,200\n", "deal", choice="overwrite")
    assert job.counts == {"new": 2}
    rows = Deal.objects.values_list("company__name", "amount")
    assert set(rows) == {(None, 7), ("Alpha", 100), ("Beta", 200)}
