"""Database and storage calls off the event loop, in a few threads that keep their connections."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import ParamSpec, TypeVar

from django.db import close_old_connections, connections

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE = 8


class Threads:
    """Runs blocking calls for the sessions of one receiver."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="storing")

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `call` returns or raises. A connection that broke since the last call is opened anew."""

        def in_thread() -> T:
            close_old_connections()
            try:
                return call(*args, **kwargs)
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._pool, in_thread)

    def close(self) -> None:
        """Waits for the calls that run, and closes each thread's own connections."""
        everyone = Barrier(AT_ONCE)

        def leave() -> None:
            everyone.wait()  # so that each thread takes one of these
            connections.close_all()

        for _ in range(AT_ONCE):
            self._pool.submit(leave)
        self._pool.shutdown()
