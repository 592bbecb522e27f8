"""The embedded queue: kombu's file-system transport, made atomic and quick.

The stock transport lists a message's file before it is written, reads its table of queues while another process writes
it, takes messages by way of the system's folder for temporary files (not a rename where that is another disk), and
polls about twice a second. The database row is the queue (a sweeper finds what no task finished); this is only its
doorbell, but a doorbell that rings in time.
"""

import fcntl
import os
import uuid
from collections import deque
from functools import cached_property
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any, ClassVar

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.transport.filesystem import exchange_queue_t
from kombu.utils.json import dumps, loads

SOON = 0.5  # seconds


def put(file: Path, content: object) -> None:
    """Writes JSON so that the file is there whole or not at all. Hidden until then: listings skip dotted names."""
    unfinished = file.with_name(f".{uuid.uuid4()}")
    unfinished.write_text(dumps(content))
    unfinished.replace(file)


class Channel(filesystem.Channel):
    @cached_property
    def _folder(self) -> Path:
        return Path(self.data_folder_in)

    @cached_property
    def _listed(self) -> dict[str, deque[str]]:
        """Names seen at the last look into the folder, by queue: a look for each message is slow when many wait."""
        return {}

    # kombu's own classes disagree about the name of the second parameter
    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]  # noqa: ANN401
        put(self._folder / f"{time_ns()}_{uuid.uuid4()}.{queue}.msg", payload)

    def _get(self, queue: str, timeout: float | None = None) -> Any:  # noqa: ANN401
        """The oldest message, or Empty. Whoever renames its file first has it."""
        for name in self._waiting(queue):
            taken = self._folder / f".taken-{name}"
            try:
                os.rename(self._folder / name, taken)  # noqa: PTH104 (an atomic rename is the point)
            except FileNotFoundError:
                continue
            message = loads(taken.read_text())
            taken.unlink()
            return message
        raise Empty

    def _waiting(self, queue: str) -> Any:  # noqa: ANN401
        listed = self._listed.setdefault(queue, deque())
        while listed:
            yield listed.popleft()
        names = (name for name in os.listdir(self._folder) if name.partition(".")[2] == f"{queue}.msg")  # noqa: PTH208
        listed.extend(sorted(names))
        while listed:
            yield listed.popleft()

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None) -> None:
        file = self.control_folder / f"{exchange}.exchange"
        binding = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with (self.control_folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            table = self.get_table(exchange)
            if binding not in table:
                put(file, [binding, *table])


class Transport(filesystem.Transport):
    Channel = Channel
    polling_interval = 0.1
    default_connection_params: ClassVar[dict[str, Any]] = {}  # no host is missed: folders have none

    def drain_events(self, connection: Any, timeout: float | None = None, **options: Any) -> None:  # noqa: ANN401
        """Comes back soon, for a worker waits two seconds and hears that it shall stop only in between."""
        super().drain_events(connection, timeout=min(timeout or SOON, SOON), **options)


def register() -> None:
    """Makes `filesystem://` mean this transport: kombu takes transports by alias only."""
    TRANSPORT_ALIASES["filesystem"] = "crm.broker:Transport"
