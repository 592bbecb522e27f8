"""Settings > Account: administrators name the account and say what new deals are counted in."""

import pytest
from django.urls import reverse
from lxml import html

from contacts.models import Deal
from crm import audit
from crm.models import Account, ApiToken, AuditEntry
from tests import factories
from tests.filled import alerts, complaint, filled, forms_of, typed

PAGE = "/a/acme/settings/account/"


def told() -> set[str]:
    return {html.fromstring(audit.sentence(entry)).text_content() for entry in AuditEntry.objects.all()}


@pytest.mark.parametrize("method", ["get", "post"])
def test_for_a_member_there_is_no_such_page(account, bob, signed_in, method):
    answer = getattr(signed_in(bob), method)(PAGE, {"name": "Bobs", "currency": "USD"})

    assert answer.status_code == 404
    assert Account.objects.get().name == "Acme"


def test_the_account_is_renamed_and_its_address_stays(account, alice, signed_in):
    client = signed_in(alice)
    assert "/a/acme/" in client.get(PAGE).content.decode()

    answer = filled(client, PAGE, "currency").send(name=" Acme Works ", currency="chf")

    assert (answer.status_code, answer.url) == (302, PAGE)
    kept = Account.objects.get()
    assert (kept.name, kept.slug, kept.currency) == ("Acme Works", "acme", "CHF")
    assert "Acme Works" in client.get(reverse("contacts", args=["acme"])).content.decode()
    assert told() == {
        "Alice Admin renamed the account from Acme to Acme Works.",
        "Alice Admin changed the currency of new deals from EUR to CHF.",
    }


def test_what_is_saved_as_it_was_tells_nothing(account, alice, signed_in):
    assert filled(signed_in(alice), PAGE, "currency").send().status_code == 302
    assert filled(signed_in(alice), PAGE, "currency").send(currency="eur").status_code == 302
    assert told() == set()


def test_of_two_administrators_the_second_reads_both_versions(account, alice, signed_in):
    one, other = (filled(signed_in(alice), PAGE, "currency") for _window in range(2))
    assert one.send(name="Acme North").status_code == 302

    answer = other.send(name="Acme South")

    assert "meanwhile" in alerts(answer)
    assert "Saved now: Acme North" in complaint(answer, "name")
    assert typed(answer, "name") == "Acme South"
    assert Account.objects.get().name == "Acme North", "nothing was overwritten"
    newest = forms_of(answer, "currency")[0].fields["seen"]
    assert other.send(name="Acme South", seen=newest).status_code == 302
    assert Account.objects.get().name == "Acme South"


def test_the_page_takes_a_constant_number_of_queries(account, alice, signed_in, django_assert_max_num_queries):
    client = signed_in(alice)
    client.get(PAGE)
    with django_assert_max_num_queries(10):
        client.get(PAGE)


class TestNewDeals:
    """They begin with the currency of their account; what was there keeps its own."""

    @pytest.fixture(autouse=True)
    def swiss(self, account):
        factories.deal(account, "Old")
        account.currency = "CHF"
        account.save()

    def test_the_form_offers_it_and_an_existing_deal_keeps_its_own(self, account, alice, signed_in):
        client = signed_in(alice)
        assert filled(client, reverse("deal_new", args=["acme"]), "currency").values["currency"] == "CHF"
        old = reverse("deal_edit", args=["acme", Deal.objects.get().pk])
        assert filled(client, old, "currency").values["currency"] == "EUR"

    @pytest.mark.parametrize(("sent", "kept"), [({}, "CHF"), ({"currency": None}, "CHF"), ({"currency": "usd"}, "USD")])
    def test_the_api_takes_it_unless_another_is_given(self, account, alice, client, sent, kept):
        token = ApiToken.objects.issue(alice.memberships.get(), "script")
        answer = client.post(
            "/api/v1/deals",
            {"name": "New"} | sent,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.json()["currency"] == kept
