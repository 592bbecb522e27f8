"""Files that nobody wrote in good faith, or that broke on their way: each row is taken or told, and nothing else."""

import tracemalloc
from decimal import Decimal
from io import BytesIO

import pytest

from contacts.importing import dialects, fields, reading, running
from contacts.importing.dialects import UnreadableError
from contacts.models import Contact
from tests import factories

BROKEN = "This row cannot be read: a quotation mark is not closed, or a cell is far too long."


def test_nul_is_left_out(take_in):
    take_in(b"email,first name\na@x.test,A\0da\n\0b@x.test,B\n")
    assert set(Contact.objects.values_list("first_name", flat=True)) == {"Ada", "B"}


def test_a_cell_of_a_megabyte_is_one_problem(take_in, said):
    job = take_in(f"email,first name\na@x.test,{'x' * 2**20}\nb@x.test,B\n")
    assert said(job) == [f"2: {BROKEN}"]
    assert Contact.objects.get().first_name == "B"


def test_a_quote_that_is_never_closed_is_told_and_imports_nobody_by_halves(take_in, said):
    rest = "".join(f"p{number}@x.test,P\n" for number in range(3))
    job = take_in(f'email,first name\na@x.test,A\nb@x.test,"B\n{rest}')
    assert said(job) == ["3: “First name” holds a line break: is a quotation mark not closed?"]
    assert Contact.objects.get().first_name == "A"


def test_after_a_very_long_quote_reading_goes_on(take_in, said):
    rest = "".join(f"p{number}@x.test,P\n" for number in range(12_000))
    job = take_in(f'email,first name\nb@x.test,"B\n{rest}')
    assert said(job)[0] == f"2: {BROKEN}"
    assert job.counts["new"] > 1000


def test_a_file_of_ten_thousand_columns_is_refused(take_in):
    with pytest.raises(UnreadableError, match="columns"):
        take_in(",".join(["email"] * 10_000) + "\n" + ",".join(["a@x.test"] * 10_000) + "\n")


def test_a_row_of_ten_thousand_cells_is_one_problem(take_in, said):
    job = take_in("email,first name\n" + ",".join(["a@x.test"] * 10_000) + "\nb@x.test,B\n")
    assert said(job) == ["2: This row has more cells than there are columns."]
    assert job.counts["new"] == 1


def test_mixed_line_ends_are_line_ends(take_in):
    take_in(b"email,first name\r\na@x.test,A\nb@x.test,B\rc@x.test,C\r\n\r\nd@x.test,D")
    assert sorted(Contact.objects.values_list("first_name", flat=True)) == ["A", "B", "C", "D"]


def test_a_byte_that_is_not_utf_8_costs_its_row_only(take_in, said):
    good = "".join(f"p{number}@x.test,Zoë\n" for number in range(5))
    job = take_in(f"email,first name\n{good}".encode() + b"a@x.test,Bj\xf6rn\n")
    assert said(job) == ["7: “First name” holds characters that cannot be read."]
    assert job.counts["new"] == 5


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n\n\r\n ,, \n", "empty"),
        (b"email,first name\n", "empty"),
        (b"PK\x03\x04rest of a workbook", "workbook"),
        (b"%PDF-1.7", "no_text"),
    ],
)
def test_what_holds_no_rows_is_refused_with_a_reason(take_in, content, why):
    with pytest.raises(UnreadableError, match=why):
        take_in(content)


def test_a_line_without_an_end_is_not_held_in_memory():
    file = BytesIO(b"email,name\n" + b"x" * 40_000_000)
    tracemalloc.start()
    rows = list(reading.rows_of(file, dialects.Dialect("csv", "utf-8")))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [row.fault for row in rows] == ["", "broken"]
    assert peak < 8 * 2**20


def test_many_rows_take_no_more_memory_than_few():
    def peak_of(count: int) -> int:
        file = BytesIO(b"email,name\n" + b"p@x.test,Somebody Somewhere\n" * count)
        tracemalloc.start()
        assert sum(1 for _row in reading.rows_of(file, dialects.Dialect("csv", "utf-8"))) == count + 1
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    assert peak_of(200_000) < peak_of(2_000) + 2**20


def test_more_rows_than_are_taken_at_once_are_refused_before_anything_is_written(take_in, monkeypatch):
    monkeypatch.setattr(running, "MOST_ROWS", 10)
    job = take_in("email\n" + "".join(f"p{number}@x.test\n" for number in range(12)))
    assert (job.status, job.fault) == ("failed", "rows")
    assert Contact.objects.count() == 0


def test_formulas_come_in_as_the_text_that_they_are(take_in):
    take_in("email,first name\na@x.test,=1+1\nb@x.test,'=2+2\n")
    assert set(Contact.objects.values_list("first_name", flat=True)) == {"=1+1", "=2+2"}


def test_another_accounts_users_own_nobody_here(take_in, other_account, charlie, said):
    job = take_in("email,owner\na@x.test,charlie@globex.test\n")
    assert said(job) == ["2: No user of this account is called “charlie@globex.test”."]


def test_two_users_of_one_name_are_told_apart_by_their_addresses_only(take_in, account, said):
    for address in ("sam@acme.test", "sam2@acme.test"):
        factories.user(account, address, "Sam Same")
    job = take_in("email,owner\na@x.test,Sam Same\nb@x.test,sam2@acme.test\n")
    assert said(job) == ["2: No user of this account is called “Sam Same”."]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *(("1234.5", "1234.50"), ("1,234.50", "1234.50"), ("1.234,50 €", "1234.50"), ("1 234,50", "1234.50")),
        *(("EUR 94.000", "94000"), ("94,000", "94000"), ("0.125", "0.13"), ("-12", "-12"), ("1.234.567", "1234567")),
    ],
)
def test_amounts_are_read_as_people_write_them(cell, value):
    assert fields.amount(cell) == Decimal(value)


@pytest.mark.parametrize("cell", ["", "abc", "1" * 15, "--1", "1-2"])
def test_what_is_no_amount_is_told(cell):
    with pytest.raises(ValueError, match="amount"):
        fields.amount(cell)
