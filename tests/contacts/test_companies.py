"""Companies and their domains, as the form saves them."""

import pytest

from contacts.models import Company, Contact
from tests import factories


@pytest.mark.parametrize(
    ("line", "domain"),
    [
        ("Lumen.Test", "lumen.test"),
        ("müller.test", "xn--mller-kva.test"),
        ("@lumen.test", "lumen.test"),
        ("https://www.lumen.test/about", "lumen.test"),
    ],
)
def test_a_domain_is_kept_as_a_labels_however_it_was_pasted(line, domain, alice, send):
    send("companies/new/", name="Lumen", domains=line)
    assert Company.objects.get().domain_names == [domain]


@pytest.mark.parametrize("line", ["lumen", "lu men.test", "-", "..", "x" * 300 + ".test"])
def test_a_line_that_is_no_domain_is_quoted(line, alice, send):
    assert f"“{line[:100]}” is no domain".encode() in send("companies/new/", name="Lumen", domains=line).content
    assert not Company.objects.exists()


def test_a_domain_of_another_company_is_refused_with_its_name(lumen, send):
    page = send("companies/new/", name="Other", domains="lumen.test").content.decode()
    assert f'lumen.test is already a domain of <a href="/a/acme/companies/{lumen.pk}/">Lumen Ltd</a>.' in page


def test_the_same_domain_may_stand_in_another_account(alice, other_account, send):
    factories.company(other_account, "Theirs", ("lumen.test",))
    assert send("companies/new/", name="Ours", domains="lumen.test").status_code == 302


def test_editing_changes_name_and_domains(lumen, send):
    send(f"companies/{lumen.pk}/edit/", name="Lumen AG", domains="lumen.example\nlumen.test")
    changed = Company.objects.get()
    assert changed.name == "Lumen AG"
    assert set(changed.domain_names) == {"lumen.example", "lumen.test"}


def test_the_page_shows_people_and_deals(lumen, maya, rollout, look):
    shown = look(f"companies/{lumen.pk}/")
    assert f"/a/acme/contacts/{maya.pk}/" in shown
    assert f"/a/acme/deals/{rollout.pk}/" in shown


def test_deleting_leaves_its_people_without_a_company(lumen, maya, erase):
    erase(lumen)
    assert Contact.objects.get().company is None
