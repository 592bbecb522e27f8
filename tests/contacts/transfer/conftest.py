"""Files on their way in, without the pages around them."""

from collections.abc import Callable
from io import BytesIO

import pytest

from contacts.importing import jobs, results, running
from contacts.models import Import


@pytest.fixture
def take_in(account, alice) -> Callable[..., Import]:
    """A file that Alice imports, through both rounds unless only the first is asked for."""

    def imported(content: str | bytes, kind: str = "contact", choice: str = "fill", **more) -> Import:
        raw = content.encode() if isinstance(content, str) else content
        job = jobs.start(account, alice, kind, more.get("name", "people.csv"), BytesIO(raw))
        assert jobs.check(job, more.get("mapping", job.mapping), choice)
        running.run(job.pk)
        job.refresh_from_db()
        if job.status == Import.Status.CHECKED and not more.get("is_trial"):
            assert jobs.go(job)
            running.run(job.pk)
            job.refresh_from_db()
        return job

    return imported


@pytest.fixture
def said() -> Callable[[Import], list[str]]:
    """The problems of an import, each with its row."""
    return lambda job: [f"{each.number}: {each.sentence}" for each in results.problems(job)]
