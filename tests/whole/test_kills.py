"""A process killed with SIGKILL anywhere on a mail's way: afterwards the mail is logged exactly once."""

import os
import signal
import subprocess
import sys

import pytest

from tests.factories import mail
from tests.whole.installation import BACKENDS, ROOT, Installation, installation, until
from tests.whole.victim import AT_THE_DOOR, STEPS

pytestmark = [pytest.mark.timeout(300)]


@pytest.fixture(scope="module", params=BACKENDS)
def place(request, tmp_path_factory):
    with installation(request.param, tmp_path_factory.mktemp("kills")) as made:
        yield made


def keep(place: Installation, raw: bytes, *words: str) -> int:
    """Takes a mail in by a process of its own, which may be a victim; its exit code."""
    env = place.env | {"RECIPIENT": place.account["bcc_address"]}
    return subprocess.run([sys.executable, *words], cwd=ROOT, env=env, input=raw, check=False).returncode


def ingest(place: Installation, raw: bytes) -> None:
    place.manage("ingest_mail", "-", "--to", place.account["bcc_address"], stdin=raw)


def entries(place: Installation, subject: str) -> int:
    return place.ask(f"SELECT count(*) FROM emaillog_loggedemail WHERE subject = '{subject}'")


@pytest.mark.parametrize("step", AT_THE_DOOR)
def test_door_killed_before_it_said_yes_is_asked_again(place, step):
    raw = mail(subject=step, attachments=(("a.bin", b"\0" * 5000),)).as_bytes()
    assert keep(place, raw, "-m", "tests.whole.victim", step, "keep") == -signal.SIGKILL
    ingest(place, raw)  # nobody was told 250, so the sender tries again
    worker = place.start_worker()
    until(lambda: entries(place, step) and not waiting(place), 60)
    os.killpg(worker.pid, signal.SIGKILL)
    assert entries(place, step) == 1


@pytest.mark.parametrize("step", [step for step in STEPS if step not in AT_THE_DOOR])
def test_worker_killed_at_any_step_logs_the_mail_exactly_once(place, step):
    raw = mail(subject=step, to=f"p{len(step)}@killed.test", attachments=(("a.bin", step.encode()),)).as_bytes()
    victim = place.start("-m", "tests.whole.victim", step, "worker")
    ingest(place, raw)
    assert victim.wait(60) == -signal.SIGKILL
    worker = place.start_worker()
    until(lambda: entries(place, step) and not waiting(place), 60)
    os.killpg(worker.pid, signal.SIGKILL)
    assert entries(place, step) == 1
    assert place.ask(f"SELECT count(*) FROM contacts_contactemail WHERE address = 'p{len(step)}@killed.test'") == 1


def waiting(place: Installation) -> int:
    return place.ask("SELECT count(*) FROM emaillog_inboundmessage WHERE status = 'received'")
