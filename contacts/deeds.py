"""What the audit log says of deeds with records."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "bulk.owner": _("%(user)s made %(about)s the owner of %(count)s records."),
    "bulk.lifecycle": _("%(user)s set the lifecycle of %(count)s contacts to %(about)s."),
    "bulk.stage": _("%(user)s moved %(count)s deals to %(about)s."),
    "bulk.delete": _("%(user)s deleted %(count)s records."),
    "bulk.undo": _("%(user)s took back a change of %(count)s records."),
    "records.deleted_contact": _("%(user)s deleted the contact %(about)s."),
    "records.deleted_company": _("%(user)s deleted the company %(about)s."),
    "records.deleted_deal": _("%(user)s deleted the deal %(about)s."),
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
    "exports": _("Exports"),
    "pipelines": _("Pipelines"),
}
