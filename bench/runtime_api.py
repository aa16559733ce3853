"""Lambda's side of one function: its Runtime API, which hands out one event after another, and the Invoke API.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import queue
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self

from chalicelib.models import BookInfo, EnrichedBook, Json

_DEADLINE_S: Final = 60


class RuntimeApi:
    """Both APIs on a free port. `ready` is set when the runtime asks for its first event: its init phase is over."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self._events: queue.Queue[bytes] = queue.Queue()
        self._answers: queue.Queue[Json] = queue.Queue()
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                api.ready.set()
                event = api._events.get()
                deadline_ms = int((time.time() + _DEADLINE_S) * 1000)
                headers = {
                    "Lambda-Runtime-Aws-Request-Id": str(uuid.uuid4()),
                    "Lambda-Runtime-Deadline-Ms": str(deadline_ms),
                    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:123456789012:function:bench",
                    # Without these two the runtime client crashes.
                    "Lambda-Runtime-Trace-Id": "Root=1-0-0;Parent=0;Sampled=0",
                    "Content-Type": "application/json",
                }
                self._answer(200, event, headers)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path.endswith("/invocations"):
                    if self.headers.get("X-Amz-Invocation-Type") == "Event":
                        self._answer(202, b"")
                    else:
                        self._answer(200, json.dumps(_book_processor(json.loads(body))).encode())
                else:
                    self._answer(202, b"")
                    api._answers.put({"failed": not self.path.endswith("/response"), "body": json.loads(body or b"{}")})

            def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """No access log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def invoke(self, event: Json) -> Json:
        """Hand out an event and return what the function answers; raises `RuntimeError` when it fails."""
        self._events.put(json.dumps(event).encode())
        answer = self._answers.get(timeout=_DEADLINE_S)
        body: Json = answer["body"]
        if answer["failed"]:
            raise RuntimeError(f"the function failed: {body.get('errorMessage')}")
        return body


def _book_processor(event: Json) -> Json:
    """The answer of a BookProcessor that finds no provider."""
    books = [BookInfo.from_json(book) for book in event["books"]]
    results = [EnrichedBook.failed(book, "network", "no provider is played here").to_json() for book in books]
    return {"results": results, "provider_requests": 0, "google_books_exhausted": False, "retry_after_s": 0.0}
