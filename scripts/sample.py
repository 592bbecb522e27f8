"""An installation of its own with the sample account, for whoever looks at it and lets it go."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
COMPLETE = "The sample account is complete"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: str) -> Iterator[tuple[str, str]]:
    """The installation with its sample account, complete; gives its address and who to sign in as."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    own = {"VAR_DIR": folder, "PORT": str(port), "SMTP_PORT": str(free_port()), "BASE_URL": url}
    os.environ.update(own, DJANGO_SETTINGS_MODULE="crm.settings", DJANGO_ALLOW_ASYNC_UNSAFE="1")
    command = [sys.executable, "manage.py", "serve", "--demo"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield url, until_complete(server)
        finally:
            server.terminate()


def until_complete(server: "subprocess.Popen[str]") -> str:
    email = ""
    for line in server.stdout or ():
        print(line, end="", flush=True)
        if said := re.search(r"Sign in at \S+ as (\S+)", line):
            email = said[1]
        if COMPLETE in line:
            return email
    sys.exit("The sample account was not loaded: see above.")
