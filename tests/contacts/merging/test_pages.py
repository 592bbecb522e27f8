"""The pages of merging: suggestions, the other record, both side by side, and what is refused."""

import pytest

from contacts.bulk import deleting
from contacts.models import Company, Contact, MergedRecord
from tests import factories


@pytest.fixture
def twin(account, lumen):
    return factories.contact(account, "m.chen@lumen.test", first_name="MAYA J.", last_name="Chén", company=lumen)


@pytest.fixture
def seen(alice, signed_in):
    """The token of the page that shows both."""

    def of(one, other, user=None) -> dict[str, str]:
        answer = signed_in(user or alice).get(f"{one.get_absolute_url()}merge/?with={other.pk}")
        assert answer.status_code == 200
        return {"seen": answer.context["seen"], "with": str(other.pk), "survivor": str(one.pk)}

    return of


def test_suggestions_name_both_and_why(maya, twin, look):
    page = look("contacts/duplicates/")
    assert "Maya Chen" in page
    assert "MAYA J. Chén" in page
    assert "same name, same company" in page


def test_two_that_are_not_the_same_are_suggested_no_more(account, bob, maya, twin, signed_in, look):
    answer = signed_in(bob).post(f"/a/acme/contacts/{maya.pk}/not-the-same/", {"with": twin.pk})
    assert answer["Location"] == "/a/acme/contacts/duplicates/"
    assert "MAYA" not in look("contacts/duplicates/")
    signed_in(bob).post(f"/a/acme/contacts/{maya.pk}/not-the-same/", {"with": twin.pk})
    assert MergedRecord.objects.get().is_same is False


def test_without_duplicates_the_page_says_so(maya, look):
    assert "No duplicates" in look("contacts/duplicates/")
    assert "No duplicates" in look("companies/duplicates/")


def test_the_other_one_is_found_by_name_and_never_oneself(maya, twin, look):
    page = look(f"contacts/{maya.pk}/merge/?q=m.chen")
    assert f"?with={twin.pk}" in page
    assert f"?with={maya.pk}" not in page
    assert "<html" not in look(
        f"contacts/{maya.pk}/merge/?q=m.chen", headers={"HX-Request": "true", "HX-Target": "merge-found"}
    )


def test_a_member_merges_and_both_records_are_one(account, bob, maya, twin, signed_in, seen):
    answer = signed_in(bob).post(f"/a/acme/contacts/{maya.pk}/merge/", seen(maya, twin, bob), follow=True)
    assert "is one record now" in answer.content.decode()
    assert Contact.objects.get().pk == maya.pk


def test_the_other_one_can_be_the_one_that_stays(maya, twin, send, seen):
    send(f"contacts/{maya.pk}/merge/", **(seen(maya, twin) | {"survivor": str(twin.pk)}))
    assert Contact.objects.get().pk == twin.pk


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_merges_with_itself_or_with_a_record_of_others(account, other_account, alice, maya, signed_in, method):
    strange = factories.contact(other_account, first_name="Maya", last_name="Chen")
    for other in (maya.pk, strange.pk, 0, "x", "9" * 40, "٣"):
        answer = getattr(signed_in(alice), method)(
            f"/a/acme/contacts/{maya.pk}/merge/", {"with": other, "survivor": other}
        )
        assert answer.status_code == 404, other
    assert signed_in(alice).post(f"/a/acme/contacts/{maya.pk}/not-the-same/", {"with": strange.pk}).status_code == 404
    assert signed_in(alice).post(f"/a/acme/contacts/{maya.pk}/not-the-same/", {"with": maya.pk}).status_code == 404
    assert not MergedRecord.objects.exists()
    assert Contact.objects.count() == 2


def test_a_company_is_no_contact(lumen, maya, alice, signed_in):
    """Each has ids of its own, and they may well be equal."""
    other = maya.pk + lumen.pk + 1
    Company.objects.filter(pk=lumen.pk).update(name="Lumen")
    factories.company(maya.account, "Other", pk=other)
    assert signed_in(alice).get(f"/a/acme/contacts/{maya.pk}/merge/?with={other}").status_code == 404


