"""The contract of invocations, over both implementations, and what each adds."""

import io
import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    ReadTimeoutError,
    ResponseStreamingError,
)

from chalicelib.errors import (
    ConcurrencyExhausted,
    EventTooLarge,
    FunctionFailed,
    InvocationError,
    InvocationLost,
    InvocationRefused,
    InvocationThrottled,
    InvocationTimeout,
)
from chalicelib.models import Json
from chalicelib.seams.background import in_background
from chalicelib.seams.invocation import EventInvoker
from chalicelib.seams.lambda_invoker import LambdaInvoker
from chalicelib.seams.local_invoker import LocalInvoker
from tests.http_server import serving

TIME_LIMIT_S = 5.0
RESERVED = "ReservedFunctionConcurrentInvocationLimitExceeded"
ACCOUNT = "ConcurrentInvocationLimitExceeded"
"""Two of the reasons that Lambda gives for a 429."""


class Function:
    """The function that both implementations invoke."""

    def __init__(self) -> None:
        self.events: list[Json] = []
        self.called = threading.Event()
        self.ended = threading.Event()
        self.release = threading.Event()

    def __call__(self, event: Json, remaining_s: Callable[[], float]) -> Json:
        self.events.append(event)
        self.called.set()
        if event.get("raise"):
            raise ValueError("the title is odd")
        if event.get("hang"):
            self.release.wait(TIME_LIMIT_S)
        self.ended.set()
        return {"echo": event, "has_time": 0 < remaining_s() <= TIME_LIMIT_S}


