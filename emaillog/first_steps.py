"""What it takes until mail is logged, and how far this account and this user have come."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from contacts.templatetags.moments import moment
from crm import pulse
from crm.models import Account, User
from emaillog import exchangers
from emaillog.models import InboundMessage, Route, Status
from emaillog.templatetags.mail import door_name

ONLY_HERE = (".localhost", ".local", ".invalid", ".internal")  # domains that no mail server in the world can find


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    is_done: bool


def first_steps(account: Account, user: User) -> list[Step]:
    mine = InboundMessage.objects.filter(account=account, logger=user)
    logged = mine.filter(status__in=(Status.LOGGED, Status.DUPLICATE))
    return [
        domain(),
        receiver(account),
        sender(user, is_done=mine.exists()),
        Step(
            _("Your first mail is logged"),
            _("Write to a customer and put the BCC address on BCC."),
            logged.exists(),
        ),
        Step(
            _("You have forwarded a reply"),
            _("Forward a customer's mail to the forwarding address."),
            logged.filter(route=Route.FORWARD).exists(),
        ),
    ]


def domain() -> Step:
    name, hosts = settings.INBOUND_DOMAIN, exchangers.known()
    if name.endswith(ONLY_HERE):
        why = _("Mail from outside cannot reach %(domain)s: whoever runs this installation sets INBOUND_DOMAIN.")
        return Step(_("A mail domain is set"), why % {"domain": name}, is_done=False)
    if hosts == []:
        why = _("No mail from outside finds us: the DNS has no MX record for %(domain)s. Whoever runs it adds one.")
        return Step(_("A mail domain is set"), why % {"domain": name}, is_done=False)
    words = _("%(domain)s, its mail goes to %(hosts)s.") % {"domain": name, "hosts": ", ".join(hosts or ())}
    return Step(_("A mail domain is set"), words if hosts else name, is_done=True)


def receiver(account: Account) -> Step:
    """Whether mail comes in and is worked on; a door cannot be asked, but its last mail tells."""
    title = _("Mail comes in")
    if not pulse.is_felt():
        return Step(title, _("No worker is running: mail is kept, but waits to be processed."), is_done=False)
    last = InboundMessage.objects.filter(account=account).order_by("-received_at", "-id").first()
    if last is None:
        return Step(
            title,
            _("Nothing has come in yet. Test one of the two addresses: Settings > Integrations > Email integrations."),
            is_done=False,
        )
    came = {"when": moment(last.received_at), "door": door_name(last.door)}
    return Step(title, _("The last one %(when)s, by %(door)s.") % came, is_done=True)


def sender(user: User, *, is_done: bool) -> Step:
    text = _("Send from %(email)s, or from another one that you add to your mail addresses.") % {"email": user.email}
    return Step(_("Your sender address is recognised"), text, is_done)
