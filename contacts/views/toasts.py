"""What a part of a page says by a word in the corner, where a whole page would show its messages."""

import json
from collections.abc import Iterable

from django.http import HttpResponse


def toasted(response: HttpResponse, sentences: Iterable[object]) -> HttpResponse:
    """The answer with the sentences as htmx events, see static/js/toast.js."""
    said = " ".join(str(sentence) for sentence in sentences)
    if said:
        response["HX-Trigger"] = json.dumps({"toast": said})
    return response
