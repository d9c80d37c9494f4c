"""A customer's own web server, on another origin than ours, as strict with foreign code as a site can be."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Northwind Kettles</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/site.css"></head>
<body><header><strong>Northwind Kettles</strong></header><main><h1>Kettles that keep their lids</h1>
<p>Free delivery over 40 €. Returns within 30 days.</p><p><button type="button">Add to basket</button></p></main>
{script}</body></html>"""
STYLE = """body { margin: 0; font: 17px/1.6 Georgia, serif; color: #2b2118; background: #faf6f0 }
header { padding: 18px 32px; background: #2b2118; color: #faf6f0 } main { max-width: 720px; padding: 32px }
h1 { font-size: 36px; line-height: 1.2 } button { font: inherit; padding: 10px 20px }"""


@contextlib.contextmanager
def site(*, ours: str = "", script: str = "", policy: str = "") -> Iterator[Site]:
    """``ours`` is the one foreign address that the site's policy allows scripts and frames from."""
    policy = policy or f"default-src 'self'; script-src {ours}; frame-src {ours}; object-src 'none'; base-uri 'none'"
    found = Site(policy, script)
    threading.Thread(target=found.server.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        found.server.shutdown()
        found.server.server_close()


class Site:
    def __init__(self, policy: str, script: str) -> None:
        around = self
        self.policy, self.script = policy, script

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                style = self.path.endswith(".css")
                self.send_response(200)
                self.send_header("Content-Type", f"text/{'css' if style else 'html'}; charset=utf-8")
                self.send_header("Content-Security-Policy", around.policy)
                self.end_headers()
                self.wfile.write((STYLE if style else PAGE.format(script=around.script)).encode())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name in the base class)
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
