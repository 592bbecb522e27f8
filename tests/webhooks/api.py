"""A provider's API on loopback: what it was given to serve, to whoever shows the right header."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Api:
    def __init__(self, url: str) -> None:
        self.url = url
        self.served: dict[str, tuple[str, bytes]] = {}  # path: content type, content
        self.required = ("", "")  # a header and its value, where the path says so
        self.asked: list[str] = []

    def serve(self, path: str, content: bytes, content_type: str = "application/octet-stream") -> str:
        self.served[path] = (content_type, content)
        return f"{self.url}{path}"


@contextmanager
def api_on_loopback():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = self.path.partition("?")[0]
            api.asked.append(path)
            name, value = api.required
            known = path in api.served and (path.startswith("/open/") or self.headers.get(name) == value)
            content_type, content = api.served[path] if known else ("text/plain", b"no")
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    api = Api(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
