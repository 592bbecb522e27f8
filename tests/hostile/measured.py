"""Reads mails as a worker does, each in a process of its own, and tells what it cost.

Started once as a script; for each path on its input one line of JSON on its output. The processes are forked after
everything is imported, so that only the reading is measured.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

from emaillog.mime import forwarded
from emaillog.mime.message import parse
from emaillog.mime.source import of_file
from emaillog.mime.values import Forward
from emaillog.sanitising import sanitised

MOST_MEMORY, MOST_SECONDS = 2 * 2**30, 60
OWN = frozenset({"alice@acme.test"})


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if not child:
            resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
            print(json.dumps(read(Path(line.strip()))), flush=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            print(json.dumps({"died": status}), flush=True)


def read(path: Path) -> dict[str, object]:
    begun, before = time.process_time(), peak()
    with path.open("rb") as file:
        message = parse(of_file(file))
        found = forwarded.read(message, OWN)
        for each in (message, *(found.messages if isinstance(found, Forward) else ())):
            sanitised(each.html)
        sizes = [part.size for part in message.parts]
    return {
        "seconds": time.process_time() - begun,
        "mebibytes": peak() - before,
        "defects": [str(defect) for defect in message.defects],
        "parts": len(sizes),
        "people": len(message.to),
        "subject": len(message.subject),
        "text": len(message.text),
        "html": len(message.html),
        "references": len(message.references),
    }


def peak() -> float:
    """The most memory that this process ever had, in MiB. Linux counts that of the parent into `ru_maxrss`."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts bytes
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
