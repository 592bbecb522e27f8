"""The `make` that started us, watched because GNU make keeps an interrupt to itself.

A SIGINT sent to make alone (by a script; a terminal sends it to the whole group) puts its handler back to the default
and waits for us without telling. Linux shows the one sign of it: the signal is no longer among those that are caught.
"""

import os
import re
import signal
from pathlib import Path

CAUGHT = re.compile(r"^SigCgt:\s*([0-9a-f]+)$", re.MULTILINE)


def is_make(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() in {"make", "gmake"}
    except OSError:
        return False


def catches_interrupt(pid: int) -> bool:
    try:
        found = CAUGHT.search(Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return False
    return bool(found and int(found[1], 16) >> (signal.SIGINT - 1) & 1)


class Make:
    """Our parent, if it is make; whoever is started otherwise has none to watch."""

    def __init__(self) -> None:
        self.pid = os.getppid()
        self.is_watched = is_make(self.pid) and catches_interrupt(self.pid)

    @property
    def wants_an_end(self) -> bool:
        """It was interrupted, or is gone."""
        return self.is_watched and (os.getppid() != self.pid or not catches_interrupt(self.pid))
