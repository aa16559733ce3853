"""The simulated API Gateway as a server on this machine, under its stage, so that a browser can load the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Final

from tests.aws.api_gateway import ApiGateway
from tests.http_server import serving

STAGE: Final = "/api"


@contextmanager
def over_http(gateway: ApiGateway) -> Iterator[str]:
    """Yield the address of the stage, which ends in a slash. GET only: that is what loading a page takes."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Silent: the tests say what went wrong."""

        def do_GET(self) -> None:
            answer = gateway.request("GET", self.path.removeprefix(STAGE), headers=dict(self.headers))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

    with serving(Handler) as url:
        yield f"{url}{STAGE}/"