class FakeLambda(BaseHTTPRequestHandler):
    """Lambda's Invoke API, as its documentation describes it, around a `Function`."""

    function: ClassVar[Function]
    throttles: ClassVar[int] = 0
    reason: ClassVar[str] = RESERVED

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if FakeLambda.throttles:
            FakeLambda.throttles -= 1
            refused = {"Type": "User", "message": "Rate Exceeded.", "Reason": FakeLambda.reason}
            self._answer(429, refused, error="TooManyRequestsException")
        elif "no-such" in self.path:
            self._answer(404, {"Type": "User", "Message": "Function not found"}, error="ResourceNotFoundException")
        elif self.headers.get("X-Amz-Invocation-Type") == "Event":
            in_background(self.function, json.loads(body), lambda: TIME_LIMIT_S)
            self._answer(202, None)
        else:
            try:
                self._answer(200, self.function(json.loads(body), lambda: TIME_LIMIT_S))
            except ValueError as error:
                self._answer(200, {"errorMessage": str(error), "errorType": "ValueError"}, function_error=True)

    def _answer(self, status: int, body: Json | None, error: str = "", function_error: bool = False) -> None:
        payload = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(payload)))
        if error:
            self.send_header("x-amzn-ErrorType", error)
        if function_error:
            self.send_header("X-Amz-Function-Error", "Unhandled")
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests read no access log."""


@pytest.fixture
def function() -> Iterator[Function]:
    called = Function()
    yield called
    called.release.set()


@pytest.fixture
def lambda_url(function: Function) -> Iterator[str]:
    FakeLambda.function = function
    FakeLambda.throttles = 0
    FakeLambda.reason = RESERVED
    with serving(FakeLambda) as url:
        yield url
        function.release.set()


def lambda_invoker(url: str, name: str = "BookProcessor", pauses: list[float] | None = None) -> LambdaInvoker:
    def client_for(read_timeout_s: float) -> Any:
        config = Config(read_timeout=read_timeout_s, retries={"total_max_attempts": 1})
        return boto3.client("lambda", endpoint_url=url, config=config)

    return LambdaInvoker(client_for, name, TIME_LIMIT_S, sleep=(pauses if pauses is not None else []).append)


class FailingClient:
    """A boto3 Lambda client whose calls fail, each in its own way, until there is an answer."""

    def __init__(self, *failures: Exception | bytes) -> None:
        self.failures = list(failures)
        self.calls = 0
        self.sent: list[Json] = []

    def invoke(self, **arguments: Any) -> Any:
        self.calls += 1
        self.sent.append(arguments)
        failure = self.failures.pop(0)
        if isinstance(failure, bytes):
            return {"Payload": io.BytesIO(failure)}
        raise failure

    def invoker(self, wait_s: float = TIME_LIMIT_S, pauses: list[float] | None = None) -> LambdaInvoker:
        """Pauses are as long as the jitter allows, and take no time."""
        sleep = (pauses if pauses is not None else []).append
        return LambdaInvoker(lambda timeout_s: self, "F", wait_s, sleep=sleep, jitter=longest_pause)


def longest_pause(low: float, high: float) -> float:
    """A jitter that always draws the longest pause."""
    assert low == 0.0, "full jitter"
    return high


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code}}, "Invoke")


def throttled(reason: str = RESERVED) -> ClientError:
    return ClientError({"Error": {"Code": "TooManyRequestsException"}, "Reason": reason}, "Invoke")


ENDPOINT = "https://lambda.example"


@pytest.mark.parametrize(
    ("failure", "error", "calls"),
    [
        (ReadTimeoutError(endpoint_url=ENDPOINT), InvocationTimeout, 1),
        # The function may have started: asking again would run it twice.
        (ConnectionClosedError(endpoint_url=ENDPOINT), InvocationLost, 1),
        (HTTPClientError(error="reset"), InvocationLost, 1),
        (NoCredentialsError(), InvocationRefused, 1),
        (refusal("AccessDeniedException"), InvocationRefused, 1),
        (ClientError({}, "Invoke"), InvocationRefused, 1),
        # It has not started: asking again is safe.
        (ConnectTimeoutError(endpoint_url=ENDPOINT), InvocationRefused, 3),
        (EndpointConnectionError(endpoint_url=ENDPOINT), InvocationRefused, 3),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_may_have_started_the_function_is_never_sent_again(
    failure: Exception, error: type[InvocationError], calls: int
) -> None:
    client = FailingClient(*[failure] * 9)
    with pytest.raises(error):
        client.invoker().invoke({}, None)
    assert client.calls == calls


@pytest.mark.parametrize("code", ["TooManyRequestsException", "ThrottlingException", "EC2ThrottledException"])
def test_every_kind_of_throttling_is_waited_for(code: str) -> None:
    assert FailingClient(refusal(code), b'{"done": true}').invoker().invoke({}, None) == {"done": True}


def test_an_event_is_sent_in_as_few_bytes_as_it_can() -> None:
    client = FailingClient(b"{}")
    client.invoker().invoke({"title": "Café", "isbn": None}, None)
    assert client.sent == [{"FunctionName": "F", "Payload": '{"title":"Café","isbn":null}'.encode()}]


def test_pauses_grow_up_to_a_limit() -> None:
    pauses: list[float] = []
    client = FailingClient(*[throttled()] * 8, b'{"done": true}')
    assert client.invoker(wait_s=900.0, pauses=pauses).invoke({}, None) == {"done": True}
    assert pauses == [0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0, 10.0]


@pytest.mark.parametrize(("wait_s", "attempts"), [(0.0, 6), (5.0, 6), (25.0, 8), (None, 95)])
def test_throttling_is_retried_for_as_long_as_the_wait_lasts(wait_s: float | None, attempts: int) -> None:
    """And for ten seconds when nobody waits: an upload that was accepted should start."""
    client = FailingClient(*[throttled()] * 200)
    pauses: list[float] = []
    with pytest.raises(InvocationThrottled, match=f"throttled the invocation {attempts} times"):
        client.invoker(wait_s=900.0, pauses=pauses).invoke({}, wait_s)
    assert client.calls == attempts
    assert sum(pauses) == pytest.approx(900.0 if wait_s is None else max(wait_s, 10.0), abs=0.01)


def test_waiting_for_an_execution_of_the_account_ends_soon_because_the_caller_holds_one_itself() -> None:
    client = FailingClient(*[throttled(ACCOUNT)] * 200)
    pauses: list[float] = []
    with pytest.raises(ConcurrencyExhausted):
        client.invoker(wait_s=900.0, pauses=pauses).invoke({}, None)
    assert pauses == [0.4, 0.8, 1.6]


def test_a_spare_does_the_work_for_which_the_account_has_no_execution() -> None:
    client = FailingClient(*[throttled(ACCOUNT)] * 4)
    spare = FailingClient(b'{"done": "here"}').invoker()
    invoker = LambdaInvoker(
        lambda timeout_s: client, "F", 900.0, sleep=lambda s: None, jitter=longest_pause, spare=spare
    )
    assert invoker.invoke({}, None) == {"done": "here"}


@pytest.mark.parametrize("failure", [throttled(), refusal("AccessDeniedException")], ids=["throttled", "denied"])
def test_a_spare_does_nothing_for_a_function_that_is_refused(failure: Exception) -> None:
    client = FailingClient(*[failure] * 200)
    spare = FailingClient(b'{"done": "here"}')
    invoker = LambdaInvoker(
        lambda timeout_s: client, "F", 900.0, sleep=lambda s: None, jitter=longest_pause, spare=spare.invoker()
    )
    with pytest.raises(InvocationRefused):
        invoker.invoke({}, None)
    assert spare.calls == 0


def test_an_event_that_is_throttled_is_sent_again_for_ten_seconds() -> None:
    client = FailingClient(*[throttled()] * 200)
    with pytest.raises(InvocationRefused, match="throttled the invocation 6 times"):
        client.invoker(wait_s=900.0).start({})


def test_the_answer_to_an_event_is_waited_for_two_seconds_only() -> None:
    asked: list[float] = []

    def client_for(timeout_s: float) -> FailingClient:
        asked.append(timeout_s)
        return FailingClient(b"")

    LambdaInvoker(client_for, "F", 900.0).start({})
    assert asked == [2.0]


def test_throttling_is_retried_no_more_once_the_wait_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls take no time here and pauses a second each."""
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)
    client = FailingClient(*[throttled()] * 9)
    with pytest.raises(InvocationRefused, match="throttled the invocation 4 times"):
        LambdaInvoker(lambda timeout_s: client, "F", 3.0, lambda s: None, lambda low, high: 1.0).invoke({}, None)
    assert client.calls == 4


