"""Lists as people want to see them again."""

import pytest

from contacts.models import SavedView
from tests import factories


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


@pytest.mark.parametrize(
    ("name", "sentence"), [("Quiet", "of this name already"), ("", "Give the view a name"), ("x" * 61, "Give")]
)
def test_a_name_that_cannot_be_is_said_and_nothing_is_saved(name, sentence, quiet, alice, signed_in):
    client = signed_in(alice)
    answer = client.post("/a/acme/views/", {"page": "contacts", "name": name, "query": "owner=me"}, follow=True)
    assert sentence in answer.content.decode()
    assert SavedView.objects.count() == 1


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
