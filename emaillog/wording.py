"""One sentence for each rule that may have fired for a mail."""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from emaillog.mentioned import Fact, Mentioned
from emaillog.models import KnownBy


def _route(fact: Fact, _names: Mentioned) -> SafeString:
    if fact["rule"] == "route_bcc":
        return conditional_escape(_("It was sent with the BCC address on BCC."))
    where = {
        "attachment": _("It was forwarded as an attachment to the forwarding address."),
        "html": _("It was forwarded to the forwarding address, and read out of the text of the forward."),
        "text": _("It was forwarded to the forwarding address, and read out of the text of the forward."),
        "redirect": _("It was redirected to the forwarding address as it came."),
    }
    return conditional_escape(where.get(fact.get("found_in", ""), _("It was sent to the forwarding address.")))


def _logger(fact: Fact, names: Mentioned) -> SafeString:
    address = format_html("<bdi>{}</bdi>", fact.get("address", ""))
    user = names.user(fact["user"])
    if fact.get("team"):
        return format_html(
            _("It came from {address}, an address of the team {team}."), address=address, team=names.team(fact["team"])
        )
    if fact.get("shared_with"):
        others = format_html_join(", ", "<b>{}</b>", ((name,) for name in fact["shared_with"]))
        at_random = _("It came from {address}. That address is shared with {others}: {user} was chosen at random.")
        return format_html(at_random, address=address, user=user, others=others)
    words = {
        "login": _("It came from {address}, the login address of {user}."),
        "registered": _("It came from {address}, an address that {user} registered and verified."),
    }
    return format_html(words.get(fact.get("how", ""), _("It was logged for {user}.")), address=address, user=user)


def _direction(fact: Fact, _names: Mentioned) -> SafeString:
    if fact["rule"] == "direction_incoming":
        return conditional_escape(_("It counts as received: nobody of this account wrote it."))
    return conditional_escape(_("It counts as sent: somebody of this account wrote it."))


def _decided(fact: Fact, names: Mentioned) -> SafeString:
    return format_html(_("{user} decided by hand that it be logged."), user=names.user(fact["user"]))


def _contact(fact: Fact, names: Mentioned) -> SafeString:
    if not fact.get("address"):
        return format_html(_("{contact} was chosen by hand."), contact=names.contact(fact["contact"]))
    words = {
        "contact_matched": _("{contact} has the address {address}."),
        "contact_created": _("{contact} was created: nobody had the address {address}."),
    }[fact["rule"]]
    return format_html(words, contact=names.contact(fact["contact"]), address=_address(fact))


def _later(fact: Fact, names: Mentioned) -> SafeString:
    words = _("{contact} became a contact later; {user} put the mail there.")
    return format_html(words, contact=names.contact(fact["contact"]), user=names.user(fact["user"]))


def _company(fact: Fact, names: Mentioned) -> SafeString:
    company = names.company(fact["company"])
    if fact["rule"] == "company_created":
        words = _("{company} was created: no company had the domain {domain}.")
        return format_html(words, company=company, domain=format_html("<bdi>{}</bdi>", fact["domain"]))
    words = _("{company} is the company of {contact}.")
    return format_html(words, company=company, contact=names.contact(fact["contact"]))


def _deal(fact: Fact, names: Mentioned) -> SafeString:
    most = fact.get("most")
    words = (
        ngettext(
            "{deal} was the most recently opened open deal of {contact}.",
            "{deal} was one of the {most} most recently opened open deals of {contact}.",
            most,
        )
        if most
        else _("{deal} was an open deal of {contact}.")
    )
    return format_html(words, deal=names.deal(fact["deal"]), contact=names.contact(fact["contact"]), most=most)


def _left_out(fact: Fact, _names: Mentioned) -> SafeString:
    return format_html("{} – {}", _address(fact), LEFT_OUT.get(fact["because"], ""))


def _by_hand(fact: Fact, names: Mentioned) -> SafeString:
    if fact.get("contact"):
        record = names.contact(fact["contact"])
    else:
        record = names.company(fact["company"]) if fact.get("company") else names.deal(fact["deal"])
    words = {"added": _("{record} was added by {user}."), "taken_away": _("{record} was taken away by {user}.")}
    return format_html(words[fact["rule"]], record=record, user=names.user(fact["user"]))


def _again(fact: Fact, names: Mentioned) -> SafeString:
    words = {
        "forward": _("Forwarded by {who} on {day}: {known}."),
        "bcc": _("Sent with the BCC address by {who} on {day}: {known}."),
    }.get(fact["route"], _("Sent by {who} on {day}: {known}."))
    who = names.team(fact["team"]) if fact.get("team") else names.user(fact["user"])
    known = KnownBy(fact["by"] or KnownBy.COPY).label
    return format_html(words, who=who, day=date_format(localtime(fact["at"]), "DATETIME_FORMAT"), known=known)


def _address(fact: Fact) -> SafeString:
    return format_html("<bdi>{}</bdi>", fact["address"])


LEFT_OUT = {
    "copy": gettext_lazy("on To or Cc of a received mail: such people are not made contacts"),
    "limit": gettext_lazy("the mail would have made too many new contacts"),
    "automatic": gettext_lazy("automatic and list mail makes no contacts"),
    "never": gettext_lazy("on a never-log list"),
    "gone": gettext_lazy("the contact was deleted"),
    "own": gettext_lazy("of this account, or of an internal domain"),
    "logging_address": gettext_lazy("a logging address"),
    "chosen": gettext_lazy("another contact was chosen by hand"),
}
SENTENCES: dict[str, Callable[[Fact, Mentioned], SafeString]] = {
    "route_bcc": _route,
    "route_forward": _route,
    "decided": _decided,
    "logger": _logger,
    "direction_incoming": _direction,
    "direction_outgoing": _direction,
    "contact_matched": _contact,
    "contact_created": _contact,
    "contact_later": _later,
    "company_created": _company,
    "company": _company,
    "deal": _deal,
    "left_out": _left_out,
    "added": _by_hand,
    "taken_away": _by_hand,
    "again": _again,
}
