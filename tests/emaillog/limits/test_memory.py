"""What large mail costs each process of a real installation: it is read piece by piece, however many come at once."""

import smtplib
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request, urlopen

import boto3
import pytest

from emaillog.webhooks.secret import header
from tests.emaillog.limits.letters import MB, File, mail, part, postmark, text, three_large
from tests.outgoing import mail_server
from tests.webhooks.conftest import s3_url  # noqa: F401 (a fixture)
from tests.whole.installation import ROOT, installation, until

pytestmark = [pytest.mark.timeout(300)]

PEOPLE = [f"user{number}@acme.test" for number in range(8)]  # as nobody gets more than five notices an hour
FILM = File("film.mp4", 40 * MB)
FEW = 64  # MiB over what a process needs anyway


@pytest.fixture(scope="module", params=["files", "s3"])
def place(request, tmp_path_factory):
    env = {} if request.param == "files" else on_s3(request.getfixturevalue("s3_url"))
    with mail_server() as server:
        env["EMAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
        with installation("postgresql", tmp_path_factory.mktemp("memory"), **env) as made:
            made.outgoing = server
            made.receiver, made.web, made.worker = made.start_receiver(), made.start_web(), made.start_worker()
            made.manage("shell", "-c", add_people(made.account["account"]))
            warm_up(made)
            yield made


def on_s3(url: str) -> dict[str, str]:
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
    boto3.client("s3", endpoint_url=url, region_name="us-east-1", **keys).create_bucket(Bucket="memory")
    storage = {"STORAGE_URL": f"s3://memory/?endpoint_url={url}&region_name=us-east-1"}
    return storage | {name.upper(): value for name, value in keys.items()}


def warm_up(place) -> None:
    """A small mail by each door: what a process loads for its first mail is no cost of a large one."""
    send(place, PEOPLE[0], File("small.bin", 1000))
    assert posted(place, postmark(letter(PEOPLE[0]), (), place.account["bcc_address"])) == 200
    until(lambda: settled(place) == 2)


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
    return peak_in(Path(f"/proc/{pid}/status").read_text())


def peak_in(status: str) -> float:
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


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


@pytest.mark.parametrize("place", ["files"], indirect=True)
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


@pytest.mark.parametrize("place", ["files"], indirect=True)
@pytest.mark.parametrize("separator", [b"", b"From alice@acme.test Mon Nov 23 10:00:00 2026\n"], ids=["mail", "mbox"])
def test_pipe_of_nearly_150_mib_is_not_held_in_memory(place, separator):
    small, large = (
        peak_of_pipe(place, separator + mail(text(), b"Content-Type: x/y\r\n\r\n" + bytes(size)))
        for size in (1000, 149 * MB)
    )
    assert large - small < FEW


PIPE = """
import sys
from pathlib import Path
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "ingest_mail", "-", "--to", sys.argv[1]])
print(Path("/proc/self/status").read_text())
"""


def peak_of_pipe(place, content: bytes) -> float:
    """What `ingest_mail -` had at most, in MiB; told by itself, as what the kernel tells its parent has that in it."""
    command = [sys.executable, "-c", PIPE, place.account["bcc_address"]]
    done = subprocess.run(command, cwd=ROOT, env=place.env, input=content, stdout=subprocess.PIPE, check=True)
    return peak_in(done.stdout.decode())
