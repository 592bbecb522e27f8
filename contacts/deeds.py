"""What the audit log says of deeds with records."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm.audit import Sentence

SENTENCES: dict[str, Sentence] = {
    "bulk.owner": lambda count: ngettext(
        "%(user)s made %(about)s the owner of %(count)s record.",
        "%(user)s made %(about)s the owner of %(count)s records.",
        count,
    ),
    "bulk.lifecycle": lambda count: ngettext(
        "%(user)s set the lifecycle of %(count)s contact to %(about)s.",
        "%(user)s set the lifecycle of %(count)s contacts to %(about)s.",
        count,
    ),
    "bulk.stage": lambda count: ngettext(
        "%(user)s moved %(count)s deal to %(about)s.", "%(user)s moved %(count)s deals to %(about)s.", count
    ),
    "bulk.delete": lambda count: ngettext(
        "%(user)s deleted %(count)s record.", "%(user)s deleted %(count)s records.", count
    ),
    "bulk.undo": lambda count: ngettext(
        "%(user)s took back a change of %(count)s record.", "%(user)s took back a change of %(count)s records.", count
    ),
    "records.deleted_contact": _("%(user)s deleted the contact %(about)s."),
    "records.deleted_company": _("%(user)s deleted the company %(about)s."),
    "records.deleted_deal": _("%(user)s deleted the deal %(about)s."),
    "merged.contact": _(
        "%(user)s merged the contact %(about)s into %(into)s. Moved: entries %(entries)s, addresses %(addresses)s,"
        " deals %(deals)s."
    ),
    "merged.company": _(
        "%(user)s merged the company %(about)s into %(into)s. Moved: entries %(entries)s, domains %(domains)s,"
        " people %(people)s, deals %(deals)s."
    ),
    "imports.contact": _("%(user)s imported contacts from %(about)s: %(new)s new, %(updated)s updated."),
    "imports.company": _("%(user)s imported companies from %(about)s: %(new)s new, %(updated)s updated."),
    "imports.deal": _("%(user)s imported deals from %(about)s: %(new)s new, %(updated)s updated."),
    "exports.contacts": _("%(user)s exported contacts as CSV."),
    "exports.companies": _("%(user)s exported companies as CSV."),
    "exports.deals": _("%(user)s exported deals as CSV."),
    "pipelines.made": _("%(user)s made the pipeline %(about)s."),
    "pipelines.changed": _("%(user)s changed the pipeline %(about)s."),
    "pipelines.deleted": _("%(user)s deleted the pipeline %(about)s."),
}
GROUPS: dict[str, str | Promise] = {
    "bulk": _("Many records at once"),
    "records": _("Deleted records"),
    "merged": _("Merged records"),
    "imports": _("Imports"),
    "exports": _("Exports"),
    "pipelines": _("Pipelines"),
}