def test_who_was_shown_neither_merges_nothing(maya, twin, send):
    send(f"contacts/{maya.pk}/merge/", **{"with": twin.pk, "survivor": maya.pk})
    send(f"contacts/{maya.pk}/merge/", **{"with": twin.pk, "survivor": maya.pk, "seen": "forged"})
    assert Contact.objects.count() == 2


def test_of_two_who_merge_at_once_the_second_is_told_so(alice, bob, maya, twin, signed_in, seen):
    fields = seen(maya, twin, bob)
    signed_in(alice).post(f"/a/acme/contacts/{maya.pk}/merge/", seen(maya, twin))
    answer = signed_in(bob).post(f"/a/acme/contacts/{maya.pk}/merge/", fields, follow=True)
    assert "Somebody else merged one of the two meanwhile." in answer.content.decode()
    assert answer.request["PATH_INFO"] == maya.get_absolute_url()


def test_one_that_was_deleted_meanwhile_leaves_the_other_as_it_is(alice, maya, twin, signed_in, seen):
    fields, left = seen(maya, twin), twin.get_absolute_url()
    maya.delete()
    answer = signed_in(alice).post(left.replace(str(twin.pk), fields["survivor"]) + "merge/", fields, follow=True)
    assert "was deleted meanwhile. Nothing was merged." in answer.content.decode()
    assert answer.request["PATH_INFO"] == left


def test_what_was_changed_meanwhile_is_looked_at_again(alice, maya, twin, signed_in, seen):
    fields = seen(maya, twin)
    Contact.objects.filter(pk=twin.pk).update(title="CEO")
    answer = signed_in(alice).post(f"/a/acme/contacts/{maya.pk}/merge/", fields, follow=True)
    assert "was changed meanwhile" in answer.content.decode()
    assert Contact.objects.count() == 2


def test_what_waits_for_its_deletion_is_neither_suggested_nor_merged(account, alice, maya, twin, signed_in, look):
    deleting.delete(account, alice, "contact", Contact.objects.filter(pk=twin.pk))
    assert "MAYA" not in look("contacts/duplicates/")
    assert signed_in(alice).get(f"/a/acme/contacts/{maya.pk}/merge/?with={twin.pk}").status_code == 404


def test_two_selected_rows_of_a_list_lead_to_the_comparison(maya, twin, send):
    answer = send("merge/", page="contacts", chosen=[twin.pk, maya.pk])
    assert answer["Location"] == f"/a/acme/contacts/{maya.pk}/merge/?with={twin.pk}"


@pytest.mark.parametrize("chosen", [[], [1], [1, 2, 3], [1, 1]])
def test_any_other_number_of_rows_is_explained(maya, twin, send, chosen):
    assert send("merge/", page="contacts", chosen=chosen)["Location"] == "/a/acme/contacts/"


def test_deals_are_not_merged(alice, signed_in):
    assert signed_in(alice).post("/a/acme/merge/", {"page": "deals", "chosen": [1, 2]}).status_code == 404


def test_the_pages_cost_the_same_however_many_there_are(
    account, alice, lumen, signed_in, django_assert_max_num_queries
):
    counts = []
    for size in (2, 12):
        for n in range(size):
            for _twice in range(2):
                factories.contact(
                    account, f"a{n}.{_twice}.{size}@lumen.test", first_name=f"A{n}", last_name=f"B{size}", company=lumen
                )
        client = signed_in(alice)
        with django_assert_max_num_queries(25) as captured:
            client.get("/a/acme/contacts/duplicates/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_companies_are_merged_in_the_same_way(account, alice, signed_in, seen, look):
    one, other = (
        factories.company(account, "Northwind", ("northwind.test",)),
        factories.company(account, "NORTHWIND GmbH & Co. KG"),
    )
    assert "same name" in look("companies/duplicates/")
    old = other.get_absolute_url()
    signed_in(alice).post(f"/a/acme/companies/{one.pk}/merge/", seen(one, other))
    assert Company.objects.get().name == "NORTHWIND GmbH & Co. KG"
    assert signed_in(alice).get(old)["Location"] == one.get_absolute_url()
