"""What is suggested as a duplicate, and what is not."""

import pytest

from contacts.duplicates import SHOWN, suggestions
from contacts.merging import redirects
from contacts.models import Company, Contact
from tests import factories


def pairs(account, model=Contact) -> list[tuple[set[str], list[str]]]:
    return [({str(one.left), str(one.right)}, [str(why) for why in one.reasons]) for one in suggestions(account, model)]


@pytest.mark.parametrize(
    ("first", "last"),
    [("maya", "CHEN"), ("Maya J.", "Chen"), ("Chén,", "Mäya"), ("", "Chen, Maya"), ("Maya Chen", ""), ("Chen", "Maya")],
)
def test_the_same_name_in_another_spelling_at_one_company_is_probably_one_person(account, maya, lumen, first, last):
    factories.contact(account, first_name=first, last_name=last, company=lumen)
    ((_names, why),) = pairs(account)
    assert why == ["same name, same company"]


@pytest.mark.parametrize(
    ("first", "last"), [("Mia", "Chen"), ("Maya", "Cheng"), ("Maya", ""), ("", ""), ("M.", "Chen"), ("Maya", "C.")]
)
def test_other_names_and_first_names_alone_are_not(account, maya, lumen, first, last):
    factories.contact(account, first_name=first, last_name=last, company=lumen)
    factories.contact(account, first_name="Maya", company=lumen)
    assert pairs(account) == []


def test_two_middle_names_are_two_people_and_one_may_be_left_out(account, lumen):
    for first in ("Anna Maria", "Anna Lena"):
        factories.contact(account, first_name=first, last_name="Berg", company=lumen)
    assert pairs(account) == []
    factories.contact(account, first_name="Anna", last_name="Berg", company=lumen)
    assert len(pairs(account)) == 1


def test_namesakes_elsewhere_are_not(account, maya):
    other = factories.company(account, "Other")
    factories.contact(account, "maya@other.test", first_name="Maya", last_name="Chen", company=other)
    assert pairs(account) == []


def test_the_same_name_at_one_mail_domain_is_found_without_a_company(account, maya):
    factories.contact(account, "m.chen@lumen.test", first_name="Maya", last_name="Chen")
    ((_names, why),) = pairs(account)
    assert why == ["same name, same mail domain"]


@pytest.mark.parametrize("phone", ["+49 (30) 123-4567", "0049 30 1234567", "+49301234567"])
def test_the_same_phone_number_is_found_however_it_is_written(account, phone):
    for name, number in (("Maya", phone), ("Tom", "+49 30 / 123 45 67")):
        factories.contact(account, first_name=name, phone=number)
    assert pairs(account) == [({"Maya", "Tom"}, ["same phone number"])]


def test_a_number_that_many_share_is_a_switchboard_and_a_short_one_an_extension(account):
    for n in range(4):
        factories.contact(account, first_name=f"P{n}", phone="+49 30 1234567")
        factories.contact(account, first_name=f"Q{n % 2}", phone="12")
    assert pairs(account) == []


def test_the_same_address_at_two_domains_of_a_company_is_found(account, lumen):
    factories.contact(account, "m.chen@lumen.test", first_name="Maya", company=lumen)
    factories.contact(account, "m.chen@lumen.example", first_name="M. C.", company=lumen)
    factories.contact(account, "m.chen@elsewhere.test", first_name="Mo")
    assert pairs(account) == [({"Maya", "M. C."}, ["same address at two domains of the company"])]


@pytest.mark.parametrize("name", ["ACME GmbH & Co. KG", "Acme, Inc.", "Ácme S.A.", "acme ltd", "Acme LLC"])
def test_companies_are_the_same_without_their_legal_form(account, name):
    factories.company(account, "Acme")
    factories.company(account, name)
    factories.company(account, "Acme Labs")
    assert pairs(account, Company) == [({"Acme", name}, ["same name"])]


def test_companies_with_nothing_but_a_legal_form_are_not(account):
    for name in ("Limited", "GmbH"):
        factories.company(account, name)
    assert pairs(account, Company) == []


@pytest.mark.parametrize("domain", ["mail.lumen.test", "a.mail.lumen.test"])
def test_a_company_whose_domain_lies_in_that_of_another_is_found(account, lumen, domain):
    factories.company(account, "Glow", (domain,))
    factories.company(account, "Not lumen", ("notlumen.test",))
    assert pairs(account, Company) == [({"Lumen Ltd", "Glow"}, ["one domain lies below the other"])]


def test_of_three_each_stands_with_the_oldest_and_one_pair_told_apart_leaves_the_others(account, alice, lumen):
    first, second, third = (
        factories.contact(account, first_name="Maya", last_name="Chen", company=lumen) for _ in range(3)
    )
    found = [(one.left.pk, one.right.pk) for one in suggestions(account, Contact)]
    assert found == [(first.pk, third.pk), (first.pk, second.pk)]
    redirects.are_not_the_same(account, "contact", (third.pk, first.pk), alice.pk)
    assert [(one.left.pk, one.right.pk) for one in suggestions(account, Contact)] == [(first.pk, second.pk)]


def test_the_newest_are_shown_and_no_more_than_a_page(account, lumen):
    for n in range(SHOWN + 5):
        for _twice in range(2):
            factories.contact(account, first_name=f"A{n}", last_name="Berg", company=lumen)
    found = suggestions(account, Contact)
    assert len(found) == SHOWN
    assert str(found[0].left) == f"A{SHOWN + 4} Berg"


def test_nothing_of_another_account_is_compared(account, other_account, maya):
    factories.contact(other_account, "maya@lumen.test", first_name="Maya", last_name="Chen")
    assert pairs(account) == pairs(other_account) == []


def test_suggestions_cost_the_same_however_many_there_are(account, lumen, django_assert_max_num_queries):
    for size in (2, 20):
        for n in range(size):
            for _twice in range(2):
                factories.contact(
                    account,
                    f"{size}.{n}.{_twice}@lumen.test",
                    first_name=f"A{n}x{size}",
                    last_name="B.erg",
                    company=lumen,
                )
        with django_assert_max_num_queries(12):
            assert suggestions(account, Contact)
