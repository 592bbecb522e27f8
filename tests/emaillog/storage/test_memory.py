"""A file that is kept costs the worker as little as one that is left out, on files and in a bucket."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.emaillog.limits.letters import MB, File
from tests.emaillog.limits.test_memory import FEW, PEOPLE, Peak, place, send, settled  # noqa: F401 (a fixture)
from tests.webhooks.conftest import s3_url  # noqa: F401 (a fixture)
from tests.whole.installation import until

pytestmark = [pytest.mark.timeout(300)]

FILES = [File(f"film-{number}.mp4", 30 * MB - number) for number in range(8)]


def test_eight_files_of_30_mb_at_once_are_all_kept(place):  # noqa: F811
    before, receiver, worker = settled(place), Peak(place.receiver), Peak(place.worker)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: send(place, PEOPLE[number], FILES[number]), range(8)))
    until(lambda: settled(place) == before + 8, 120)
    kept = "SELECT count(DISTINCT blob) FROM emaillog_attachment WHERE blob <> '' AND size > 31000000"
    assert place.ask(kept) == 8
    assert receiver.mebibytes < FEW
    assert worker.mebibytes < FEW
