"""Settings > API tokens: everybody makes and revokes their own; administrators see and revoke those of others."""

import hashlib
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from crm import audit
from crm.forms import tokens
from crm.models import ApiToken, AuditEntry
from crm.models.token import ApiTokenQuerySet
from tests.filled import alerts, complaint, filled

PAGE = "/a/acme/settings/api-tokens/"


@pytest.fixture
def issue(membership_of):
    """Gives somebody a token of that name, as it is stored."""

    def issued(user, name: str = "Website form") -> ApiToken:
        return ApiToken.objects.matching(ApiToken.objects.issue(membership_of(user), name)).get()

    return issued


def asked(token: str, path: str = "contacts") -> int:
    return Client(headers={"Authorization": f"Bearer {token}"}).get(f"/api/v1/{path}").status_code


def words(answer) -> str:
    return " ".join(html.document_fromstring(answer.content).find(".//main").text_content().split())


def told() -> list[str]:
    return [html.fromstring(audit.sentence(entry)).text_content() for entry in AuditEntry.objects.all()]


def revoked(client, token: ApiToken) -> int:
    return client.post(reverse("api_token_end", args=["acme", token.pk])).status_code


def test_who_has_none_reads_what_they_are_for_and_finds_the_field(account, bob, signed_in):
    answer = signed_in(bob).get(PAGE)

    assert "No tokens yet" in words(answer)
    [button] = html.document_fromstring(answer.content).xpath("//div[@class='empty-action']/a")
    assert html.document_fromstring(answer.content).xpath("//form//input[@id=$id]", id=button.get("href")[1:])
    assert reverse("api:openapi-view") in answer.content.decode()


def test_a_token_is_shown_once_works_and_only_its_digest_is_kept(account, bob, signed_in):
    client = signed_in(bob)

    answer = filled(client, PAGE, "name").send(name=" Website form ")

    token = html.document_fromstring(answer.content).get_element_by_id("api-token").text
    assert asked(token) == 200
    kept = ApiToken.objects.get()
    assert (kept.name, kept.digest) == ("Website form", hashlib.sha256(token.encode()).hexdigest())
    assert token.startswith(kept.beginning)
    assert len(kept.beginning) < 10
    assert token in html.document_fromstring(answer.content).get_element_by_id("first-request").text
    assert "no-store" in answer["Cache-Control"]
    later = client.get(PAGE).content.decode()
    assert kept.beginning in later
    assert token not in later
    assert told() == ["Bob Berry made the API token Website form."]
    assert token not in str(AuditEntry.objects.values())


def test_the_list_says_when_a_token_was_made_and_last_used_to_the_hour(account, bob, signed_in, membership_of):
    token = ApiToken.objects.issue(membership_of(bob), "Report")
    assert "never used" in words(signed_in(bob).get(PAGE))

    asked(token)
    first = ApiToken.objects.get().last_used_at
    asked(token)

    assert ApiToken.objects.get().last_used_at == first, "a busy program is noted once an hour"
    assert "last used now" in words(signed_in(bob).get(PAGE))
    ApiToken.objects.update(last_used_at=timezone.now() - timedelta(hours=2))
    asked(token)
    assert ApiToken.objects.get().last_used_at > first


def test_a_program_is_answered_although_its_use_could_not_be_noted(account, bob, membership_of, monkeypatch):
    def locked(*_args, **_fields):
        raise OperationalError("database is locked")

    token = ApiToken.objects.issue(membership_of(bob), "Report")
    monkeypatch.setattr(ApiTokenQuerySet, "update", locked)
    assert asked(token) == 200


def test_a_token_that_is_refused_counts_as_not_used(account, bob, membership_of):
    token = ApiToken.objects.issue(membership_of(bob), "Report")
    membership_of(bob).__class__.objects.filter(user=bob).update(is_active=False)

    assert asked(token) == 401
    assert ApiToken.objects.get().last_used_at is None


def test_a_revoked_token_opens_nothing_any_more(account, bob, signed_in, membership_of):
    token = ApiToken.objects.issue(membership_of(bob), "Report")
    client = signed_in(bob)

    answer = client.post(reverse("api_token_end", args=["acme", ApiToken.objects.get().pk]), follow=True)

    assert "The token Report is revoked" in answer.content.decode()
    assert asked(token) == 401
    assert told() == ["Bob Berry revoked the API token Report."]


