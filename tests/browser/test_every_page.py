"""Every page of an account, in both themes and on the narrowest phone: axe finds nothing, nothing scrolls sideways."""

import pytest
from django.urls import reverse

from tests.addresses import EVERY, address
from tests.browser.looks import NARROW, faults, is_too_wide

pytestmark = pytest.mark.django_db(transaction=True)

# Addresses that are no page: they only take a form, lead elsewhere, or give a file.
NO_PAGE = {"account", "settings"}
BAR = "document.querySelector('.topbar')?.offsetHeight ?? 0"
ONE_ROW = 60


def pages(client, acme) -> list[str]:
    """Those that show Alice something by GET."""
    found = [address(name, acme.slug, acme) for name in EVERY if name not in NO_PAGE]
    answers = {path: client.get(path) for path in found}
    return [
        path
        for path, answer in answers.items()
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    ]


@pytest.mark.parametrize(("color_scheme", "shape"), [("light", {}), ("dark", {}), ("light", NARROW)])
def test_every_page_holds_to_the_rules(open_page, acme, alice, signed_in, color_scheme, shape):
    page = open_page(alice, color_scheme=color_scheme, reduced_motion="reduce", **shape)
    found = pages(signed_in(alice), acme)
    assert len(found) > 25
    complaints = []
    for path in found:
        page.goto(path)
        complaints += [f"{path} {fault}" for fault in faults(page)]
        complaints += [f"{path} is too wide"] if is_too_wide(page) else []
        complaints += [f"{path}: the bar breaks into two rows"] if page.evaluate(BAR) > ONE_ROW else []
    assert complaints == []


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_components_hold_to_the_rules(open_page, alice, settings, color_scheme):
    settings.DEBUG = True
    page = open_page(alice, color_scheme=color_scheme, reduced_motion="reduce")
    page.goto(reverse("components"))
    assert faults(page) == []


def test_outside_of_debug_there_is_no_page_of_components(alice, signed_in):
    assert signed_in(alice).get(reverse("components")).status_code == 404


def test_on_a_narrow_phone_hide_covers_nothing_in_german(open_page, acme, alice):
    page = open_page(alice, locale="de", **NARROW)
    page.goto(reverse("account", args=[acme.slug]))
    hide = page.get_by_role("button", name="Ausblenden").bounding_box()
    for covered in page.locator(".dash-steps summary > *:visible").all():
        box = covered.bounding_box()
        beside = box["x"] + box["width"] <= hide["x"] or hide["x"] + hide["width"] <= box["x"]
        assert beside or box["y"] + box["height"] <= hide["y"] or hide["y"] + hide["height"] <= box["y"]
