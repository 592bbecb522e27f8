"""The field in which a company is chosen: people type and see its name, what counts is its id.

Beside the id its name may be sent. Without it, as programs and old pages do, the id alone counts; with it the id tells
companies of one name apart, and a name without its id is looked up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.models import Company
from contacts.searching.companies import called, is_called, one_line
from crm import ids
from crm.models import Account

BESIDE = "_name"  # what the field of the name is called, after that of the id
QUOTED = 80  # characters of what was typed


@dataclass(frozen=True)
class Unclear:
    """A name that no company has, or more than one, and the id that came with it."""

    name: str
    posted: str
    alike: tuple[Company, ...] = ()

    @property
    def sentence(self) -> str:
        name = Truncator(one_line(self.name)).chars(QUOTED)
        if self.alike:
            return gettext("Several companies are called %s. Choose the one you mean.") % name
        return gettext("No company is called %s. Choose one from the list, or create it first.") % name


class CompanyInput(forms.TextInput):
    """A text field with suggestions below it. What it reads is an id, or why there is none."""

    def __init__(self, account: Account) -> None:
        super().__init__(
            {"placeholder": _("Search name or domain"), "autocomplete": "off", "spellcheck": "false", "dir": "auto"}
        )
        self.account = account
        self.known: dict[tuple[str, str], str | Unclear] = {}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:  # noqa: ANN401
        posted, typed = data.get(name), data.get(name + BESIDE)
        if typed is None:
            return posted
        key = (str(posted or ""), str(typed))
        if key not in self.known:  # a form reads its fields several times
            self.known[key] = self.meant(*key)
        return self.known[key]

    def meant(self, posted: str, typed: str) -> str | Unclear:
        """The id of the one that is called so, "" where nothing is typed."""
        name, kept = one_line(typed), self.of(posted)
        if not name:
            return ""
        if kept and is_called(kept, name):
            return str(kept.pk)
        found = called(self.account, name)
        return str(found[0].pk) if len(found) == 1 else Unclear(typed, posted, tuple(found))

    def of(self, posted: str) -> Company | None:
        pk = ids.read(posted)
        return Company.objects.filter(account=self.account, pk=pk).first() if pk else None

    def render(
        self,
        name: str,
        value: Any,  # noqa: ANN401
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ANN401
    ) -> SafeString:
        unclear = value if isinstance(value, Unclear) else None
        company = None if unclear or not value else self.of(str(value))
        text = unclear.name if unclear else company and company.name
        context = {
            "input": super().render(name + BESIDE, text, attrs, renderer),
            "id": (attrs or {}).get("id", name),
            "name": name,
            "chosen": unclear.posted if unclear else company and company.pk,
            "alike": unclear.alike if unclear else (),
            "url": reverse("company_choices", args=[self.account.slug]),
        }
        return mark_safe(render_to_string("contacts/choosing/_input.html", context))  # noqa: S308 (of a template)


class CompanyField(forms.ModelChoiceField):  # type: ignore[type-arg]  # as Django has it
    """A company of the account, or none."""

    def __init__(self, account: Account) -> None:
        rows = Company.objects.filter(account=account)
        super().__init__(rows, label=_("Company"), required=False, widget=CompanyInput(account))

    def to_python(self, value: Any) -> Company | None:  # noqa: ANN401
        if isinstance(value, Unclear):
            raise ValidationError(value.sentence, code="unclear")
        found: Company | None = super().to_python(value)
        return found
