"""Mails that were not written for this reader: nothing raises, and almost none of them is taken for a forward."""

from emaillog.mime import forwarded
from emaillog.mime.message import parse
from emaillog.mime.values import Forward
from tests.mime.other_corpora import of_cpython

MAILS = of_cpython()


def classed(path) -> Forward | None:
    result = forwarded.read(parse(path.read_bytes()), frozenset())
    return result if isinstance(result, Forward) else None


def test_every_field_and_file_of_them_can_be_read():
    for path in MAILS:
        message, sent = parse(path.read_bytes()), path.stat().st_size
        assert sum(part.size for part in message.parts) <= sent, path.name
        assert len(message.text) <= sent + 100, path.name
        assert "\x00" not in repr(message), path.name


def test_almost_none_is_classed_as_a_forward():
    """Those with messages attached are what they are (R31); what matters is what a text makes believe."""
    mistaken = [path.name for path in MAILS if (found := classed(path)) and found.found_in != "attachment"]
    assert len(mistaken) <= 0.03 * len(MAILS), mistaken


def test_what_is_found_attached_is_attached():
    found = {path.name for path in MAILS if classed(path)}
    assert found <= {path.name for path in MAILS if parse(path.read_bytes()).attached}
