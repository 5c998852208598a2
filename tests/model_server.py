"""A language model's service on this machine, as well or as badly behaved as a test wants it."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Reply = Callable[[dict[str, Any], BaseHTTPRequestHandler], None]


class ModelServer(ThreadingHTTPServer):
    """A server that remembers what it was asked."""

    daemon_threads = True

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        """Return the address to set."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"path": self.path, **asked})
        self.server.keys.append(self.headers["Authorization"])
        with suppress(OSError):
            self.server.reply(asked, self)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def serving(reply: Reply) -> Iterator[ModelServer]:
    """Serve while a test runs, and stop afterwards."""
    with ModelServer(reply) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """Send a whole answer."""
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def completion(said: str) -> bytes:
    """Return a chat completion that says so."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": said}}]}).encode()


def saying(said: Any) -> Reply:
    """Return a model that always says the same: text as it is, anything else as JSON."""
    text = said if isinstance(said, str) else json.dumps(said)
    return lambda asked, handler: send(handler, completion(text))


def answer_in(asked: dict[str, Any]) -> str:
    """Return the answer that was sent to be marked."""
    told: str = asked["messages"][1]["content"]
    return told.partition("<answer>\n")[2].removesuffix("\n</answer>")


def believing(p: float) -> Reply:
    """Return a model that finds every point in the whole answer, as surely as told."""

    def reply(asked: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
        question = json.loads(asked["messages"][1]["content"].partition("\n<answer>")[0])
        points = [{"id": one["id"], "p": p, "quotation": answer_in(asked)} for one in question["points"]]
        send(handler, completion(json.dumps({"points": points})))

    return reply


def dripping(seconds: float) -> Reply:
    """Return a model that answers a letter at a time."""

    def reply(asked: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(b" ")
            time.sleep(seconds)

    return reply


def sleeping(seconds: float) -> Reply:
    """Return a model that thinks for a while first."""

    def reply(asked: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        send(handler, completion("{}"))

    return reply
