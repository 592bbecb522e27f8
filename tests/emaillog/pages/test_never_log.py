"""Settings > Never log, and the menus that lead there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from emaillog.models import NeverLog
from tests.factories import contact, mail


@pytest.fixture
def post(signed_in, at):
    def posted(who, **fields):
        return signed_in(who).post(at("never_log"), {"whose": "mine", "with_subdomains": "on"} | fields, follow=True)

    return posted


def patterns(**which):
    return list(NeverLog.objects.filter(**which).order_by("pattern").values_list("pattern", flat=True))


def test_r33_many_are_pasted_at_once_in_any_spelling(post, bob):
    pasted = (
        "Doctor <DOCTOR@Clinic.test>\nmailto:nurse@clinic.test, *.court.test\n@bank.test\nhttps://www.müller.test/x"
    )
    page = post(bob, patterns=pasted).content.decode()
    assert "5 entries are on the list" in page
    assert patterns(user=bob) == [
        "bank.test",
        "court.test",
        "doctor@clinic.test",
        "nurse@clinic.test",
        "xn--mller-kva.test",
    ]


@pytest.mark.parametrize("nonsense", ["doctor", "a b.test", "me@localhost", "@", "<>", "clinic..test", "com"])
def test_r33_nonsense_is_said_at_the_field_and_nothing_is_saved(post, bob, nonsense):
    page = html.fromstring(post(bob, patterns=f"good.test\n{nonsense}").content)
    (error,) = page.xpath("//*[@id='id_patterns_error']")
    assert nonsense in error.text_content()
    assert "is neither a mail address nor a domain" in error.text_content()
    assert page.get_element_by_id("id_patterns").text_content().strip() == f"good.test\n{nonsense}"
    assert patterns() == []


def test_r33_a_duplicate_is_said_at_the_field(post, bob):
    post(bob, patterns="clinic.test")
    page = post(bob, patterns="CLINIC.test\nnew.test").content.decode()
    assert "clinic.test is on this list already" in page
    assert patterns() == ["clinic.test"]


def test_r33_an_entry_may_stand_for_the_domain_alone(post, bob):
    post(bob, patterns="clinic.test\na@b.test", with_subdomains="")
    assert set(NeverLog.objects.values_list("pattern", "with_subdomains")) == {
        ("clinic.test", False),
        ("a@b.test", False),
    }


def test_r33_the_same_entry_may_stand_on_both_lists(post, alice):
    post(alice, patterns="clinic.test")
    post(alice, patterns="clinic.test", whose="everybody")
    assert patterns(user=alice) == patterns(user=None) == ["clinic.test"]


def test_r33_a_member_cannot_add_for_everybody_but_reads_that_list(post, bob, alice, signed_in, at):
    post(alice, patterns="court.test", whose="everybody")
    post(bob, patterns="clinic.test", whose="everybody")
    assert patterns(user=None) == ["court.test"]
    assert patterns(user=bob) == ["clinic.test"]
    page = signed_in(bob).get(at("never_log")).content.decode()
    assert "court.test" in page
    assert page.count(">Remove<") == 1


def test_r33_nobody_reads_another_users_list(post, alice, bob, signed_in, at):
    post(bob, patterns="clinic.test")
    assert "clinic.test" not in signed_in(alice).get(at("never_log")).content.decode()


def test_r33_a_removed_entry_can_be_put_back_once(post, bob, signed_in, at):
    post(bob, patterns="clinic.test", with_subdomains="")
    client = signed_in(bob)
    page = client.post(at("never_log_removal", NeverLog.objects.get().pk), follow=True)
    assert patterns() == []
    (undo,) = html.fromstring(page.content).xpath("//form[.//button[contains(., 'Undo')]]")
    assert "clinic.test is off the list" in undo.text_content()
    client.post(undo.get("action"), dict(undo.fields))
    assert NeverLog.objects.filter(user=bob, pattern="clinic.test", with_subdomains=False).exists()
    assert b"Undo" not in client.get(at("never_log")).content


def test_r33_only_ones_own_and_for_administrators_everybodys_can_be_removed(post, alice, bob, signed_in, at):
    post(alice, patterns="court.test", whose="everybody")
    post(alice, patterns="mine.test")
    shared, own = (NeverLog.objects.get(pattern=each).pk for each in ("court.test", "mine.test"))
    assert signed_in(bob).post(at("never_log_removal", shared)).status_code == 404
    assert signed_in(bob).post(at("never_log_removal", own)).status_code == 404
    assert signed_in(alice).post(at("never_log_removal", shared)).status_code == 302
    assert patterns() == ["mine.test"]


def test_r33_a_stranger_neither_reads_nor_changes(post, alice, charlie, signed_in, at, other_account):
    post(alice, patterns="court.test", whose="everybody")
    stranger, pk = signed_in(charlie), NeverLog.objects.get().pk
    assert stranger.get(at("never_log")).status_code == 404
    assert stranger.post(at("never_log"), {"patterns": "a.test"}).status_code == 404
    assert stranger.post(at("never_log_removal", pk)).status_code == 404
    assert stranger.post(f"/a/globex/settings/never-log/{pk}/removal/").status_code == 404
    assert patterns() == ["court.test"]


def offered(page):
    return html.fromstring(page.content).xpath("//form[.//input[@name='patterns']]")


def test_r33_a_contacts_page_offers_its_addresses_and_domains_but_no_free_mailer(account, bob, signed_in, at):
    maya = contact(account, "maya@customer.test", "maya@gmail.com", first_name="Maya")
    client = signed_in(bob)
    forms = offered(client.get(at("contact", maya.pk)))
    assert [dict(form.fields)["patterns"] for form in forms] == [
        "maya@customer.test",
        "maya@gmail.com",
        "customer.test",
    ]
    assert all("Never log mail with" in form.get("data-confirm") for form in forms)
    answer = client.post(forms[0].get("action"), dict(forms[0].fields))
    assert answer.url == at("contact", maya.pk)
    assert patterns(user=bob) == ["maya@customer.test"]


def test_r33_a_mails_page_offers_the_people_it_stands_with(log, alice, signed_in, at):
    email = log(mail(to="maya@customer.test, tom@gmail.com"))
    forms = offered(signed_in(alice).get(at("email", email.pk)))
    assert [dict(form.fields)["patterns"] for form in forms] == ["maya@customer.test", "tom@gmail.com", "customer.test"]


def test_r33_an_entrys_menu_offers_the_other_side_of_the_mail_and_one_stays_there_with_an_undo(
    log, maya, bob, signed_in, at
):
    log(mail(to="maya@customer.test", cc="bob@acme.test, tom@gmail.com"))
    client = signed_in(bob)
    entry = html.fromstring(client.get(at("contact", maya.pk)).content).xpath("//article")[0]
    forms = entry.xpath(".//form[.//input[@name='patterns']]")
    assert [dict(form.fields)["patterns"] for form in forms] == ["maya@customer.test", "tom@gmail.com", "customer.test"]
    page = client.post(forms[2].get("action"), dict(forms[2].fields), follow=True)
    assert page.redirect_chain == [(at("contact", maya.pk), 302)]
    assert patterns(user=bob) == ["customer.test"]
    (undo,) = html.fromstring(page.content).xpath("//*[@data-undo]//form")
    page = client.post(undo.get("action"), dict(undo.fields), follow=True)
    assert page.redirect_chain == [(at("contact", maya.pk), 302)]
    assert "customer.test is off the list." in page.content.decode()
    assert patterns() == []


def test_a_mail_that_is_opened_on_a_timeline_leads_back_to_that_timeline(log, maya, alice, signed_in, at):
    email = log()
    here = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": f"http://testserver{at('contact', maya.pk)}?kind=mail"}
    part = html.fromstring(signed_in(alice).get(at("email", email.pk), **here).content)
    assert {field.value for field in part.xpath("//input[@name='next']")} == {at("contact", maya.pk)}
    assert part.xpath(f"//a[starts-with(@href, '{at('email_removal', email.pk)}?next=/a/acme/contacts/')]")


def test_what_is_on_the_list_already_is_said_where_one_clicked(maya, bob, signed_in, at):
    client = signed_in(bob)
    clicked = {"patterns": "customer.test", "next": at("contact", maya.pk)}
    client.post(at("never_log"), clicked)
    page = client.post(at("never_log"), clicked, follow=True)
    assert page.redirect_chain == [(at("contact", maya.pk), 302)]
    assert "customer.test is on this list already." in page.content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.test/a/acme/", "//evil.test/a/acme/", "/a/globex/", "javascript:1"]
)
def test_the_way_back_leads_nowhere_else(bob, signed_in, at, elsewhere):
    answer = signed_in(bob).post(at("never_log"), {"patterns": "a.test", "next": elsewhere})
    assert answer.url == at("never_log")


def test_the_lists_cost_the_same_whatever_their_length(account, bob, signed_in, at):
    client = signed_in(bob)

    def statements():
        with CaptureQueriesContext(connection) as queries:
            client.get(at("never_log"))
        return len(queries)

    statements()  # the first request also begins the session
    before = statements()
    NeverLog.objects.bulk_create(NeverLog(account=account, user=bob, pattern=f"d{n}.test") for n in range(50))
    assert statements() == before
