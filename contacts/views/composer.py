"""The composer on top of a timeline: which form it shows, and on what its entry can stand besides."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.forms import CallForm, MeetingForm, NoteForm, TaskForm
from contacts.forms.activities import AlsoForm
from contacts.models import Company, TimelineEntry
from contacts.related import Related
from contacts.timeline import Record, name_of
from crm import ids, once
from crm.middleware import AccountRequest

TABS: dict[str, tuple[str | Promise, str]] = {
    "note": (_("Note"), "note"),
    "call": (_("Call"), "phone"),
    "meeting": (_("Meeting"), "calendar-event"),
    "task": (_("Task"), "list-check"),
}
FORMS: dict[str, type[AlsoForm]] = {"note": NoteForm, "call": CallForm, "meeting": MeetingForm}


@dataclass(frozen=True)
class Composer:
    """`about` is the entry that a note is on, which makes it stand where that one stands.

    Until somebody wants to write it is one line, where scripts run that can open it.
    """

    tab: str
    form: AlsoForm
    url: str
    once: str  # so that what is sent twice is written once
    about: TimelineEntry | None = None
    is_open: bool = False

    @classmethod
    def asked(cls, request: AccountRequest, record: Record, related: Related) -> "Composer":
        """The one that the address names by `?compose=`, with an empty form."""
        tab = request.GET.get("compose", "")
        return cls.of(request, record, related, tab if tab in TABS else "note")

    @classmethod
    def of(
        cls, request: AccountRequest, record: Record, related: Related, tab: str, data: QueryDict | None = None
    ) -> "Composer":
        url = reverse(f"{name_of(record)}_{tab}s", args=[request.account.slug, record.pk])
        about = found_about(request, (data or request.GET).get("about", "")) if tab == "note" else None
        is_open = bool(data) or "compose" in request.GET
        form = form_for(request, record, related, tab, data)
        return cls(tab, form, url, once.token_of(data), about, is_open)

    @property
    def tabs(self) -> list[tuple[str, str | Promise, str]]:
        return [(key, label, icon) for key, (label, icon) in TABS.items()]


def form_for(request: AccountRequest, record: Record, related: Related, tab: str, data: QueryDict | None) -> AlsoForm:
    options: dict[str, Any] = {"also": related.others, "auto_id": "write_%s"}
    if tab == "task":
        return TaskForm(request.account, data, initial={"assignee": request.user}, **options)
    now = timezone.localtime().replace(second=0, microsecond=0)
    with_ = "" if isinstance(record, Company) else ", ".join(map(str, related.shown_people)) or str(record)
    return FORMS[tab](data, initial={"at": now if tab != "note" else None, "with_": with_}, **options)


def found_about(request: AccountRequest, pk: str) -> TimelineEntry | None:
    number = ids.read(pk)
    if not number:
        return None
    return TimelineEntry.objects.filter(account=request.account, pk=number).seen_by(request.user).first()
