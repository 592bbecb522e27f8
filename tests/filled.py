"""Forms as people fill them in: read from a page, changed in a few fields, sent; and what the page then says."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from django.http import HttpResponse
from django.test import Client
from lxml import html


@dataclass
class Filled:
    client: Client
    address: str
    values: dict[str, Any] = field(default_factory=dict)

    def send(self, **changed: Any) -> HttpResponse:
        """As the button of the form sends it, with these fields filled in anew."""
        return self.client.post(self.address, self.values | changed)

    def again(self, answer: HttpResponse, holding: str, which: int = 0) -> "Filled":
        """As the page shows it after it was refused."""
        return Filled(self.client, self.address, values_of(forms_of(answer, holding)[which]))


def filled(client: Client, page: str, holding: str, which: int = 0) -> Filled:
    """The form of a page that has a field of this name, the first of them or another one, as it stands there."""
    form = forms_of(client.get(page), holding)[which]
    return Filled(client, urljoin(page, form.action or page), values_of(form))


def values_of(form: Any) -> dict[str, Any]:
    """What a browser would send; of boxes all that are ticked."""
    values: dict[str, Any] = {}
    for name, value in form.form_values():
        values[name] = [*values.get(name, []), value]
    return {name: found if len(found) > 1 else found[0] for name, found in values.items()}


def forms_of(answer: HttpResponse, holding: str) -> list[Any]:
    found = [form for form in html.document_fromstring(answer.content).forms if controls(form, holding)]
    assert found, f"no form has a field {holding}"
    return found


def controls(form: Any, name: str) -> list[Any]:
    """The inputs of that name that people see; none in a form that only looks for something."""
    seen = [each for each in form.inputs if each.name == name and each.get("type") != "hidden"]
    return seen if form.method == "POST" else []


def typed(answer: HttpResponse, name: str, which: int = 0) -> str:
    """What stands in a field of the page."""
    return str(forms_of(answer, name)[which].fields[name] or "")


def complaint(answer: HttpResponse, name: str, which: int = 0) -> str:
    """The sentence that screen readers read with the field because something is wrong with it."""
    here = controls(forms_of(answer, name)[which], name)[0]
    around = [here, *here.iterancestors("fieldset")]
    named = " ".join(element.get("aria-describedby", "") for element in around).split()
    page = here.getroottree()
    found = [element for each in named for element in page.xpath("//*[@id=$id]", id=each)]
    wrong = [element for element in found if "field-error" in element.get("class", "").split()]
    return " ".join(" ".join(element.text_content().split()) for element in wrong)


def alerts(answer: HttpResponse) -> str:
    """What the page says above the form, or as a message after it was sent."""
    page = html.document_fromstring(answer.content)
    return " ".join(" ".join(each.text_content().split()) for each in page.xpath("//*[@role='alert']"))
