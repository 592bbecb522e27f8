"""The pages that docs/screenshots shows, found in a loaded sample account."""

from dataclasses import dataclass
from io import BytesIO

import django
from django.urls import reverse

django.setup()

from contacts.importing import jobs  # noqa: E402 (after the setup)
from contacts.models import Company, Contact, Deal  # noqa: E402
from crm.models import Account, Role, User  # noqa: E402
from emaillog.models import Attachment, InboundMessage, LoggedEmail  # noqa: E402

TITLES = {
    "sign-in": "Sign in",
    "home": "Home: my day, the team's mail, the pipeline",
    "contacts": "Contacts",
    "contact": "A contact with the timeline",
    "mail-opened": "A mail, opened in place",
    "contact-new": "A new contact",
    "duplicates": "Contacts that are probably the same",
    "merge": "Two contacts that become one",
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
    "api-tokens": "Settings: API tokens",
    "bounced-attachments": "Settings: bounced attachments",
    "addresses": "Settings: my mail addresses",
    "account": "Settings: account",
    "never-log": "Settings: never log",
    "rules": "Settings: rules",
    "pipelines": "Settings: pipelines",
    "import-export": "Settings: import and export",
    "import": "An import: what the columns mean",
    "import-checked": "An import, looked through before it is written",
    "users": "Settings: users",
    "teams": "Settings: teams",
    "audit": "Settings: audit log",
    "profile": "Settings: profile",
}
FAIR = """Full name,E-mail,Company,Position,Telephone,Stage
Ingrid Solberg,ingrid.solberg@nordlys.example,Nordlys Seafood,Head of Logistics,+47 22 12 34 56,Lead
Mateus Ferreira,mateus@portodouro.example,Porto Douro Cork,Compras,+351 22 555 0142,Lead
Yuki Tanabe,yuki.tanabe@copperline.example,Copperline Logistics,Automation Lead,+1 312 555 0181,Prospect
Hollis Grange,hollis.grange,Grange & Daughters,Owner,+44 1632 960 118,Lead
Amara Diallo,amara.diallo@soleil-textiles.example,Soleil Textiles,Directrice,+33 4 65 71 00 18,Lead
"""


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
    found |= imports(account)
    return {name: found[name] for name in TITLES}


def plain(account: Account) -> dict[str, str]:
    names = {"home": "account", "board": "deals_board", "mail-log": "mail", "needs-review": "mail"}
    same = ("contacts", "companies", "deals", "tasks", "search", "rules", "pipelines", "users", "teams", "profile")
    names |= {name: name for name in same}
    names |= {"email-integrations": "email_integrations", "bounced-attachments": "bounced_attachments"}
    names |= {"contact-new": "contact_new", "duplicates": "contact_duplicates", "import-export": "import_export"}
    names |= {"api-tokens": "api_tokens", "account": "account_settings"}
    names |= {"addresses": "mail_addresses", "never-log": "never_log", "audit": "audit_log"}
    more = {"search": "?q=glasshouse", "mail-log": "?outcome=all"}
    return {page: reverse(name, args=[account.slug]) + more.get(page, "") for page, name in names.items()}


def records(account: Account) -> dict[str, Sight]:
    tessa = Contact.objects.get(account=account, first_name="Tessa")
    company = Company.objects.get(account=account, name__startswith="Copperline")
    deal = Deal.objects.get(account=account, name__startswith="Joliet, first")
    yuki, again = Contact.objects.filter(account=account, first_name="Yuki").order_by("pk")
    return {
        "contact": Sight(tessa.get_absolute_url()),
        "mail-opened": Sight(tessa.get_absolute_url(), (".mail-summary",)),
        "company": Sight(company.get_absolute_url()),
        "deal": Sight(deal.get_absolute_url()),
        "merge": Sight(f"{reverse('contact_merge', args=[account.slug, yuki.pk])}?with={again.pk}"),
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


def imports(account: Account) -> dict[str, Sight]:
    """The list of people that somebody brought home from a fair, at two of its steps."""
    admin = account.memberships.filter(role=Role.ADMIN).earliest("pk").user
    ready, checked = (jobs.start(account, admin, "contact", "fair.csv", BytesIO(FAIR.encode())) for _step in range(2))
    jobs.check(checked, checked.mapping, checked.choice)
    found = {"import": ready, "import-checked": checked}
    return {name: Sight(reverse("import", args=[account.slug, job.pk])) for name, job in found.items()}
