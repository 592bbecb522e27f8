"""The company of a contact or deal is chosen by its name, however many there are; ids tell those of one name apart."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from contacts.models import Contact, Deal
from tests import factories
from tests.filled import alerts, complaint, controls, filled, forms_of, typed

FORMS = ["contact_new", "contact_edit", "contact_field", "deal_new", "deal_edit", "deal_field"]
FILLED = {"contact": {"first_name": "Jonas"}, "deal": {"name": "Pilot"}}
NONE = "No company is called Lumne. Choose one from the list, or create it first."


@pytest.fixture
def orbit(account):
    return factories.company(account, "MÜLLER & Söhne Orbit", ("orbit.test",))


@pytest.fixture(params=FORMS)
def place(request, account, maya, rollout):
    """The address of each form that has a company: new, whole, and in the place of the field."""
    kind, _line, page = request.param.partition("_")
    pk = {"contact": maya, "deal": rollout}[kind].pk
    address = reverse(request.param, args=[account.slug, *([] if page == "new" else [pk])])
    return f"{address}?field=company" if page == "field" else address


@pytest.fixture
def choose(alice, signed_in, place):
    """Sends the form with this beside what stands in it."""
    rest = FILLED["deal" if "/deals/" in place else "contact"] if "/new/" in place else {}
    form = filled(signed_in(alice), place, "company_name")
    return lambda **fields: form.send(**rest | fields)


def saved(place):
    """The company of what was saved last."""
    return (Deal if "/deals/" in place else Contact).objects.order_by("pk").last().company


def hidden(answer):
    form = forms_of(answer, "company_name")[0]
    return [each.value for each in form.inputs if each.name == "company" and each.get("type") == "hidden"]


def test_the_page_has_the_name_of_the_company_and_of_no_other(account, maya, orbit, look):
    for page in (f"contacts/{maya.pk}/edit/", f"contacts/{maya.pk}/field/?field=company"):
        shown = look(page)
        (box,) = html.fromstring(shown).xpath("//input[@name='company_name']")
        assert box.value == "Lumen Ltd"
        assert "Orbit" not in shown


@pytest.mark.parametrize("written", ["MÜLLER & Söhne Orbit", "  müller & söhne  orbit ", "MÜLLER & SÖHNE ORBIT"])
def test_the_one_that_is_called_so_is_chosen_in_capitals_or_not(orbit, choose, place, written):
    factories.company(orbit.account, "Müller & Söhne Orbit Ltd")
    assert choose(company_name=written).status_code == 302
    assert saved(place) == orbit


def test_a_name_counts_and_not_the_id_of_another_company(orbit, lumen, choose, place):
    assert choose(company=orbit.pk, company_name="Lumen Ltd").status_code == 302
    assert saved(place) == lumen


def test_the_id_counts_among_those_of_one_name(lumen, choose, place):
    other = factories.company(lumen.account, "LUMEN ltd")
    assert choose(company=other.pk, company_name="Lumen Ltd").status_code == 302
    assert saved(place) == other


def test_an_emptied_field_means_no_company(lumen, choose, place):
    assert choose(company=lumen.pk, company_name="  ").status_code == 302
    assert saved(place) is None


def test_a_name_that_nobody_has_is_said_at_the_field_and_stays_there(lumen, choose, place):
    before = Contact.objects.count(), Deal.objects.count()
    answer = choose(company_name="Lumne")
    assert complaint(answer, "company_name") == NONE
    assert typed(answer, "company_name") == "Lumne"
    assert (Contact.objects.count(), Deal.objects.count()) == before
    assert saved(place) == lumen


def test_of_several_of_one_name_one_is_chosen_by_its_domain(account, lumen, choose, place):
    one = factories.company(account, "Nova", ("nova.test", "nova.example"))
    factories.company(account, "NOVA")
    factories.company(account, "Nova Ltd")

    answer = choose(company_name="nova")

    assert complaint(answer, "company_name") == "Several companies are called nova. Choose the one you mean."
    offered = controls(forms_of(answer, "company_name")[0], "company")
    words = [" ".join(each.getparent().text_content().split()) for each in offered]
    assert words[0] == "Nova nova.test, nova.example"
    assert words[1].startswith("NOVA Created")
    assert len(words) == 2
    assert choose(company=["", one.pk], company_name="nova").status_code == 302
    assert saved(place) == one


def test_a_company_of_another_account_is_no_match(other_account, choose):
    foreign = factories.company(other_account, "Globex Partner")
    answer = choose(company=foreign.pk, company_name="Globex Partner")
    assert "No company is called Globex Partner." in complaint(answer, "company_name")
    assert hidden(answer) == [str(foreign.pk)], "as it was sent"


@pytest.mark.parametrize("written", ["x" * 30_000, "Lum\0en", "’; DROP", "%", "🍕", "x" * 201])
def test_nothing_that_is_typed_breaks_it(choose, written):
    assert "No company is called" in complaint(choose(company_name=written), "company_name")


@pytest.mark.parametrize("name", ["🍕", "O’Neill & Sons (UK)", "№ 1", "東京電力", "A" * 200, "a_b-c.d/e"])
def test_every_name_finds_its_company(account, maya, send, name):
    company = factories.company(account, name)
    assert send(f"contacts/{maya.pk}/field/?field=company", company="", company_name=name).status_code == 302
    assert Contact.objects.get().company == company


def test_without_the_name_the_id_counts_as_on_pages_from_before(maya, orbit, send):
    send(f"contacts/{maya.pk}/field/?field=company", company=orbit.pk)
    assert Contact.objects.get().company == orbit
    send(f"contacts/{maya.pk}/field/?field=company", company="")
    assert Contact.objects.get().company is None


@pytest.mark.parametrize("page", ["contacts/new/", "deals/new/"])
def test_a_new_record_begins_with_the_company_of_the_address(page, lumen, alice, signed_in):
    form = filled(signed_in(alice), f"/a/acme/{page}?company={lumen.pk}", "company_name")
    assert (form.values["company"], form.values["company_name"]) == (str(lumen.pk), "Lumen Ltd")
    form.send(first_name="Jonas", name="Pilot")
    assert saved(f"/{page}") == lumen


def test_what_was_chosen_comes_back_after_a_mistake_elsewhere(maya, orbit, alice, signed_in):
    form = filled(signed_in(alice), f"/a/acme/contacts/{maya.pk}/edit/", "company_name")
    answer = form.send(company=orbit.pk, company_name=orbit.name, addresses="no address")
    assert typed(answer, "company_name") == orbit.name
    assert hidden(answer) == [str(orbit.pk)]


def test_a_company_that_is_about_to_be_deleted_is_no_match_but_stays_where_it_is(maya, lumen, alice, signed_in, send):
    form = filled(signed_in(alice), f"/a/acme/contacts/{maya.pk}/edit/", "company_name")
    send(f"companies/{lumen.pk}/delete/")
    assert "No company is called" in complaint(form.send(company="", company_name="Lumen Ltd"), "company_name")
    other = factories.company(lumen.account, "Lumen Ltd")
    assert form.send(company="", company_name="Lumen Ltd").status_code == 302
    assert Contact.objects.get().company == other


# Two people at once: a name that was typed is compared with what is saved, one that was not gives way to it.


@pytest.mark.parametrize("page", ["edit/", "field/?field=company"])
def test_of_two_who_choose_another_company_the_second_reads_both(page, maya, orbit, alice, signed_in):
    nova = factories.company(maya.account, "Nova")
    one, other = (filled(signed_in(alice), f"/a/acme/contacts/{maya.pk}/{page}", "company_name") for _ in range(2))
    assert one.send(company_name=orbit.name).status_code == 302

    answer = other.send(company_name="nova")

    assert "meanwhile" in alerts(answer)
    assert f"Saved now: {orbit.name}" in complaint(answer, "company_name")
    assert typed(answer, "company_name") == "Nova"
    assert Contact.objects.get().company == orbit
    assert other.again(answer, "company_name").send().status_code == 302
    assert Contact.objects.get().company == nova


def test_who_left_it_alone_takes_over_what_another_chose_meanwhile(maya, orbit, alice, signed_in):
    one, other = (filled(signed_in(alice), f"/a/acme/contacts/{maya.pk}/edit/", "company_name") for _ in range(2))
    assert one.send(company_name=orbit.name).status_code == 302

    answer = other.send(title="Buyer")

    assert "What they changed and you did not is taken over: Company." in alerts(answer)
    assert (typed(answer, "company_name"), hidden(answer)) == (orbit.name, [str(orbit.pk)])
    assert other.again(answer, "company_name").send().status_code == 302
    assert (Contact.objects.get().company, Contact.objects.get().title) == (orbit, "Buyer")


def test_two_who_choose_the_same_company_agree(maya, orbit, alice, signed_in):
    one, other = (filled(signed_in(alice), f"/a/acme/contacts/{maya.pk}/edit/", "company_name") for _ in range(2))
    assert one.send(company_name=orbit.name).status_code == 302
    assert other.send(company=orbit.pk, company_name=orbit.name).status_code == 302


def test_the_form_asks_as_often_and_is_as_long_with_a_hundred_companies(account, place, choose, alice, signed_in):
    def cost():
        client = signed_in(alice)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(place)
            choose(company="", company_name="Nobody")
        return len(asked), len(page.content)

    factories.company(account, "Nobody 0")
    cost()
    before = cost()
    for number in range(1, 100):
        factories.company(account, f"Nobody {number}", (f"nobody{number}.test",))
    after = cost()
    assert after[0] == before[0]
    assert abs(after[1] - before[1]) < 100, "tokens differ in length, lists in far more"
