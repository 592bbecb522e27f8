"""Each cap at nine tenths, a tenth beyond it, and a hundred times as much: bounded, named, and nobody else suffers."""

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from contacts.models import Contact
from emaillog.mime import bounds
from emaillog.mime.defects import Defect
from emaillog.mime.message import parse
from emaillog.models import InboundMessage, LoggingRules, Status
from emaillog.sanitising import sanitised
from tests.factories import mail
from tests.hostile import mails
from tests.hostile.bombs import BOMBS, Bomb
from tests.hostile.conftest import line_ended, sent

ROOT = Path(__file__).parent.parent.parent
MOST = 150 * 2**20  # bytes: more comes through no door
SECONDS, MEBIBYTES = 15, 120  # measured: at most 2.2 and 87
CUTTING = {defect for bomb in BOMBS.values() if (defect := bomb.defect)}

each_bomb = pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)

NEW_CONTACTS = LoggingRules().new_contacts_a_mail


@pytest.fixture(scope="module")
def measure():
    """What it costs to read the mail in this file."""
    command = [sys.executable, "-m", "tests.hostile.measured"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:

        def told(path: Path) -> dict:
            reader.stdin.write(f"{path}\n")
            reader.stdin.flush()
            return json.loads(reader.stdout.readline())

        yield told
        reader.stdin.close()


@each_bomb
def test_at_nine_tenths_of_a_cap_all_is_read_and_nothing_odd(bomb: Bomb):
    amount = bomb.cap * 9 // 10
    message = parse(bomb.build(amount))
    assert not CUTTING & set(message.defects)
    assert "message.eml" not in [part.name for part in message.parts]
    if bomb.count and bomb.defect:
        assert bomb.count(message) >= amount * 0.99


@each_bomb
def test_a_tenth_beyond_a_cap_it_holds_and_is_named(bomb: Bomb):
    message = parse(bomb.build(bomb.cap * 11 // 10))
    named = CUTTING & set(message.defects)
    assert named - {Defect.SENDER_MISSING} == {bomb.defect} - {None, Defect.SENDER_MISSING}
    assert bomb.defect in {None, *named}
    if bomb.count:
        beside = 1 + (bomb.defect == Defect.PARTS_CUT)  # the text that was cut, or the whole mail, as a file
        assert bomb.count(message) <= bomb.cap + beside


@each_bomb
@pytest.mark.timeout(120)
def test_a_hundred_times_a_cap_takes_bounded_time_and_memory(bomb: Bomb, measure, tmp_path):
    times = next(times for times in (100, 70, 15) if len(bomb.build(bomb.cap)) * times <= MOST)
    path = tmp_path / "bomb.eml"
    path.write_bytes(bomb.build(bomb.cap * times))
    cost = measure(path)
    assert "died" not in cost
    assert cost["seconds"] < SECONDS
    assert cost["mebibytes"] < MEBIBYTES
    assert cost["parts"] <= bounds.PARTS + 2
    assert (cost["people"] <= bounds.ADDRESSES, cost["references"] <= bounds.REFERENCES) == (True, True)
    assert (cost["text"] <= bounds.SHOWN, cost["html"] <= bounds.HTML, cost["subject"] <= bounds.SUBJECT) == (True,) * 3
    assert bomb.defect in {None, *cost["defects"]}


def test_html_is_shown_up_to_its_depth():
    deep = {times: "<div>" * int(512 * times) + "x" + "</div>" * int(512 * times) for times in (0.9, 1.1, 100)}
    assert [sanitised(html) == html for html in deep.values()] == [True, False, False]
    assert sanitised(deep[1.1]) == sanitised(deep[100]) == ""


@pytest.mark.parametrize("times", [0.9, 1.1, 100])
def test_new_contacts_of_a_mail_are_capped(arrives, times):
    count = int(NEW_CONTACTS * times)
    inbound = arrives(mails.raw(to=", ".join(f"p{n}@t.test" for n in range(count))))
    assert inbound.status == Status.LOGGED
    assert Contact.objects.exclude(emails__address="maya@customer.test").count() == min(count, NEW_CONTACTS)


@pytest.mark.parametrize(("times", "code"), [(0.9, 250), (1.1, 552), (100, 552)])
def test_size_of_a_mail_is_capped_at_the_door(smtp, alice, bcc_address, settings, drain, times, code):
    settings.MAX_MESSAGE_BYTES = 1_000_000
    body = b"x" * 998 + b"\r\n"
    large = mails.raw(body=body * int(1000 * times))
    tracemalloc.start()
    assert sent(smtp, large, bcc_address, "alice@acme.test")[0] == code
    assert tracemalloc.get_traced_memory()[1] < 4 * len(large) + 20 * 2**20  # ours are the copies that are sent
    tracemalloc.stop()
    assert sent(smtp, line_ended(mail().as_bytes()), bcc_address, "alice@acme.test")[0] == 250
    drain()
    assert [row.status for row in InboundMessage.objects.all()] == [Status.LOGGED] * (1 + (code == 250))
