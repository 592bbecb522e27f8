"""What large mail costs each process of a real installation: it is read piece by piece, however many come at once."""

import os
import smtplib
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from emaillog.webhooks.secret import header
from tests.emaillog.limits.letters import MB, File, mail, part, postmark, text, three_large
from tests.outgoing import mail_server
from tests.whole.installation import ROOT, installation, until

pytestmark = [pytest.mark.timeout(300)]

PEOPLE = [f"user{number}@acme.test" for number in range(8)]  # as nobody gets more than five notices an hour
FILM = File("film.mp4", 40 * MB)
FEW = 64  # MiB over what a process needs anyway


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("memory")
    with (
        mail_server() as server,
        installation("postgresql", folder, EMAIL_URL=f"smtp://127.0.0.1:{server.port}") as made,
    ):
        made.outgoing = server
        made.receiver = made.start_receiver()
        made.web = made.start_web()
        made.worker = made.start_worker()
        made.manage("shell", "-c", add_people(made.account["account"]))
        send(made, PEOPLE[0], File("small.bin", 1000))
        until(lambda: settled(made) == 1)
        yield made


def add_people(slug: str) -> str:
    return (
        "from crm.models import Account; from emaillog.provisioning import add_user; from crm.models import Role\n"
        f"account = Account.objects.get(slug={slug!r})\n"
        f"for each in {PEOPLE!r}: add_user(account, each, None, Role.MEMBER)"
    )


def letter(sender: str, *files: File) -> bytes:
    return mail(text(), *map(part, files), From=sender)


def send(place, sender: str, *files: File) -> None:
    """As it is: smtplib's own method would make three copies of it."""
    with smtplib.SMTP("127.0.0.1", place.smtp_port, timeout=60) as client:
        assert client.ehlo()[0] == client.mail(sender)[0] == client.rcpt(place.account["bcc_address"])[0] == 250
        assert client.docmd("DATA")[0] == 354
        client.send(letter(sender, *files))
        assert client.docmd(".")[0] == 250


def settled(place) -> int:
    return place.ask("SELECT count(*) FROM emaillog_inboundmessage WHERE status = 'logged'")


class Peak:
    """The most memory that a process and those it started had since now, beyond what they have now, in MiB."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.ids = [process.pid, *descendants(process.pid)]
        for pid in self.ids:
            Path(f"/proc/{pid}/clear_refs").write_text("5")  # the peak begins anew
        self.before = {pid: measured(pid) for pid in self.ids}

    @property
    def mebibytes(self) -> float:
        return max(measured(pid) - self.before[pid] for pid in self.ids)


def descendants(pid: int) -> list[int]:
    children = [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
    return children + [found for child in children for found in descendants(child)]


def measured(pid: int) -> float:
    return int(Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024


def test_receiver_takes_eight_mails_of_40_mb_at_once_and_a_worker_logs_each(place):
    before, receiver, worker = settled(place), Peak(place.receiver), Peak(place.worker)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda person: send(place, person, FILM), PEOPLE))
    until(lambda: settled(place) == before + 8, 120)
    assert receiver.mebibytes < FEW
    assert worker.mebibytes < FEW
    bounced = (
        "SELECT count(DISTINCT (email_id, user_id, notice_id)) FROM emaillog_bouncedattachment WHERE size = 41943040"
    )
    assert place.ask(bounced) == 8
    until(lambda: len(place.outgoing.mails) >= 8)
    assert sorted(sent.recipients[0] for sent in place.outgoing.mails) == PEOPLE


@pytest.mark.parametrize("size", [20, 40])
def test_web_process_keeps_a_large_webhook_without_holding_it(place, size):
    raw = letter(PEOPLE[0], File("film.mp4", size * MB))
    before, web, worker = settled(place), Peak(place.web), Peak(place.worker)
    assert posted(place, postmark(raw, (), place.account["bcc_address"])) == 200
    assert web.mebibytes < 48
    until(lambda: settled(place) == before + 1, 60)
    assert worker.mebibytes < FEW


def test_72_mb_of_files_in_a_request_of_postmark_neither_fill_the_worker_nor_hold_up_the_next_mail(place):
    request = postmark(letter(PEOPLE[0], *three_large()), three_large(), place.account["bcc_address"])
    assert len(request.body) > 190 * MB
    before, web, worker = settled(place), Peak(place.web), Peak(place.worker)
    begun = time.monotonic()
    assert posted(place, request) == 200
    send(place, PEOPLE[1], File("small.bin", 1000))
    until(lambda: settled(place) == before + 2, 60)
    assert time.monotonic() - begun < 45
    assert web.mebibytes < 48
    assert worker.mebibytes < FEW


def posted(place, made) -> int:
    head = {"Authorization": header("provider:secret"), "Content-Type": made.content_type}
    with urlopen(Request(f"http://127.0.0.1:{place.port}{made.path}", made.body, head), timeout=60) as answer:
        return answer.status


@pytest.mark.parametrize("separator", [b"", b"From alice@acme.test Mon Nov 23 10:00:00 2026\n"], ids=["mail", "mbox"])
def test_pipe_of_a_whole_150_mib_is_not_held_in_memory(place, separator):
    command = [sys.executable, "manage.py", "ingest_mail", "-", "--to", place.account["bcc_address"]]
    small, large = (
        peak_of(place, command, separator + mail(text(), b"Content-Type: x/y\r\n\r\n" + bytes(size)))
        for size in (1000, 149 * MB)
    )
    assert large - small < FEW


def peak_of(place, command: list[str], content: bytes) -> float:
    with subprocess.Popen(command, cwd=ROOT, env=place.env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as child:
        child.stdin.write(content)
        child.stdin.close()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return used.ru_maxrss / 1024
