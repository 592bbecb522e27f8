from contacts.models.bulk import BulkAction
from contacts.models.company import Company, CompanyDomain
from contacts.models.contact import Contact, ContactEmail, Lifecycle, Origin
from contacts.models.deal import Deal, DealContact, Stage
from contacts.models.merged import MergedRecord
from contacts.models.pipeline import Pipeline, PipelineStage
from contacts.models.seen import shown_to
from contacts.models.task import Task
from contacts.models.timeline import TimelineEntry, TimelineLink
from contacts.models.transfer import Import, ImportPart
from contacts.models.view import SavedView

__all__ = [
    "BulkAction",
    "Company",
    "CompanyDomain",
    "Contact",
    "ContactEmail",
    "Deal",
    "DealContact",
    "Import",
    "ImportPart",
    "Lifecycle",
    "MergedRecord",
    "Origin",
    "Pipeline",
    "PipelineStage",
    "SavedView",
    "Stage",
    "Task",
    "TimelineEntry",
    "TimelineLink",
    "shown_to",
]
