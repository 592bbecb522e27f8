"""Makes records by the forms of the pages, so that each rule is written once; their refusals become problems."""

from html import unescape

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.html import strip_tags

from contacts.forms.record import RecordForm, Row
from crm.problems import FieldProblem, Problem


def created(form: RecordForm[Row], **names: str) -> Row:
    """The saved record. `names` says how the API calls a field of the form, where it has another name.

    Raises Problem: 409 when all that is wrong is that another record has the value, else 422.
    """
    if form.is_valid() and form.saved():
        return form.instance
    names[NON_FIELD_ERRORS] = "body"
    found = [(names.get(field, field), error) for field, errors in form.errors.as_data().items() for error in errors]
    problems = [
        # The page's sentences link the other record.
        FieldProblem(field=field, detail=unescape(strip_tags(error.messages[0])))
        for field, error in found
    ]
    if all(error.code == "taken" for _field, error in found):
        raise Problem.conflict(problems)
    raise Problem.of_fields(problems)
