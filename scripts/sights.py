"""The pages that docs/screenshots shows, found in a loaded sample account."""

from dataclasses import dataclass

import django
from django.urls import reverse

django.setup()

from contacts.models import Company, Contact, Deal  # noqa: E402 (after the setup)
from crm.models import Account, User  # noqa: E402
from emaillog.models import Attachment, InboundMessage, LoggedEmail  # noqa: E402

TITLES = {
    "sign-in": "Sign in",
    "home": "Home: my day, the team's mail, the pipeline",
    "contacts": "Contacts",
    "contact": "A contact with the timeline",
    "mail-opened": "A mail, opened in place",
    "companies": "Companies",
    "company": "A company",
    "deals": "Deals",
    "board": "Deals as a board",
    "deal": "A deal",
    "tasks": "Tasks",
    "search": "Search",
    "mail-log": "Mail: what was sent to the two addresses",
    "needs-review": "Mail: needs review",
    "review": "A mail that needs review",
    "email": "A logged mail on its own page",
    "why": "Why is this here?",
    "files": "The files of a company",
    "file": "A file, seen before it is opened",
    "email-integrations": "Settings: email integrations",
    "bounced-attachments": "Settings: bounced attachments",
    "addresses": "Settings: my mail addresses",
    "never-log": "Settings: never log",
    "rules": "Settings: rules",
    "pipelines": "Settings: pipelines",
    "users": "Settings: users",
    "teams": "Settings: teams",
    "audit": "Settings: audit log",
    "profile": "Settings: profile",
}


@dataclass(frozen=True)
class Sight:
    """One page; `steps` are clicked where they can be seen."""

    path: str
    steps: tuple[str, ...] = ()
    is_inside: bool = True


def all_of(email: str) -> dict[str, Sight]:
    """Every page by its name, in the account of whoever has this address."""
    account = User.objects.get(email=email).memberships.select_related("account").earliest("pk").account
    found = {name: Sight(path) for name, path in plain(account).items()} | records(account) | mails(account)
    found["sign-in"] = Sight(reverse("account_login"), is_inside=False)
    return {name: found[name] for name in TITLES}


def plain(account: Account) -> dict[str, str]:
    names = {"home": "account", "board": "deals_board", "mail-log": "mail", "needs-review": "mail"}
    same = ("contacts", "companies", "deals", "tasks", "search", "rules", "pipelines", "users", "teams", "profile")
    names |= {name: name for name in same}
    names |= {"email-integrations": "email_integrations", "bounced-attachments": "bounced_attachments"}
    names |= {"addresses": "mail_addresses", "never-log": "never_log", "audit": "audit_log"}
    more = {"search": "?q=glasshouse", "mail-log": "?outcome=all"}
    return {page: reverse(name, args=[account.slug]) + more.get(page, "") for page, name in names.items()}


def records(account: Account) -> dict[str, Sight]:
    tessa = Contact.objects.get(account=account, first_name="Tessa")
    company = Company.objects.get(account=account, name__startswith="Copperline")
    deal = Deal.objects.get(account=account, name__startswith="Joliet, first")
    return {
        "contact": Sight(tessa.get_absolute_url()),
        "mail-opened": Sight(tessa.get_absolute_url(), (".mail-summary",)),
        "company": Sight(company.get_absolute_url()),
        "deal": Sight(deal.get_absolute_url()),
        "files": Sight(reverse("company_files", args=[account.slug, company.pk])),
    }


def mails(account: Account) -> dict[str, Sight]:
    email = LoggedEmail.objects.filter(account=account, subject__startswith="What we measured in glass").earliest("pk")
    waiting = InboundMessage.objects.filter(account=account, in_review=True).latest("pk")
    offer = Attachment.objects.filter(account=account, name__startswith="Offer FR-2291").earliest("pk")
    return {
        "email": Sight(reverse("email", args=[account.slug, email.pk])),
        "why": Sight(reverse("email_why", args=[account.slug, email.pk])),
        "review": Sight(reverse("delivery", args=[account.slug, waiting.pk])),
        "file": Sight(reverse("file", args=[account.slug, offer.pk])),
    }