def test_revoking_is_asked_about_first(account, bob, signed_in, issue):
    token = issue(bob)
    page = html.document_fromstring(signed_in(bob).get(PAGE).content)

    [form] = [form for form in page.forms if str(form.action).endswith(f"/{token.pk}/end/")]

    assert "Revoke the token Website form?" in form.get("data-confirm")
    assert signed_in(bob).get(form.action).status_code == 405


def test_a_member_sees_and_revokes_their_own_only(account, alice, bob, signed_in, issue):
    hers = issue(alice, "Report of Alice")

    assert "Report of Alice" not in signed_in(bob).get(PAGE).content.decode()
    assert revoked(signed_in(bob), hers) == 404
    assert ApiToken.objects.filter(pk=hers.pk).exists()


def test_an_administrator_sees_and_revokes_those_of_others(account, alice, bob, signed_in, issue):
    his = issue(bob, "Report of Bob")
    bob.memberships.update(is_active=False)

    shown = words(signed_in(alice).get(PAGE))

    assert "Report of Bob Inactive Bob Berry" in shown
    assert "No tokens yet" in shown, "Alice has none herself"
    assert revoked(signed_in(alice), his) == 302
    assert told() == ["Alice Admin revoked the API token Report of Bob of Bob Berry."]


def test_nobody_sees_or_revokes_tokens_of_another_account(account, alice, charlie, other_account, signed_in, issue):
    hers, elsewhere = issue(alice, "Report of Alice"), issue(charlie, "Report of Charlie")
    client = signed_in(charlie)

    assert "Report of Alice" not in client.get("/a/globex/settings/api-tokens/").content.decode()
    assert revoked(client, hers) == 404
    assert client.post(reverse("api_token_end", args=["globex", hers.pk])).status_code == 404
    assert revoked(signed_in(alice), elsewhere) == 404
    assert ApiToken.objects.count() == 2


def test_a_token_of_one_account_is_none_of_the_other_one_is_in(other_account, account, bob, signed_in):
    other_account.memberships.create(user=bob)
    ApiToken.objects.issue(bob.memberships.get(account=other_account), "Elsewhere")

    assert "Elsewhere" not in signed_in(bob).get(PAGE).content.decode()


def test_a_double_click_makes_one_token_of_a_name(account, bob, signed_in):
    form = filled(signed_in(bob), PAGE, "name")
    form.send(name="Report")

    again = form.send(name="Report")

    assert complaint(again, "name") == "You have a token of this name already."
    assert ApiToken.objects.count() == 1


def test_two_people_may_call_theirs_the_same(account, alice, bob, signed_in):
    for user in (alice, bob):
        filled(signed_in(user), PAGE, "name").send(name="Report")
    assert ApiToken.objects.count() == 2


def test_there_are_no_more_than_one_can_keep_apart(account, bob, signed_in, issue, monkeypatch):
    monkeypatch.setattr(tokens, "MOST", 2)
    issue(bob, "One"), issue(bob, "Two")

    answer = filled(signed_in(bob), PAGE, "name").send(name="Three")

    assert complaint(answer, "name") == "You have 2 tokens already. Revoke one that nobody uses."
    assert alerts(answer) == ""


def test_names_are_text(account, bob, signed_in, issue):
    issue(bob, "<script>alert(1)</script>")
    assert "<script>alert(1)" not in signed_in(bob).get(PAGE).content.decode()


def test_the_lists_take_a_constant_number_of_queries_and_go_on_page_by_page(
    account, alice, bob, signed_in, membership_of, django_assert_max_num_queries
):
    for number in range(60):
        ApiToken.objects.issue(membership_of(bob), f"Script {number}")
    client = signed_in(alice)
    client.get(PAGE)

    with django_assert_max_num_queries(9):
        page = html.document_fromstring(client.get(PAGE).content)

    [more] = page.xpath("//div[@class='more']/a")
    seen = [*page.forms, *html.document_fromstring(client.get(PAGE + more.get("href")).content).forms]
    assert len({form.action for form in seen if str(form.action).endswith("/end/")}) == 60
