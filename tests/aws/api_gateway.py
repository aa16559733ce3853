"""API Gateway (REST, Lambda proxy) as a packaged template configures it, in front of a Lambda endpoint.

Requests become events of the documented shape, binary bodies base64; answers become responses. Its limits hold: 10 MB a
request, 29 s an answer, 6 MB an invocation.
"""

import base64
import binascii
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError

REQUEST_LIMIT_BYTES: Final = 10 * 1024 * 1024
ANSWER_LIMIT_S: Final = 29.0


@dataclass(frozen=True)
class HttpResponse:
    """What the caller gets; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class ApiGateway:
    """One stage of a REST API whose routes all lead to one function."""

    def __init__(
        self,
        definition: Mapping[str, Any],
        lambda_url: str,
        function_name: str,
        answer_limit_s: float = ANSWER_LIMIT_S,
    ) -> None:
        self._routes = definition["paths"]
        self._binary = set(definition["x-amazon-apigateway-binary-media-types"])
        self._answers = definition["x-amazon-apigateway-gateway-responses"]
        self._function_name = function_name
        config = Config(read_timeout=answer_limit_s, retries={"total_max_attempts": 1}, max_pool_connections=50)
        self._lambda = boto3.client("lambda", endpoint_url=lambda_url, config=config)

    def request(
        self, method: str, target: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """Send a request to a path below the stage's own, such as `/data/0b8ce1a4-…` or `/api/upload?wait=0`."""
        whole, _, query = target.partition("?")
        # A slash at the end does not count for the routes; the event keeps it.
        path = whole.rstrip("/") or "/"
        if body is not None and len(body) > REQUEST_LIMIT_BYTES:
            return self._own_answer("REQUEST_TOO_LARGE")
        for resource, methods in self._routes.items():
            match = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", resource), path)
            if match and method.lower() in methods:
                event = self._event(method, resource, whole, match.groupdict(), query, body, dict(headers or {}))
                return self._invoke(event)
        return self._own_answer("MISSING_AUTHENTICATION_TOKEN", (headers or {}).get("Accept", ""))

    def _event(
        self,
        method: str,
        resource: str,
        path: str,
        parameters: dict[str, str],
        query: str,
        body: bytes | None,
        headers: dict[str, str],
    ) -> dict[str, Any]:
        headers = {"Host": "abc123.execute-api.eu-central-1.amazonaws.com", "X-Forwarded-Proto": "https", **headers}
        media_type = headers.get("Content-Type", "").partition(";")[0].strip()
        binary = body is not None and media_type in self._binary
        multi = parse_qs(query, keep_blank_values=True)
        return {
            "resource": resource,
            "path": path,
            "httpMethod": method,
            "headers": headers,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "queryStringParameters": {name: values[-1] for name, values in multi.items()} or None,
            "multiValueQueryStringParameters": multi or None,
            "pathParameters": parameters or None,
            "stageVariables": None,
            "requestContext": {
                "resourceId": "a1b2c3",
                "resourcePath": resource,
                "httpMethod": method,
                "path": f"/api{path}",
                "accountId": "123456789012",
                "protocol": "HTTP/1.1",
                "stage": "api",
                "requestId": str(uuid.uuid4()),
                "identity": {"sourceIp": "192.0.2.1", "userAgent": headers.get("User-Agent")},
                "domainName": headers["Host"],
                "apiId": "abc123",
            },
            "body": None if body is None else base64.b64encode(body).decode() if binary else body.decode(),
            "isBase64Encoded": binary,
        }

    def _invoke(self, event: dict[str, Any]) -> HttpResponse:
        try:
            answer = self._lambda.invoke(FunctionName=self._function_name, Payload=json.dumps(event).encode())
        except ReadTimeoutError:
            return self._own_answer("INTEGRATION_TIMEOUT")
        except ClientError as error:
            if error.response["Error"]["Code"] == "RequestTooLargeException":
                return self._own_answer("REQUEST_TOO_LARGE")
            return HttpResponse(500, {}, b'{"message": "Internal server error"}')
        payload = json.loads(answer["Payload"].read())
        if "FunctionError" in answer or "statusCode" not in payload:
            return HttpResponse(502, {}, b'{"message": "Internal server error"}')
        headers = {name.lower(): value for name, value in payload.get("headers", {}).items()}
        headers |= {name.lower(): values[-1] for name, values in payload.get("multiValueHeaders", {}).items()}
        body = payload.get("body") or ""
        try:
            decoded = base64.b64decode(body, validate=True) if payload.get("isBase64Encoded") else body.encode()
        except binascii.Error:
            return HttpResponse(502, {}, b'{"message": "Internal server error"}')
        return HttpResponse(payload["statusCode"], headers, decoded)

    def _own_answer(self, response_type: str, accept: str = "") -> HttpResponse:
        answer = self._answers[response_type]
        templates = answer["responseTemplates"]
        media_type = next((name for name in templates if name in accept), "application/json")
        return HttpResponse(answer["statusCode"], {"content-type": media_type}, templates[media_type].encode())
