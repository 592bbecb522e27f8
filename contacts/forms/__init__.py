from contacts.forms.activities import CallForm, MeetingForm, NoteForm
from contacts.forms.companies import CompanyForm
from contacts.forms.deals import DealForm, StageForm
from contacts.forms.people import ContactForm
from contacts.forms.tasks import TaskForm

__all__ = ["CallForm", "CompanyForm", "ContactForm", "DealForm", "MeetingForm", "NoteForm", "StageForm", "TaskForm"]
