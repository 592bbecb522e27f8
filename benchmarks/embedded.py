"""The embedded installation, as `make run` starts it: mail sent by SMTP, seen in its SQLite file."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from smtplib import SMTP

from benchmarks import mails
from benchmarks.stage import ROOT
from benchmarks.system import LOOK_EVERY, stop, wait_until
from tests.services import free_port

COMMAND = ROOT / "emaillog/management/commands/serve.py"
OURS = (
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "CACHE_URL",
    "SECRET_KEY",
    "ANYMAIL_WEBHOOK_SECRET",
    "INBOUND_DOMAIN",
    "EMAIL_URL",
)


class Embedded:
    """One installation in a folder of its own; use `probe` and then `close`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="blindcopy-bench-"))
        self.smtp = free_port()
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        environment |= {"VAR_DIR": str(self.folder), "PORT": str(free_port()), "SMTP_PORT": str(self.smtp)}
        command = [sys.executable, "manage.py", "serve"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_until(self._is_up)
        except TimeoutError:
            self.close()
            raise

    def close(self) -> None:
        stop(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, sql: str, *values: str) -> str:
        """The first value of the first row of its database, "" while there is none."""
        with sqlite3.connect(f"file:{self.folder}/blindcopy.sqlite3?mode=ro", uri=True) as database:
            return str((database.execute(sql, values).fetchone() or ("",))[0])

    def _is_up(self) -> bool:
        try:
            SMTP("127.0.0.1", self.smtp).quit()
            return bool(self._address())
        except (OSError, sqlite3.Error):
            return False

    def _address(self) -> str:
        local_part = self.ask("select local_part from emaillog_loggingaddress where route = 'bcc'")
        return local_part and f"{local_part}@in.blindcopy.localhost"

    def probe(self, number: int) -> float:
        """Seconds from the 250 of the receiver until the mail stands on the timelines."""
        user = self.ask("select email from crm_user order by id")
        mail = mails.typical([f"probe{number}@customer.test"])
        raw = mail.raw.replace(b"ida@seller.test", user.encode())
        with SMTP("127.0.0.1", self.smtp) as client:
            client.sendmail(user, [self._address()], raw)
            accepted = time.monotonic()
        seen = "select 1 from emaillog_loggedemail where message_id = ?"
        wait_until(lambda: bool(self.ask(seen, mail.message_id)), LOOK_EVERY)
        return time.monotonic() - accepted
