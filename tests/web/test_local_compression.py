"""What `chalice local` compresses, and that it sends it so that a client can read it."""

import gzip
import http.client
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from chalice.app import Chalice, Response
from chalice.config import Config
from chalice.local import ChaliceRequestHandler, HTTPServerThread, LocalDevServer

from chalicelib.web import local_compression
from chalicelib.web.local_compression import SMALLEST, compressed
from scripts.local_server import PROJECT, free_port

LONG = "é" * SMALLEST
SHORT = "x" * (SMALLEST - 1)


@pytest.mark.parametrize(
    ("body", "headers", "accepted", "expected"),
    [
        (LONG, {}, "gzip", True),
        (LONG, {}, "br;q=1.0, GZIP;q=0.5", True),
        (SHORT, {}, "gzip", False),
        (SHORT + "x", {}, "gzip", True),
        (LONG, {}, "", False),
        (LONG, {}, "br, x-gzip", False),
        (LONG, {}, "gzip;q=0", False),
        (LONG, {"content-encoding": "br"}, "gzip", False),
    ],
)
def test_what_is_compressed(body: str, headers: dict[str, str], accepted: str, expected: bool) -> None:
    small = compressed(body.encode(), headers, accepted)
    assert (small is not None) == expected
    if small is not None:
        assert gzip.decompress(small).decode() == body


def test_the_limit_is_that_of_every_deployed_stage() -> None:
    stages = json.loads((Path(PROJECT) / ".chalice" / "config.json").read_text(encoding="utf-8"))["stages"]
    assert {stage["minimum_compression_size"] for stage in stages.values()} == {SMALLEST}


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a small application that Chalice serves, corrected twice, as after a reload."""
    method = ChaliceRequestHandler._send_http_response_with_body
    monkeypatch.setattr(ChaliceRequestHandler, "_send_http_response_with_body", method)
    app = Chalice("small")

    @app.route("/{name}")
    def text(name: str) -> Response:
        return Response(LONG if name == "long" else "short", headers={"Content-Type": "text/plain"})

    local_compression.prepare()
    local_compression.prepare()
    port = free_port()
    server = LocalDevServer(app, Config(), "127.0.0.1", port)
    thread = HTTPServerThread(lambda: server)
    thread.start()
    yield port
    thread.shutdown()
    server.server.server_close()


def test_an_answer_comes_as_gzip_to_those_who_take_it_and_the_connection_stays(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for path, accepted, encoding in (
        ("/long", "gzip", "gzip"),
        ("/long", "identity", None),
        ("/short", "gzip", None),
    ):
        connection.request("GET", path, headers={"Accept-Encoding": accepted})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.getheader("Content-Encoding") == encoding
        plain = gzip.decompress(body) if encoding else body
        assert plain.decode() == (LONG if path == "/long" else "short")
        assert len(body) == int(answer.getheader("Content-Length", "0"))
        if encoding:
            assert len(body) < len(plain) / 10
    connection.close()
