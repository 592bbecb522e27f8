"""A proxy on loopback before a real S3 API that lets it fail: with a status, by silence, by a line that is cut."""

import contextlib
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

CANNED = {"500": b"500 Internal Server Error", "503": b"503 Slow Down"}
FAULTS = (*CANNED, "hang", "closed", "cut", "refused")
PIECE = 4096
# Bytes of an answer, by the method: into the body, into the header; of all others half of the status line.
PASSES = {"cut": {b"GET": 10_000}, "torn": {b"GET": 30}}


class Proxy:
    """Hands each request on, unless `fault` is set and the head of the request matches `only`."""

    def __init__(self, upstream: str) -> None:
        self.upstream = (urlsplit(upstream).hostname, urlsplit(upstream).port)
        self.fault, self.only = "", b""
        self.hit = 0  # how many requests met the fault
        self.ended = threading.Event()
        self.open()

    def open(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0 if not hasattr(self, "port") else self.port))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.accept, args=[self.listening], daemon=True).start()

    def fail(self, fault: str, only: bytes = b"") -> None:
        self.fault, self.only = fault, only
        if fault == "refused":
            self.listening.shutdown(socket.SHUT_RDWR)
            self.listening.close()

    def be_well(self) -> None:
        if self.fault == "refused":
            self.open()
        self.fault = ""

    def accept(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listening.accept()
                threading.Thread(target=self.serve, args=[client], daemon=True).start()

    def serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError, TimeoutError):
            head = head_of(client)
            if self.fault and self.only in head.split(b"\r\n")[0]:
                self.hit += 1
                self.misbehave(client, head)
            elif head:
                self.hand_on(client, head)

    def misbehave(self, client: socket.socket, head: bytes) -> None:
        if self.fault in CANNED:
            client.sendall(b"HTTP/1.1 " + CANNED[self.fault] + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            drain(client)
        elif self.fault == "hang":
            self.ended.wait(60)
        elif self.fault in {"cut", "torn", "slow"}:
            self.hand_on(client, head)

    def hand_on(self, client: socket.socket, head: bytes) -> None:
        """One request a connection, so that each can fail by itself."""
        line, _, rest = head.partition(b"\r\n")
        fault = self.fault if self.only in line else ""
        with socket.create_connection(self.upstream) as server:
            server.sendall(line + b"\r\nConnection: close\r\n" + re.sub(rb"(?im)^connection:.*\r\n", b"", rest))
            threading.Thread(target=relay, args=[client, server], daemon=True).start()
            relay(server, client, fault, passes=PASSES.get(fault, {}).get(line[:3], 10))
            client.shutdown(socket.SHUT_RDWR)  # closing says nothing while the other thread still reads from it


def head_of(client: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and (piece := client.recv(PIECE)):
        head += piece
    return head


def relay(source: socket.socket, target: socket.socket, fault: str = "", passes: int = 0) -> None:
    """Passes bytes on; cut, torn: only the first of them, torn within the header; slow: as over a bad line."""
    left = passes if fault in {"cut", "torn"} else sys.maxsize
    with contextlib.suppress(OSError):
        while left > 0 and (piece := source.recv(PIECE)):
            target.sendall(piece[:left])
            left -= len(piece)
            if fault == "slow":
                time.sleep(0.003)


def drain(client: socket.socket) -> None:
    """Reads what still comes: a connection closed over unread bytes is reset, and the answer is lost with it."""
    client.settimeout(1)
    while client.recv(65536):
        pass


@contextlib.contextmanager
def proxy(upstream: str) -> Iterator[Proxy]:
    made = Proxy(upstream)
    try:
        yield made
    finally:
        made.ended.set()
        made.listening.close()
