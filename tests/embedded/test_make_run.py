"""`make run` from outside: what it prints, what it does with a mail, and how it ends."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time

import pytest

from tests import factories
from tests.embedded.conftest import until

pytestmark = [pytest.mark.worker, pytest.mark.timeout(300)]
OUTCOMES = "SELECT status, reason FROM emaillog_inboundmessage ORDER BY id"
CHANGE_PASSWORD = "from crm.models import User; u = User.objects.get(); u.set_password('another horse 99'); u.save()"
TITLES = "SELECT subject FROM emaillog_loggedemail ORDER BY occurred_at"


def first_mail_printed_by(installation):
    return next(line.strip() for line in installation.written.splitlines() if "python3 -c" in line)


def has_settled(installation, count=1):
    rows = installation.rows(OUTCOMES)
    return len(rows) == count and all(status != "received" for status, _ in rows) and rows


def test_from_an_empty_folder_to_a_logged_mail_and_on_again_after_an_interrupt(installation):
    server = installation.start()
    assert installation.get("/readyz")[0] == 200
    assert installation.get("/healthz")[0] == 200

    password = installation.var / "admin_password"
    assert stat.S_IMODE(password.stat().st_mode) == 0o600
    assert password.read_text().strip() in installation.written

    pasted = first_mail_printed_by(installation)
    assert subprocess.run(["sh", "-c", pasted], timeout=30, check=False).returncode == 0
    assert until(lambda: has_settled(installation)) == [("logged", "logged")]

    account = installation.account()
    begun = time.monotonic()
    installation.send(
        factories.mail("rep@acme.test", "Maya Chen <maya@customer.test>", "Our second mail"),
        "rep@acme.test",
        account["bcc_address"],
    )
    assert until(lambda: has_settled(installation, 2)) == [("logged", "logged")] * 2
    assert time.monotonic() - begun < 2

    server.send_signal(signal.SIGINT)
    assert server.wait(15) == 0
    assert installation.processes() == []

    installation.start()
    assert password.read_text().strip() in installation.written
    assert first_mail_printed_by(installation) == pasted
    assert len(installation.rows(TITLES)) == 2


def test_mail_that_came_in_while_no_worker_ran_is_processed_at_the_next_start(installation, tmp_path):
    server = installation.start()
    password = (installation.var / "admin_password").read_text().strip()
    assert installation.manage("shell", "-c", CHANGE_PASSWORD).returncode == 0
    account = installation.account()
    server.send_signal(signal.SIGTERM)
    assert server.wait(15) == 0
    shutil.rmtree(installation.var / "broker")  # even the doorbells may be lost
    path = tmp_path / "mail.eml"
    path.write_bytes(factories.mail("rep@acme.test").as_bytes())

    done = installation.manage("ingest_mail", path, "--to", account["bcc_address"])
    shutil.rmtree(installation.var / "broker")
    assert done.returncode == 0, done.stderr
    installation.start()

    assert until(lambda: has_settled(installation)) == [("logged", "logged")]
    assert password not in installation.written  # it was changed
    assert "admin@blindcopy.localhost" in installation.written


def test_a_killed_supervisor_leaves_no_orphan(installation):
    server = installation.start()

    server.kill()
    server.wait()

    assert until(lambda: installation.processes() == [])


def test_when_the_worker_dies_the_rest_ends_with_its_exit_code(installation):
    server = installation.start()
    worker = subprocess.run(
        ["pgrep", "-P", str(server.pid), "-f", "celery"], capture_output=True, text=True, check=True
    )

    os.kill(int(worker.stdout), signal.SIGKILL)

    assert server.wait(20) == 128 + 9
    assert installation.processes() == []
    assert "The worker ended with exit code -9" in installation.written


def test_an_interrupt_of_make_alone_ends_everything(installation, tmp_path):
    """GNU make does not pass it on, and waits."""
    makefile = tmp_path / "Makefile"
    makefile.write_text(f"run:\n\t@exec {sys.executable} manage.py serve\n")
    make = installation.start("make", "-f", str(makefile), "run")

    make.send_signal(signal.SIGINT)

    make.wait(15)
    assert until(lambda: installation.processes() == [], 2)


def test_a_killed_process_group_of_make_leaves_nothing(installation, tmp_path):
    makefile = tmp_path / "Makefile"
    makefile.write_text(f"run:\n\t@exec {sys.executable} manage.py serve\n")
    make = installation.start("make", "-f", str(makefile), "run")

    os.killpg(make.pid, signal.SIGKILL)
    make.wait()

    assert until(lambda: installation.processes() == [])


@pytest.mark.parametrize("variable", ["PORT", "SMTP_PORT"])
def test_a_port_in_use_is_said_in_one_sentence(installation, variable):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        installation.env[variable] = str(port)

        refused = installation.manage("serve")

    assert refused.returncode == 1
    assert refused.stderr.strip().count("\n") == 0
    assert f"Port {port} cannot be used" in refused.stderr
    assert f"{variable}={port + 1}" in refused.stderr
