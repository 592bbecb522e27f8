"""Lists as people want to see them again."""

import pytest

from contacts.models import SavedView
from tests import factories
from tests.filled import complaint, filled, typed


@pytest.fixture
def quiet(account, alice):
    return SavedView.objects.create(account=account, user=alice, page="contacts", name="Quiet", query="quiet=90")


def test_a_view_is_saved_with_its_filters_and_stands_as_a_tab(maya, look, send):
    answer = send("views/", page="contacts", name="  My   leads ", query="owner=me&lifecycle=lead")
    view = SavedView.objects.get()
    assert (view.name, view.is_shared) == ("My leads", False)
    assert answer["Location"] == f"/a/acme/contacts/?owner=me&lifecycle=lead&view={view.pk}"
    assert "My leads" in look("contacts/")
    assert "My leads" not in look("companies/")


def test_only_a_shared_view_is_seen_by_others(quiet, bob, signed_in, send):
    assert "Quiet" not in signed_in(bob).get("/a/acme/contacts/").content.decode()
    send(f"views/{quiet.pk}/", do="rename", name="Gone quiet", is_shared="on")
    shown = signed_in(bob).get("/a/acme/contacts/").content.decode()
    assert "Gone quiet" in shown
    assert "Shared by Alice Admin" in shown


def test_nobody_changes_a_view_of_somebody_else(quiet, bob, signed_in):
    SavedView.objects.update(is_shared=True)
    for do in ("delete", "update", "rename"):
        answer = signed_in(bob).post(f"/a/acme/views/{quiet.pk}/", {"do": do, "name": "X", "query": ""})
        assert answer.status_code == 404
    assert SavedView.objects.get().name == "Quiet"


def test_what_was_changed_since_is_saved_or_not(quiet, look, send):
    assert "views-changed" not in look(f"contacts/?quiet=90&view={quiet.pk}")
    assert "Save changes to “Quiet”" in look(f"contacts/?quiet=30&view={quiet.pk}")
    send(f"views/{quiet.pk}/", do="update", query="quiet=30")
    assert SavedView.objects.get().query == "quiet=30"


def test_deleting_a_view_keeps_its_records(maya, quiet, look, send):
    assert send(f"views/{quiet.pk}/", do="delete")["Location"] == "/a/acme/contacts/"
    assert not SavedView.objects.exists()
    assert "Maya Chen" in look("contacts/")


WRONG = [
    ("Quiet", "There is a view of this name already. Choose another one."),
    ("", "This field is required."),
    ("x" * 61, "at most 60 characters"),
    ("a\0b", "Null characters are not allowed."),
]


@pytest.mark.parametrize(("name", "sentence"), WRONG)
@pytest.mark.parametrize("page", ["?owner=none", "?lifecycle=lead&view="])
def test_what_is_wrong_with_a_name_is_said_at_it_and_it_stays(page, name, sentence, account, quiet, alice, signed_in):
    other = SavedView.objects.create(account=account, user=alice, page="contacts", name="Leads", query="lifecycle=lead")
    page = page + (str(other.pk) if page.endswith("=") else "")
    form = filled(signed_in(alice), f"/a/acme/contacts/{page}", "is_shared")

    answer = form.client.post(form.address, form.values | {"name": name, "is_shared": "on"}, follow=True)

    assert answer.redirect_chain[-1][0] == f"/a/acme/contacts/{page}"
    assert sentence in complaint(answer, "name")
    assert typed(answer, "name") == name.replace("\0", "\ufffd")
    assert typed(answer, "is_shared") == "on"
    assert '<details class="pop pop-end" open>' in answer.content.decode()
    assert SavedView.objects.filter(name="Leads").count() == 1
    again = form.client.get(f"/a/acme/contacts/{page}")
    assert complaint(again, "name") == "", "said once"


def test_a_shared_name_is_shared_once(quiet, account, bob, signed_in):
    SavedView.objects.update(is_shared=True)
    form = filled(signed_in(bob), "/a/acme/contacts/?owner=none", "is_shared")
    answer = form.client.post(form.address, form.values | {"name": "Quiet", "is_shared": "on"}, follow=True)
    assert "of this name already" in complaint(answer, "name")
    assert form.send(name="Quiet").status_code == 302
    assert SavedView.objects.filter(user=bob, name="Quiet", is_shared=False).exists()


def test_a_list_that_is_none_has_no_views(alice, send):
    assert send("views/", page="users", name="X", query="").status_code == 404


def test_a_foreign_view_is_no_tab(other_account, charlie, look):
    foreign = SavedView.objects.create(
        account=other_account, user=charlie, page="contacts", name="Theirs", is_shared=True
    )
    assert "Theirs" not in look(f"contacts/?view={foreign.pk}")


@pytest.mark.parametrize(
    ("page", "names"), [("contacts", ["All", "Mine", "Recently added"]), ("deals", ["All", "Open", "Mine"])]
)
def test_everybody_has_some_views_from_the_start(page, names, alice, look):
    shown = look(f"{page}/")
    assert all(f'<span dir="auto">{name}</span>' in shown for name in names)


def test_the_tab_of_the_address_is_current(account, alice, look):
    factories.contact(account, first_name="Maya", owner=alice)
    tab = look("contacts/?owner=me").partition("Mine</span>")[0].rpartition("<a ")[2]
    assert 'aria-current="page"' in tab


def test_a_query_with_nul_is_saved_without_it(alice, send):
    send("views/", page="contacts", name="Leads", query="q=le\0ad")
    view = SavedView.objects.get()
    assert view.query == "q=lead"
    send(f"views/{view.pk}/", do="update", query="owner=\0me")
    view.refresh_from_db()
    assert view.query == "owner=me"
