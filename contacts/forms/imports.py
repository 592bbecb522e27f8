"""The forms of an import: the file, and what its columns mean."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.importing import jobs
from contacts.importing.fields import fields_of
from contacts.models import Import

LARGEST = 50 * 2**20
KINDS: list[tuple[str, str | Promise]] = [
    ("contact", _("Contacts")),
    ("company", _("Companies")),
    ("deal", _("Deals")),
]
# Of each kind one of these columns there must be.
NEEDED = {"contact": {"email", "first_name", "last_name", "name"}, "company": {"company"}, "deal": {"deal"}}
NEEDS: dict[str, str | Promise] = {
    "contact": _("Say which column holds the names, or which the email addresses."),
    "company": _("Say which column holds the names of the companies."),
    "deal": _("Say which column holds the names of the deals."),
}


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is in the file"),
        choices=KINDS,
        initial="contact",
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV from any program, or address cards (.vcf) for contacts; up to 50 MB. You can drop it here."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.vcf,text/csv,text/vcard", "class": "file-drop"}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size and file.size > LARGEST:
            raise forms.ValidationError(_("The file has %s; up to 50 MB can be imported.") % filesizeformat(file.size))
        return file


class MappingForm(forms.Form):
    """What each column means, and what becomes of records that are there already."""

    choice = forms.ChoiceField(
        label=_("Records that are there already"),
        choices=Import.Choice,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        help_text=_("An empty cell never empties anything. New email addresses are added to those that are there."),
    )

    def __init__(self, job: Import, data: Any = None) -> None:  # noqa: ANN401
        super().__init__(data, initial={"choice": job.choice})
        self.job, self.known = job, fields_of(job.kind)
        choices = [("", gettext("Do not import")), *((key, field.label) for key, field in self.known.items())]
        for place, key in enumerate(job.mapping):
            self.fields[f"column_{place}"] = forms.ChoiceField(required=False, choices=choices, initial=key)
            self.fields[f"column_{place}"].label = gettext("Meaning of column %(number)s") % {"number": place + 1}

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Each column with its heading, what its first rows hold, and the choice of its meaning."""
        headings, rows = jobs.headings(self.job), jobs.samples(self.job)
        return [
            {
                "number": place + 1,
                "heading": headings[place],
                "samples": [row[place] for row in rows],
                "field": self[f"column_{place}"],
            }
            for place in range(len(self.job.mapping))
        ]

    @property
    def mapping(self) -> list[str]:
        return [self.cleaned_data.get(f"column_{place}", "") for place in range(len(self.job.mapping))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        used = [key for key in self.mapping if key]
        for key in dict.fromkeys(used):
            if used.count(key) > 1 and not self.known[key].is_list:
                sentence = gettext("Two columns are said to mean “%(field)s”: choose one.")
                self.add_error(None, sentence % {"field": self.known[key].label})
        if not NEEDED[self.job.kind] & set(used):
            self.add_error(None, str(NEEDS[self.job.kind]))
        return cleaned
