"""The supervisor with small children of its own: what ends when, with which exit code, and that nothing is left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
PARENT = "import subprocess, sys; subprocess.Popen(['sleep', '60']); subprocess.run(['sleep', '60'])"
SUPERVISE = """
import sys
from crm import supervisor
supervisor.SECONDS_TO_END = 1
commands = {{name: [sys.executable, "-c", code] for name, code in {children!r}.items()}}
one = supervisor.Supervisor(commands)
said = []
def look():
    if not said:
        said.append(1)
        print("running", *(child.pid for child in one._children.values()), flush=True)
sys.exit(one.run(every_look=look))
"""


@pytest.fixture
def supervise():
    started = []

    def run(**children):
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISE.format(children=children)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        words = process.stdout.readline().split()
        assert words[0] == "running"
        return process, [int(pid) for pid in words[1:]]

    yield run
    for process in started:
        process.kill()
        process.communicate()


def is_alive(pid):
    """Whether it runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pids, seconds=5):
    last = time.monotonic() + seconds
    while any(map(is_alive, pids)) and time.monotonic() < last:
        time.sleep(0.02)
    return not any(map(is_alive, pids))


def family(pids):
    found = subprocess.run(["pgrep", "-g", ",".join(map(str, pids))], capture_output=True, text=True, check=False)
    return [int(pid) for pid in found.stdout.split()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_with_code_zero(supervise, number):
    process, pids = supervise(one="import time; time.sleep(60)", two="import time; time.sleep(60)")

    process.send_signal(number)

    assert process.wait(10) == 0
    assert gone(pids, 0)


@pytest.mark.parametrize(
    ("death", "code"),
    [
        ("import sys; sys.exit(7)", 7),
        ("pass", 1),
        ("import os; os.kill(os.getpid(), 9)", 137),
    ],
    ids=["an exit code", "an end without need", "a signal"],
)
def test_a_child_that_ends_takes_the_rest_along(supervise, death, code):
    process, pids = supervise(stays="import time; time.sleep(60)", ends=f"import time; time.sleep(0.3); {death}")

    assert process.wait(10) == code
    assert gone(pids, 0)
    assert "The ends ended" in process.stderr.read()


def test_a_child_that_does_not_listen_is_killed(supervise):
    process, pids = supervise(stubborn=STUBBORN)
    time.sleep(0.3)

    process.terminate()

    assert process.wait(10) == 0
    assert gone(pids, 0)


def test_grandchildren_end_too(supervise):
    process, pids = supervise(parent=PARENT)
    while len(everyone := family(pids)) < 3:
        time.sleep(0.02)

    process.terminate()

    assert process.wait(10) == 0
    assert gone(everyone, 0)


def test_a_killed_supervisor_takes_its_children_along(supervise):
    process, pids = supervise(one="import time; time.sleep(60)", two="import time; time.sleep(60)")

    process.kill()

    assert gone(pids)


def test_children_do_not_hear_the_interrupt_of_the_terminal(supervise):
    """They end by the supervisor's word alone, in order: each is in a group of its own."""
    process, pids = supervise(one="import time; time.sleep(60)")

    assert os.getpgid(pids[0]) == pids[0] != os.getpgid(process.pid)
