from contacts.forms.companies import CompanyForm
from contacts.forms.deals import DealForm, StageForm
from contacts.forms.notes import NoteForm
from contacts.forms.people import ContactForm

__all__ = ["CompanyForm", "ContactForm", "DealForm", "NoteForm", "StageForm"]
