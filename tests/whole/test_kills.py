"""A process killed with SIGKILL anywhere on a mail's way: afterwards the mail is logged exactly once."""

import signal
import subprocess
import sys

import pytest

from tests.factories import mail
from tests.whole.installation import BACKENDS, ROOT, Installation, installation, until
from tests.whole.victim import AT_THE_DOOR, STEPS

pytestmark = [pytest.mark.timeout(600)]


@pytest.fixture(scope="module", params=BACKENDS)
def place(request, tmp_path_factory):
    """An installation where a process died once at every step, and then one honest worker came."""
    with installation(request.param, tmp_path_factory.mktemp("kills")) as made:
        made.start_receiver()
        made.killed = {step: die_at_the_door(made, step) for step in AT_THE_DOOR}
        made.killed |= {step: die_at_work(made, step) for step in STEPS if step not in AT_THE_DOOR}
        made.start_worker()
        until(lambda: not made.ask("SELECT count(*) FROM emaillog_inboundmessage WHERE status = 'received'"), 120)
        yield made


def letter(step: str):
    return mail(subject=step, to=f"{slug(step)}@killed.test", attachments=(("a.bin", step.encode() * 500),))


def slug(step: str) -> str:
    return "".join(char for char in step if char.isalpha()).lower()


def die_at_the_door(place: Installation, step: str) -> int:
    """The door dies before it said yes; then the sender, who was told nothing, tries again."""
    message = letter(step)
    env = place.env | {"RECIPIENT": place.account["bcc_address"]}
    command = [sys.executable, "-m", "tests.whole.victim", step, "keep"]
    died = subprocess.run(command, cwd=ROOT, env=env, input=message.as_bytes(), check=False).returncode
    place.send(message)
    return died


def die_at_work(place: Installation, step: str) -> int:
    victim = place.start("-m", "tests.whole.victim", step, "worker")
    place.send(letter(step))
    return victim.wait(60)


@pytest.mark.parametrize("step", STEPS)
def test_mail_is_logged_exactly_once_whatever_died_at(place, step):
    assert place.killed[step] == -signal.SIGKILL
    assert place.ask(f"SELECT count(*) FROM emaillog_loggedemail WHERE subject = '{step}'") == 1
    assert place.ask(f"SELECT count(*) FROM contacts_contactemail WHERE address = '{slug(step)}@killed.test'") == 1
    assert place.ask(f"SELECT count(*) FROM contacts_timelineentry WHERE data ->> 'subject' = '{step}'") == 1
