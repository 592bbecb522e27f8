"""The form of Settings > Rules."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from contacts.domains import is_free_mail
from contacts.forms.companies import mail_domain
from contacts.forms.lines import WRONG_DOMAIN, LinesField
from crm.versions import NewestForm
from emaillog.models import LoggingRules, SenderPolicy

MB = 2**20
ALL = "all"
MOST_MB = 150  # no larger message is accepted
MOST_DAYS = 3650
POLICIES: dict[str, tuple[str | Promise, str | Promise]] = {
    SenderPolicy.KNOWN_USER: (
        _("Known users (recommended)"),
        _("Mail from a registered address is logged, unless a check of its sender (DKIM, SPF, DMARC) has failed."),
    ),
    SenderPolicy.STRICT: (
        _("Strict"),
        _("Only mail whose sender is proven by DKIM, SPF or DMARC is logged; the rest waits for review."),
    ),
    SenderPolicy.OPEN: (
        _("Open"),
        _("Mail from a registered address is logged whatever the checks say; anybody can feign an address."),
    ),
}


def policies() -> list[tuple[str, SafeString]]:
    shown = '{}<span class="form-check-description">{}</span>'
    return [(policy, format_html(shown, name, sentence)) for policy, (name, sentence) in POLICIES.items()]


def limit(least: int, most: int, **words: Any) -> forms.IntegerField:  # noqa: ANN401
    return forms.IntegerField(min_value=least, max_value=most, **words)


class RulesForm(NewestForm):
    """How the account wants its mail logged."""

    deals = forms.ChoiceField(
        label=_("Deals"),
        help_text=_("How many of each contact's open deals show the mail, the most recently opened first."),
    )
    megabytes = limit(
        1,
        MOST_MB,
        label=_("Largest attachment (MB)"),
        help_text=_(
            "A larger file is left out; the mail itself is logged, and its sender is told. "
            "A mail that your provider turns away for its size never gets here, whatever this says."
        ),
    )
    no_company_domains = LinesField(
        label=_("No companies for"),
        required=False,
        normalise=mail_domain,
        wrong=WRONG_DOMAIN,
        most=500,
        help_text=_("Domains that make no company, one a line. Free mailers such as gmail.com never make one."),
    )
    internal_domains = LinesField(
        label=_("Internal domains"),
        required=False,
        normalise=mail_domain,
        wrong=WRONG_DOMAIN,
        most=500,
        help_text=_("Your own, one a line. Nobody with an address there, or below it, becomes a contact."),
    )
    new_contacts_a_mail = limit(
        0,
        500,
        label=_("New contacts per mail"),
        help_text=_("Anybody beyond that is listed on the mail and can be added there."),
    )
    new_contacts_an_hour = limit(
        0,
        10_000,
        label=_("New contacts per hour"),
        help_text=_("From the mail of one user; it keeps a mailing to thousands out of your contacts."),
    )
    sender_policy = forms.ChoiceField(
        label=_("Check of the sender"), choices=policies, widget=forms.RadioSelect(attrs={"class": "form-check-input"})
    )
    grace_days = limit(
        0,
        365,
        label=_("Days of grace"),
        help_text=_("How long a logging address still works once it is replaced."),
    )
    days_kept_logged = limit(
        1, MOST_DAYS, label=_("Days after logging"), help_text=_("For mail that stands on the timelines.")
    )
    days_kept_others = limit(
        1,
        MOST_DAYS,
        label=_("Days for other mail"),
        help_text=_("For mail that was not logged, or was removed. What waits for review stays as long as it waits."),
    )

    class Meta:
        model = LoggingRules
        fields: ClassVar = [
            "creates_companies",
            "no_company_domains",
            "internal_domains",
            "new_contacts_a_mail",
            "new_contacts_an_hour",
            "sender_policy",
            "grace_days",
            "days_kept_logged",
            "days_kept_others",
        ]
        labels: ClassVar = {"creates_companies": _("Create companies")}
        help_texts: ClassVar = {
            "creates_companies": _("A new contact makes a company of its mail domain, where none has that domain yet.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        rules = self.instance
        number = rules.deals_to_link
        self.initial["deals"] = ALL if number is None else str(number)
        self.initial["megabytes"] = max(1, rules.attachment_limit // MB)
        deals = self.fields["deals"]
        assert isinstance(deals, forms.ChoiceField)  # noqa: S101
        deals.choices = deal_choices(number)

    def saved_now(self, bound: forms.BoundField) -> str:
        """Without the description that stands below each policy."""
        return str(POLICIES[bound.initial][0]) if bound.name == "sender_policy" else super().saved_now(bound)

    def clean_internal_domains(self) -> list[str]:
        found: list[str] = self.cleaned_data["internal_domains"]
        if public := [domain for domain in found if is_free_mail(domain)]:
            sentence = gettext("%s belongs to a mailer that everybody can use: its people would never become contacts.")
            raise ValidationError([sentence % domain for domain in public[:5]])
        return found

    def save(self, commit: bool = True) -> LoggingRules:  # noqa: FBT001, FBT002 (Django's own signature)
        chosen = self.cleaned_data["deals"]
        self.instance.deals_to_link = None if chosen == ALL else int(chosen)
        if "megabytes" in self.changed_data:  # else a limit that is no whole number of MB stays what it is
            self.instance.attachment_limit = self.cleaned_data["megabytes"] * MB
        rules: LoggingRules = super().save(commit)
        return rules


def deal_choices(current: int | None) -> list[tuple[str, str]]:
    numbers = sorted({1, 5} | ({current} if current else set()))
    words = [ngettext("The newest one", "The %(number)d newest", each) % {"number": each} for each in numbers]
    some = zip(map(str, numbers), words, strict=True)
    return [("0", gettext("None")), *some, (ALL, gettext("All that are open"))]
