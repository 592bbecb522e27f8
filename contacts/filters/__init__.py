"""What lists are narrowed to, as their addresses say it."""

from contacts.filters.companies import CompanyFilters
from contacts.filters.deals import DealFilters
from contacts.filters.form import Chip, Filters
from contacts.filters.people import ContactFilters

__all__ = ["Chip", "CompanyFilters", "ContactFilters", "DealFilters", "Filters"]
