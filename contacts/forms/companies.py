from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.addresses import ascii_domain
from contacts.forms.lines import WRONG_DOMAIN, LinesField
from contacts.forms.record import RecordForm
from contacts.models import Company, CompanyDomain
from crm.models import Account


def mail_domain(line: str) -> str:
    """The domain of whatever was pasted, such as `@example.com` or `https://www.example.com/about`."""
    host = line.strip().lower().partition("://")[2] or line.strip().lower()
    domain = ascii_domain(host.rpartition("@")[2].partition("/")[0].removeprefix("www."))
    return domain if "." in domain else ""


class CompanyForm(RecordForm[Company]):
    """A company with its mail domains."""

    domains = LinesField(
        label=_("Domains"),
        required=False,
        normalise=mail_domain,
        wrong=WRONG_DOMAIN,
        help_text=_("One a line. New contacts with an address there belong to this company."),
    )

    class Meta:
        model = Company
        fields: ClassVar = ["name", "phone", "owner"]

    field_order = ("name", "domains", "phone", "owner")

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(account, *args, **kwargs)
        if self.instance.pk:
            self.initial["domains"] = self.instance.domain_names

    def clean_domains(self) -> list[str]:
        domains: list[str] = self.cleaned_data["domains"]
        taken = CompanyDomain.objects.filter(account=self.account, domain__in=domains)
        for row in taken.exclude(company=self.instance.pk).select_related("company"):
            page = reverse("company", args=[self.account.slug, row.company_id])
            other = format_html('<a href="{}">{}</a>', page, row.company.name)
            sentence = format_html(gettext("{} is already a domain of {}."), row.domain, other)
            self.add_error("domains", ValidationError(sentence, code="taken"))
        return domains

    def write(self) -> None:
        super().write()
        self.instance.replace_domains(self.cleaned_data["domains"])
