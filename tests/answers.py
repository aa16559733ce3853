"""What every answer is held against: the published descriptions of the routes and of the dashboard."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from chalice.test import Client, HTTPResponse, TestHTTPClient
from jsonschema_rs import Draft202012Validator

from chalicelib.web.rest.description.answers import HEADERS, SCHEMAS, Answer
from chalicelib.web.rest.description.dashboard_schema import DASHBOARD_SCHEMA
from chalicelib.web.rest.description.json_schema import Schema
from chalicelib.web.rest.description.operations import DASHBOARD, OPERATIONS

_MOST_TOLD = 5
_PATHS = [
    (re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), operations)
    # The longest first: what ends with .csv is no id.
    for path, operations in sorted(OPERATIONS.items(), key=lambda item: -len(item[0]))
]
_BY_REFERENCE: dict[str, Schema] = {
    DASHBOARD["$ref"]: DASHBOARD_SCHEMA,
    **{f"#/components/schemas/{name}": schema for name, schema in SCHEMAS.items()},
}


def faults_of(dashboard: Any, schema: Schema = DASHBOARD_SCHEMA) -> list[str]:
    """What a dashboard, or another value, breaks of its schema, each with the place where."""
    return _faults(dashboard, schema)


def checked(dashboard: Any) -> Any:
    """The dashboard itself, after it has been held against its schema."""
    faults = faults_of(dashboard)
    assert not faults, "\n".join(faults[:_MOST_TOLD])
    return dashboard


def faults_of_answer(method: str, path: str, status: int, headers: Mapping[str, str], body: bytes) -> list[str]:
    """What an answer breaks of the OpenAPI document; nothing where no route of ours has answered."""
    operations = next((found for known, found in _PATHS if known.fullmatch(urlsplit(path).path)), {})
    operation = operations.get(method.lower())
    if operation is None:
        return []
    answer: Answer | None = operation["responses"].get(str(status))
    if answer is None:
        return [f"{method} {path}: {status} is not described"]
    got = {name.casefold(): value for name, value in headers.items()}
    faults = []
    for name in answer["headers"]:
        if name.casefold() not in got:
            faults.append(f"{method} {path}: {status} lacks {name}")
        else:
            faults += _faults(got[name.casefold()], HEADERS[name]["schema"])
    content = answer.get("content", {})
    # API Gateway and chalice local send as JSON what has no type.
    media_type = got.get("content-type", "application/json").partition(";")[0]
    if content and not {media_type, "*/*"} & set(content):
        faults.append(f"{method} {path}: {status} as {media_type} is not described")
    elif content and media_type == "application/json":
        schema = content[media_type]["schema"]
        faults += _faults(json.loads(body), _BY_REFERENCE[schema["$ref"]] if "$ref" in schema else schema)
    return faults


class CheckedHTTPClient(TestHTTPClient):
    """Chalice's test client; each answer that it gets is held against the OpenAPI document."""

    def request(self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> HTTPResponse:
        response = super().request(method, path, headers, body)
        faults = faults_of_answer(method, path, response.status_code, response.headers, response.body)
        assert not faults, "\n".join(faults[:_MOST_TOLD])
        return response


class CheckedClient(Client):
    """Chalice's test client with `CheckedHTTPClient` as its `http`."""

    @property
    def http(self) -> TestHTTPClient:
        if self._http_client is None:
            self._http_client = CheckedHTTPClient(self._app, self._chalice_config)
        return self._http_client


def _faults(value: Any, schema: Schema) -> list[str]:
    found = _validator(json.dumps(schema)).iter_errors(value)
    return [f"{'.'.join(map(str, error.instance_path))}: {error.message[:300]}" for error in found]


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema), validate_formats=True)
