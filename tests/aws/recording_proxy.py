"""A door in front of moto that notes who asked for what, as IAM would see it: caller, action, resource."""

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler
from urllib.parse import unquote, urlsplit

from tests.http_server import serving

_S3_ACTIONS = {
    "GET": "s3:GetObject",
    "HEAD": "s3:GetObject",
    "PUT": "s3:PutObject",
    "DELETE": "s3:DeleteObject",
}


@dataclass(frozen=True)
class Call:
    """One request: the access key it was signed with, the action, and the bucket and key, or the table."""

    caller: str
    action: str
    resource: str


@dataclass
class Recording:
    """The proxy's address, and the calls that passed."""

    url: str
    calls: set[Call] = field(default_factory=set)


def call_of(method: str, target: str, headers: Message, body: bytes) -> Call:
    """What a request to S3 or DynamoDB asks for."""
    url = urlsplit(target)
    authorization = headers.get("Authorization", "") or unquote(url.query)
    caller = authorization.partition("Credential=")[2].partition("/")[0]
    if operation := headers.get("X-Amz-Target"):
        asked = json.loads(body)
        (table,) = asked["RequestItems"] if "RequestItems" in asked else [asked["TableName"]]
        return Call(caller, f"dynamodb:{operation.rpartition('.')[2]}", table)
    return Call(caller, _S3_ACTIONS[method], unquote(url.path).lstrip("/"))


@contextmanager
def recording(moto_url: str) -> Iterator[Recording]:
    """Pass requests on to moto from a free port of this machine."""
    address = urlsplit(moto_url).netloc
    recorded = Recording("")

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            recorded.calls.add(call_of(self.command, self.path, self.headers, body))
            connection = http.client.HTTPConnection(address, timeout=30)
            connection.request(self.command, self.path, body, dict(self.headers))
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"transfer-encoding", "connection", "content-length", "server", "date"}:
                    self.send_header(name, value)
            length = answer.headers.get("Content-Length") if self.command == "HEAD" else str(len(content))
            self.send_header("Content-Length", length or "0")
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self._pass_on()

        def do_HEAD(self) -> None:
            self._pass_on()

        def do_PUT(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def do_DELETE(self) -> None:
            self._pass_on()

        def log_message(self, format: str, *args: object) -> None:
            """The calls are the log."""

    with serving(Proxy) as url:
        recorded.url = url
        yield recorded
