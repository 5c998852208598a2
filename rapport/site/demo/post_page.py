"""A page on which the demo's local mail is read, and answered as the customer who got it."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from rapport.site.demo.postbox import Letter, letters_in
from rapport.site.demo.serving import LOOPBACK

LINK = re.compile(r"https?://localhost:\d+/[\w/.~-]+")
LOCAL = re.compile(r"^(localhost|127\.0\.0\.1)(:\d+)?$")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;
color-scheme:light dark}
article{border:1px solid #8886;border-radius:.5rem;padding:.25rem 1rem 1rem;margin:1rem 0}
h2{font-size:1.1rem;margin:.75rem 0 .25rem}pre{white-space:pre-wrap;font:inherit;margin:.75rem 0 0}
dl{display:grid;grid-template-columns:auto 1fr;gap:0 .75rem;margin:0;font-size:.875rem}dt{opacity:.7}
dd{margin:0;overflow-wrap:anywhere}"""


class _Page(BaseHTTPRequestHandler):
    """Shows the folder; whatever the address, it is the one page."""

    folder: Path

    def do_GET(self) -> None:
        """Show the mails that lie in the folder."""
        is_local = bool(LOCAL.match(self.headers.get("Host", "")))  # no other site's name may stand for us
        body = page(letters_in(self.folder) if is_local else []).encode()
        self.send_response(200 if is_local else 421)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing: the demo prints its own lines."""


@contextmanager
def page_open(folder: Path, port: int) -> Iterator[None]:
    """Show the folder at a port of this machine."""
    handler = type("_PageOfFolder", (_Page,), {"folder": folder})
    server = ThreadingHTTPServer((LOOPBACK, port), handler)
    thread = threading.Thread(target=server.serve_forever, name="local mail", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def page(letters: list[Letter]) -> str:
    """Return the page: every mail with whom it went to and what it says, the newest first."""
    shown = "".join(map(_letter, letters)) or "<p>No mail yet. What Rapport sends appears here.</p>"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Local mail of the demo</title><style>{STYLE}</style><main><h1>Local mail of the demo</h1>"
        f"<p>What Rapport sends goes no further than this page.</p>{shown}</main></html>"
    )


def _letter(letter: Letter) -> str:
    named = {"From": "From", "To": "To", "Answers to": "Reply-To"}
    heads = "".join(
        f"<dt>{word}</dt><dd>{escape(str(letter.mail[header]))}</dd>"
        for word, header in named.items()
        if letter.mail[header]
    )
    text = LINK.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(letter.text))
    subject = escape(str(letter.mail["Subject"] or "(no subject)"))
    return (
        f'<article id="mail-{letter.number}"><h2>{subject}</h2><dl>{heads}<dt>At</dt>'
        f"<dd>{letter.at:%H:%M:%S, %-d %B}</dd></dl><pre>{text}</pre></article>"
    )
