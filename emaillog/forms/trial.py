"""The form of "Try a message"."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from emaillog.models import Route

LARGEST = 40 * 2**20


class TrialForm(forms.Form):
    """Takes the bytes as they are: what they mean is for a worker to read."""

    file = forms.FileField(
        label=_("The mail as a file"),
        help_text=_("Save it from your mail program as .eml, up to 40 MB. You can drop it here."),
        widget=forms.FileInput(attrs={"accept": ".eml,.txt,message/rfc822", "class": "file-drop"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file is empty: save the mail once more."),
        },
    )
    route = forms.ChoiceField(
        choices=Route,
        initial=Route.BCC,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        label=_("As if sent to"),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size and file.size > LARGEST:
            raise forms.ValidationError(_("The file has %s; up to 40 MB can be tried.") % filesizeformat(file.size))
        return file
