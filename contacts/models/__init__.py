from contacts.models.company import Company, CompanyDomain
from contacts.models.contact import Contact, ContactEmail, Origin
from contacts.models.deal import Deal, DealContact, Stage
from contacts.models.timeline import TimelineEntry, TimelineLink, shown_to

__all__ = [
    "Company",
    "CompanyDomain",
    "Contact",
    "ContactEmail",
    "Deal",
    "DealContact",
    "Origin",
    "Stage",
    "TimelineEntry",
    "TimelineLink",
    "shown_to",
]
