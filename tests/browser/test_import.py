"""Importing and exporting in a real browser: the whole way by keyboard, in every theme, and without scripts."""

import pytest
from playwright.sync_api import expect

from contacts.importing import running
from contacts.models import Contact, Import
from emaillog.exporting import accounts
from tests import factories
from tests.browser.looks import PHONE, faults, is_too_wide

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Annual fair of the machine builders in Hanover, all visitors of the second day.csv"
FILE = (
    "Vorname;Nachname;E-Mail;Firma;Telefon;Bemerkung\n"
    + "".join(f"Person{n};van-den-Heuvel;p{n}@mueller.test;Müller & Söhne KG;+49 30 {n};x\n" for n in range(60))
    + "Bad;Row;no-address;;;\nTwice;Row;p1@mueller.test;;;\n"
    + f"{'Long' * 60};Row;l@mueller.test;;;\n"
).encode("cp1252")


def work() -> None:
    """What the worker does when the bell rings."""
    for pk in Import.objects.due().values_list("pk", flat=True):
        running.run(pk)


def upload(page) -> None:
    page.goto("/a/acme/settings/import-export/imports/")
    page.set_input_files("input[type=file]", {"name": LONG, "mimeType": "text/csv", "buffer": FILE})


def press(page, name: str) -> None:
    """The button of this name, by keyboard."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def test_a_file_is_imported_by_keyboard_alone(open_page, alice):
    page = open_page(alice)
    upload(page)
    press(page, "Upload")
    expect(page.get_by_role("heading", name="What do the columns mean?")).to_be_visible()
    expect(page.get_by_label("Meaning of column 3")).to_have_value("email")
    page.get_by_label("Meaning of column 6").focus()
    page.keyboard.type("Job")
    expect(page.get_by_label("Meaning of column 6")).to_have_value("title")
    press(page, "Check the file")
    expect(page.get_by_role("heading", name="The file is being checked")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="This would happen")).to_be_visible()
    expect(page.get_by_text("“no-address” is no mail address.")).to_be_visible()
    press(page, "Import 60 rows")
    expect(page.get_by_role("progressbar")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="The file is imported")).to_be_visible()
    assert Contact.objects.filter(title="x").count() == 60
    with page.expect_download() as result:
        page.get_by_role("link", name="Download the result").focus()
        page.keyboard.press("Enter")
    assert "62" in result.value.path().read_text("utf-8-sig")


@pytest.mark.parametrize(("scheme", "shape"), [("light", {}), ("dark", PHONE)])
def test_each_step_is_accessible_and_fits(open_page, alice, scheme, shape):
    page = open_page(alice, color_scheme=scheme, reduced_motion="reduce", **shape)

    def check() -> None:
        assert faults(page) == [], page.title()
        assert not is_too_wide(page)

    upload(page)
    check()
    page.get_by_role("button", name="Upload").click()
    check()
    page.get_by_role("button", name="Check the file").click()
    page.locator("#import-progress").wait_for()
    check()
    work()
    page.get_by_role("heading", name="This would happen").wait_for()
    check()
    page.get_by_role("button", name="Import 60 rows").click()
    page.locator("#import-progress").wait_for()
    work()
    page.get_by_role("heading", name="The file is imported").wait_for()
    check()
    accounts.write(accounts.ask(Import.objects.get().account, alice).pk)
    page.goto("/a/acme/settings/import-export/")
    check()


def test_without_scripts_the_whole_way_is_there(open_page, alice):
    page = open_page(alice, java_script_enabled=False)
    upload(page)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Check the file").click()
    work()
    page.get_by_role("link", name="Reload to see how far it is").click()
    page.get_by_role("button", name="Import 60 rows").click()
    work()
    page.get_by_role("link", name="Reload to see how far it is").click()
    assert Contact.objects.count() == 60


def test_the_ticked_rows_of_a_list_are_exported(open_page, account, alice):
    for name in ("Ada", "Bea"):
        factories.contact(account, f"{name}@x.test", first_name=name)
    page = open_page(alice)
    page.goto("/a/acme/contacts/")
    page.get_by_label("Select Ada").check()
    with page.expect_download() as ticked:
        page.locator("#bulk").get_by_role("button", name="Export").click()
    assert len(ticked.value.path().read_text("utf-8-sig").splitlines()) == 2
    with page.expect_download() as everything:
        page.get_by_role("button", name="Export as CSV").click()
    assert len(everything.value.path().read_text("utf-8-sig").splitlines()) == 3
