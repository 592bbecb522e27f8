"""Addresses of what is done on timelines: writing, changing entries, tasks."""

from django.urls import URLPattern, path

from contacts.models import Company, Contact, Deal
from contacts.views import entries, fields, newer, tasks, writing
from contacts.views.composer import TABS

RECORDS = (("contacts", "contact", Contact), ("companies", "company", Company), ("deals", "deal", Deal))

pages: list[URLPattern] = [
    *(
        path(f"{plural}/<int:pk>/{tab}s/", writing.write, {"model": model, "tab": tab}, name=f"{kind}_{tab}s")
        for plural, kind, model in RECORDS
        for tab in TABS
    ),
    *(
        path(f"{plural}/<int:pk>/newer/", newer.newer, {"model": model}, name=f"{kind}_newer")
        for plural, kind, model in RECORDS
    ),
    *(
        path(f"{plural}/<int:pk>/field/", fields.field, {"model": model}, name=f"{kind}_field")
        for plural, kind, model in RECORDS
    ),
    path("entries/<int:pk>/", entries.entry, name="entry"),
    path("entries/<int:pk>/edit/", entries.edit, name="entry_edit"),
    path("entries/<int:pk>/delete/", entries.delete, name="entry_delete"),
    path("entries/deleted/<int:pk>/restore/", entries.restore, name="entry_restore"),
    path("entries/<int:pk>/pin/", entries.pin, name="entry_pin"),
    path("tasks/", tasks.my_tasks, name="tasks"),
    path("tasks/<int:pk>/edit/", tasks.edit, name="task_edit"),
    path("tasks/<int:pk>/done/", tasks.check, name="task_done"),
]
