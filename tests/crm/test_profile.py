import pytest
from django.urls import reverse


def test_a_person_changes_their_name_and_time_zone(account, bob, signed_in):
    signed_in(bob).post(reverse("profile", args=[account.slug]), {"name": "Robert Berry", "time_zone": "Europe/Berlin"})

    bob.refresh_from_db()
    assert (bob.name, bob.time_zone) == ("Robert Berry", "Europe/Berlin")


def test_a_time_zone_that_does_not_exist_is_refused(account, bob, signed_in):
    answer = signed_in(bob).post(
        reverse("profile", args=[account.slug]), {"name": "Bob", "time_zone": "Europe/Atlantis"}
    )

    assert answer.context["form"].errors.keys() == {"time_zone"}


def test_the_profile_cannot_change_address_or_rights(account, bob, signed_in):
    signed_in(bob).post(
        reverse("profile", args=[account.slug]),
        {"name": "Bob", "time_zone": "", "email": "alice@acme.test", "is_staff": "1", "is_superuser": "1"},
    )

    bob.refresh_from_db()
    assert (bob.email, bob.is_staff, bob.is_superuser) == ("bob@acme.test", False, False)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc", "Europe", "x" * 3000])
def test_a_browser_in_a_time_zone_that_nobody_knows_is_shown_the_page(account, bob, signed_in, zone):
    browser = signed_in(bob)
    browser.cookies["time_zone"] = zone
    assert browser.get(reverse("profile", args=[account.slug])).status_code == 200


def test_a_person_chooses_the_language_of_pages_whatever_their_browser_says(account, bob, signed_in):
    browser, page = signed_in(bob), reverse("profile", args=[account.slug])
    chosen = browser.post(page, {"name": "Bob", "time_zone": "", "language": "de"}, headers={"accept-language": "en"})
    assert chosen.status_code == 302
    answer = browser.get(page, headers={"accept-language": "en"})
    assert '<html lang="de"' in answer.content.decode()
    assert answer["Content-Language"] == "de"
    browser.post(page, {"name": "Bob", "time_zone": "", "language": ""})
    for language in ("en", "de"):
        answer = browser.get(page, headers={"accept-language": language})
        assert f'<html lang="{language}"' in answer.content.decode()


def test_a_language_that_is_not_spoken_here_is_refused(account, bob, signed_in):
    answer = signed_in(bob).post(reverse("profile", args=[account.slug]), {"name": "Bob", "language": "tlh"})
    assert answer.context["form"].errors.keys() == {"language"}


def test_the_language_of_one_person_does_not_stay_for_the_next(account, alice, bob, signed_in):
    bob.language = "de"
    bob.save()
    page = reverse("profile", args=[account.slug])
    assert signed_in(bob).get(page)["Content-Language"] == "de"
    assert signed_in(alice).get(page)["Content-Language"] == "en"