@pytest.mark.parametrize(
    ("wait_s", "timeouts"), [(None, [900.0] * 3), (25.0, [25.0, 25.0, 24.0]), (0.0, [1.0] * 3), (1.5, [2.0, 2.0, 1.0])]
)
def test_the_clients_time_out_is_what_is_left_of_the_wait(wait_s: float | None, timeouts: list[float]) -> None:
    client = FailingClient(throttled(), throttled(), b"{}")
    asked: list[float] = []

    def client_for(timeout_s: float) -> FailingClient:
        asked.append(timeout_s)
        return client

    LambdaInvoker(client_for, "F", 900.0, sleep=lambda s: None, jitter=lambda low, high: high).invoke({}, wait_s)
    assert asked == timeouts


@pytest.mark.parametrize(
    ("payload", "error"),
    [(b"no json", FunctionFailed), (b"[]", FunctionFailed), (b"null", FunctionFailed)],
)
def test_an_answer_that_is_no_object_is_the_functions_failure(payload: bytes, error: type[InvocationError]) -> None:
    with pytest.raises(error):
        FailingClient(payload).invoker().invoke({}, None)


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        (b'{"errorMessage": "the title is odd"}', "the title is odd"),
        (b'{"errorMessage": ""}', "Unhandled"),
        (b"{}", "Unhandled"),
        (b"[]", "Unhandled"),
        (b"null", "Unhandled"),
    ],
)
def test_a_function_that_failed_says_why_as_far_as_lambda_tells(payload: bytes, told: str) -> None:
    class Client:
        def invoke(self, **arguments: Any) -> Any:
            return {"Payload": io.BytesIO(payload), "FunctionError": "Unhandled"}

    with pytest.raises(FunctionFailed, match=rf"^the function failed \({told}\)$"):
        LambdaInvoker(lambda timeout_s: Client(), "F", 1.0).invoke({}, None)


def test_a_connection_that_breaks_in_the_answer_is_lost() -> None:
    class Breaking:
        def read(self) -> bytes:
            raise ResponseStreamingError(error="broken")

    class Client:
        def invoke(self, **arguments: Any) -> Any:
            return {"Payload": Breaking()}

    with pytest.raises(InvocationLost):
        LambdaInvoker(lambda timeout_s: Client(), "F", 1.0).invoke({}, None)


@pytest.fixture(params=["local", "lambda"])
def invoker(request: pytest.FixtureRequest, function: Function) -> EventInvoker:
    if request.param == "local":
        return LocalInvoker(function, TIME_LIMIT_S)
    return lambda_invoker(request.getfixturevalue("lambda_url"))


def test_the_answer_comes_back(invoker: EventInvoker, function: Function) -> None:
    event = {"books": [{"title": "Café ☕", "isbn": None, "n": 1.5}]}
    assert invoker.invoke(event, None) == {"echo": event, "has_time": True}
    assert function.events == [event]


