"""Import and export are where lists are."""


def test_every_list_offers_its_export_and_administrators_an_import(look, maya, lumen, rollout, bob, signed_in):
    for page, kind in (("contacts", "contact"), ("companies", "company"), ("deals", "deal")):
        shown = look(f"{page}/?owner=none")
        assert "Export as CSV" in shown
        assert 'name="query" value="owner=none' in shown
        assert f"imports/?kind={kind}" in shown
        of_member = signed_in(bob).get(f"/a/acme/{page}/").content.decode()
        assert "Export as CSV" in of_member
        assert "imports/?kind" not in of_member


def test_an_empty_list_of_contacts_offers_an_import(look):
    assert "Or import them from a file" in look("contacts/")


def test_an_import_from_a_list_begins_with_its_kind(alice, signed_in):
    answer = signed_in(alice).get("/a/acme/settings/import-export/imports/?kind=company")
    assert answer.context["form"]["kind"].value() == "company"
    odd = signed_in(alice).get("/a/acme/settings/import-export/imports/?kind=nonsense")
    assert odd.context["form"]["kind"].value() == "contact"
