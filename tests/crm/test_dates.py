"""How dates and times are written: one style a language, on every page."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format

WRITTEN = {
    "en": ["Sep 11, 2026", "Sep 11, 2026, 15:02", "Sep 11", "15:02", "September 2026"],
    "de": ["11. Sept. 2026", "11. Sept. 2026, 15:02", "11. Sept.", "15:02", "September 2026"],
}
FORMATS = ["DATE_FORMAT", "DATETIME_FORMAT", "MONTH_DAY_FORMAT", "TIME_FORMAT", "YEAR_MONTH_FORMAT"]


@pytest.mark.parametrize("language", WRITTEN)
def test_a_day_looks_the_same_everywhere(language):
    at = datetime(2026, 9, 11, 15, 2, tzinfo=UTC)
    with translation.override(language):
        assert [date_format(at, each) for each in FORMATS] == WRITTEN[language]
        for short in ("SHORT_DATE_FORMAT", "SHORT_DATETIME_FORMAT"):
            assert date_format(at, short) == date_format(at, short.removeprefix("SHORT_"))