def test_a_function_that_raises_is_an_error_with_its_message(invoker: EventInvoker) -> None:
    with pytest.raises(FunctionFailed, match="the title is odd"):
        invoker.invoke({"raise": True}, None)


def test_a_wait_that_ends_first_is_a_timeout_and_the_function_is_invoked_once(
    invoker: EventInvoker, function: Function
) -> None:
    with pytest.raises(InvocationTimeout):
        invoker.invoke({"hang": True}, 0.05)
    assert function.events == [{"hang": True}]


def test_an_event_starts_the_function_and_its_end_is_not_waited_for(invoker: EventInvoker, function: Function) -> None:
    invoker.start({"hang": True})
    assert function.called.wait(TIME_LIMIT_S)
    assert not function.ended.is_set()
    assert function.events == [{"hang": True}]


def test_what_json_cannot_carry_does_not_pass_in_process_either(function: Function) -> None:
    with pytest.raises(TypeError):
        LocalInvoker(function, TIME_LIMIT_S).invoke({"books": {1, 2}}, None)
    assert LocalInvoker(function, TIME_LIMIT_S).invoke({"books": (1, 2)}, None)["echo"] == {"books": [1, 2]}


def test_throttling_is_retried_with_growing_pauses(lambda_url: str, function: Function) -> None:
    FakeLambda.throttles = 3
    pauses: list[float] = []
    invoker = lambda_invoker(lambda_url, pauses=pauses)
    assert invoker.invoke({"n": 1}, None)["echo"] == {"n": 1}
    assert len(pauses) == 3
    assert function.events == [{"n": 1}]


def test_throttling_without_end_is_an_error(lambda_url: str) -> None:
    FakeLambda.throttles = 1000
    with pytest.raises(InvocationRefused, match="throttled"):
        lambda_invoker(lambda_url).invoke({}, None)


def test_a_full_account_is_told_by_its_reason(lambda_url: str) -> None:
    """As botocore reads it from an answer."""
    FakeLambda.throttles = 1000
    FakeLambda.reason = ACCOUNT
    with pytest.raises(ConcurrencyExhausted):
        lambda_invoker(lambda_url).invoke({}, None)


def test_a_function_that_does_not_exist_is_an_error(lambda_url: str) -> None:
    with pytest.raises(InvocationRefused, match="ResourceNotFoundException"):
        lambda_invoker(lambda_url, "no-such-function").invoke({}, None)
    with pytest.raises(InvocationRefused, match="ResourceNotFoundException"):
        lambda_invoker(lambda_url, "no-such-function").start({})


def test_a_lambda_that_cannot_be_reached_is_an_error() -> None:
    with pytest.raises(InvocationRefused, match="could not be reached"):
        lambda_invoker("http://127.0.0.1:1").invoke({}, None)


def test_an_event_over_the_payload_limit_is_an_error_before_it_is_sent(lambda_url: str, function: Function) -> None:
    with pytest.raises(EventTooLarge, match="more than an invocation may carry"):
        lambda_invoker(lambda_url).invoke({"x": "y" * 6_000_001}, None)
    with pytest.raises(EventTooLarge):
        lambda_invoker(lambda_url).start({"x": "y" * 6_000_001})
    assert function.events == []


def test_it_speaks_the_protocol_of_motos_lambda(moto_url: str) -> None:
    """moto keeps functions and echoes their events: proof that no request of ours is out of protocol."""

    def post(path: str, body: Json) -> None:
        request = urllib.request.Request(f"{moto_url}/moto-api/{path}", data=json.dumps(body).encode(), method="POST")
        urllib.request.urlopen(request).close()

    post("config", {"lambda": {"use_docker": False}})
    role = {"Version": "2012-10-17", "Statement": []}
    arn = boto3.client("iam", endpoint_url=moto_url).create_role(
        RoleName="invoked", AssumeRolePolicyDocument=json.dumps(role)
    )["Role"]["Arn"]
    boto3.client("lambda", endpoint_url=moto_url).create_function(
        FunctionName="Processor",
        Runtime="python3.11",
        Role=arn,
        Handler="app.f",
        Code={"ZipFile": b"PK\x05\x06" + b"\0" * 18},
    )
    assert lambda_invoker(moto_url, "Processor").invoke({"books": []}, None) == {"books": []}
