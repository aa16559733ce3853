"""A reverse proxy that serves a site under a stage path, as API Gateway does: `/api/x` there is `/x` here."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from tests.http_server import serving

_KEPT = ("Content-Type", "Content-Security-Policy", "Location", "Cache-Control")


@contextmanager
def under_a_stage(site: str, stage: str) -> Iterator[str]:
    """Yield the address of `site` under `/stage/`; anything outside of the stage is refused with 403."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Silent: the tests say what went wrong."""

        def _pass_on(self) -> None:
            if not self.path.startswith(f"/{stage}/"):
                self._answer(403, [], b'{"message": "Missing Authentication Token"}')
                return
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name: self.headers[name] for name in ("Content-Type", "Authorization") if name in self.headers}
            request = urllib.request.Request(
                site + self.path.removeprefix(f"/{stage}/"),
                data=self.rfile.read(length) if length else None,
                headers=headers,
                method=self.command,
            )
            try:
                with urllib.request.urlopen(request) as response:
                    self._answer(response.status, response.headers.items(), response.read())
            except urllib.error.HTTPError as error:
                with error:
                    self._answer(error.code, error.headers.items(), error.read())

        def _answer(self, status: int, headers: object, body: bytes) -> None:
            self.send_response(status)
            for name, value in list(headers):  # type: ignore[call-overload]
                if name in _KEPT:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = _pass_on  # noqa: N815 - the names that http.server calls

    with serving(Handler) as url:
        yield f"{url}/{stage}/"
