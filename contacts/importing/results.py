"""What became of the rows of a file: the problems to read on a page, and all rows to download."""

from collections.abc import Generator, Iterable, Iterator
from itertools import chain

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from contacts.away import AwayError
from contacts.exporting import cells
from contacts.importing import jobs, outcomes
from contacts.importing.dialects import Dialect
from contacts.importing.fields import fields_of
from contacts.importing.outcomes import Outcome
from contacts.importing.reading import Row, rows_of
from contacts.models import Import, ImportPart

MOST_PROBLEMS = 100  # on a page; the file has all


def is_trial(job: Import) -> bool:
    """Whether what is known is of the round that only looked."""
    return job.status in {Import.Status.CHECKING, Import.Status.CHECKED}


def problems(job: Import) -> list[Outcome]:
    """The first ones, in the order of the file."""
    found = [
        outcome
        for part in parts_of(job).filter(problems__gt=0)[:MOST_PROBLEMS]
        for outcome in outcomes.read(part.outcomes)
        if outcome.kind == outcomes.PROBLEM
    ]
    return found[:MOST_PROBLEMS]


def stream(job: Import, base_url: str) -> Iterator[bytes]:
    """The file again, each row with what became of it, why, and where its record is.

    That the file cannot be had is noticed here and not in the middle of an answer. Raises Http404, AwayError.
    """
    told = _told(job, base_url)
    try:
        first = next(told)
    except FileNotFoundError as missing:
        raise Http404("The file is no longer stored.") from missing
    except OSError as problem:
        raise AwayError(str(problem)) from problem
    return chain([first], told)


def _told(job: Import, base_url: str) -> Generator[bytes, None, None]:
    address = base_url + reverse(job.kind, args=[job.account.slug, 0]).removesuffix("0/")
    dialect, language = Dialect(**job.dialect), translation.get_language()
    with default_storage.open(job.blob, "rb") as file:
        with translation.override(language):
            headings = [*named_columns(job), _("Row"), _("Outcome"), _("Why"), _("Record")]
        yield cells.BOM.encode() + _lines([headings])
        rows = rows_of(file, dialect)
        for part in parts_of(job).iterator(1):
            found = outcomes.read(part.outcomes)
            with translation.override(language):
                told = [(_row_of(outcome, rows), outcome) for outcome in found]
                piece = _lines([*_filled(row, job), *_said(outcome, address)] for row, outcome in told)
            yield piece


def parts_of(job: Import) -> QuerySet[ImportPart]:
    """Those of the round that is shown, in the order of the file."""
    return job.parts.filter(account=job.account_id, is_trial=is_trial(job)).order_by("position")


def named_columns(job: Import) -> list[str]:
    """Their headings; where the file has none, what they were said to mean."""
    fields = fields_of(job.kind)
    named = [str(fields[key].label) if key else "" for key in job.mapping]
    return [heading or name for heading, name in zip(jobs.headings(job), named, strict=False)]


def _row_of(outcome: Outcome, rows: Iterator[Row]) -> list[str]:
    """The rows of the file up to the one that is meant."""
    return next((row.cells for row in rows if row.number == outcome.number), [])


def _filled(row: list[str], job: Import) -> list[str]:
    width = jobs.width(job)
    return [*row[:width], *[""] * (width - len(row))]


def _said(outcome: Outcome, address: str) -> list[str]:
    where = f"{address}{outcome.record}/" if outcome.record else ""
    return [str(outcome.number), outcome.word, outcome.sentence, where]


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    return cells.lines([cells.safe(cell) for cell in row] for row in rows)
