"""Addresses of merging contacts and companies."""

from django.urls import URLPattern, path

from contacts.models import Company, Contact
from contacts.views import duplicates, merging

RECORDS = (("contacts", "contact", Contact), ("companies", "company", Company))

pages: list[URLPattern] = [
    *(
        path(f"{plural}/duplicates/", duplicates.duplicates, {"model": model}, name=f"{kind}_duplicates")
        for plural, kind, model in RECORDS
    ),
    *(
        path(f"{plural}/<int:pk>/merge/", merging.merge_with, {"model": model}, name=f"{kind}_merge")
        for plural, kind, model in RECORDS
    ),
    *(
        path(f"{plural}/<int:pk>/not-the-same/", merging.tell_apart, {"model": model}, name=f"{kind}_tell_apart")
        for plural, kind, model in RECORDS
    ),
    path("merge/", merging.merge_selected, name="merge_selected"),
]
