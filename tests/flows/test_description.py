"""The OpenAPI document against the application: every route is in it, and each answers as it says.

schemathesis makes requests of the document, such as it allows and such as it does not, and sends them to a real
`chalice local`. The requests are the same in every run.
"""

import json
import re
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app import app
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib import __version__
from chalicelib.web.rest.description.dashboard_schema import DASHBOARD_SCHEMA
from chalicelib.web.rest.description.operations import DASHBOARD, OPERATIONS
from scripts.local_server import running
from tests.answers import checked
from tests.builders import csv_row, export
from tests.conftest import WORKS, environment

LABELS = [(path, method) for path, operations in OPERATIONS.items() for method in operations]
DUNE = export(csv_row("1", "Dune", "Frank Herbert", "9780441172719"))


class Described(NamedTuple):
    """A running application, its document as schemathesis reads it, and a complete job."""

    url: str
    schema: Any
    job: dict[str, Any]


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    with (
        ProviderSimulator(WORKS, latency_s=0, rate_limit=None) as simulator,
        running(environment(simulator, tmp_path_factory.mktemp("data"))) as url,
    ):
        upload = urllib.request.Request(f"{url}/api/upload", DUNE, {"Content-Type": "text/csv"}, method="POST")
        with urllib.request.urlopen(upload) as response:
            job = json.load(response)
        yield Described(url, schemathesis.openapi.from_url(f"{url}/api/openapi.json"), job)


def get(url: str) -> Any:
    with urllib.request.urlopen(url) as response:
        return json.load(response)


def test_every_route_and_method_is_described_and_no_other() -> None:
    routes = {(path, method.lower()) for path, methods in app.routes.items() for method in methods}
    # What ends with `.csv` or `.json` is a route of its own to callers, and one with its neighbour to API Gateway.
    assert {(re.sub(r"}\.\w+$", "}", path), method) for path, method in LABELS} == routes


def test_each_operation_has_a_name_of_its_own_and_says_what_it_is() -> None:
    operations = [OPERATIONS[path][method] for path, method in LABELS]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert all(operation["summary"] for operation in operations)


def test_the_variables_of_a_path_are_its_parameters() -> None:
    for path, method in LABELS:
        parameters = OPERATIONS[path][method].get("parameters", [])
        named = [parameter["name"] for parameter in parameters if parameter["in"] == "path"]
        assert named == re.findall(r"{(\w+)}", path)


def test_what_an_upload_takes_is_what_its_route_takes() -> None:
    for path, method in (("/api/upload", "post"), ("/data/{job_id}", "put")):
        body = OPERATIONS[path][method]["requestBody"]["content"]
        assert sorted(body) == sorted(app.routes[path][method.upper()].content_types)
    corrections = "/data/{job_id}/corrections"
    assert [*OPERATIONS[corrections]["put"]["requestBody"]["content"]] == app.routes[corrections]["PUT"].content_types
    shares = "/data/{job_id}/shares"
    assert [*OPERATIONS[shares]["post"]["requestBody"]["content"]] == app.routes[shares]["POST"].content_types


def test_the_documents_are_published_and_the_one_refers_to_the_other(described: Described) -> None:
    document = get(f"{described.url}/api/openapi.json")
    assert document["info"]["version"] == __version__
    assert document["openapi"].startswith("3.1.")
    assert get(f"{described.url}/api/{DASHBOARD['$ref']}") == DASHBOARD_SCHEMA
    assert list(OpenAPIV31SpecValidator(document, base_uri=f"{described.url}/api/openapi.json").iter_errors()) == []


def test_a_document_with_a_fault_is_noticed(described: Described) -> None:
    document = get(f"{described.url}/api/openapi.json")
    del document["paths"]["/data/{job_id}"]["get"]["responses"]["200"]["description"]
    faults = list(OpenAPIV31SpecValidator(document, base_uri=f"{described.url}/api/openapi.json").iter_errors())
    assert faults != []


@pytest.mark.parametrize(("path", "method"), LABELS, ids=lambda value: value)
def test_a_route_answers_as_it_is_described(described: Described, path: str, method: str) -> None:
    # No schema can say which text is a library: most of those that it allows are refused with 400, as it says, too.
    excluded = [positive_data_acceptance] if method in ("post", "put") else []
    send(described, path, method, GenerationMode.POSITIVE, excluded)


@pytest.mark.parametrize(
    ("path", "method"),
    [
        *(("/api/upload", "post"), ("/dashboard/{job_id}", "get"), ("/data/{job_id}.csv", "get")),
        *(("/data/{job_id}", method) for method in ("get", "put", "delete")),
        *(("/data/{job_id}/corrections", "put"), ("/data/{job_id}/shares", "post")),
        *(("/data/{job_id}/shares/{share_id}", "delete"), ("/share/{share_id}.json", "get")),
    ],
)
def test_a_route_refuses_what_it_does_not_allow_as_it_is_described(
    described: Described, path: str, method: str
) -> None:
    send(described, path, method, GenerationMode.NEGATIVE, [])


def send(described: Described, path: str, method: str, mode: GenerationMode, excluded: list[Any]) -> None:
    """Send the requests that schemathesis makes up for an operation, and hold the answers against the document."""
    operation = described.schema[path][method.upper()]

    @settings(
        max_examples=5,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(base_url=described.url, timeout=20, excluded_checks=excluded)

    ask()


def test_a_complete_job_answers_as_it_is_described(described: Described) -> None:
    parameters = {"job_id": described.job["job_id"]}
    for path, query in (
        ("/data/{job_id}", {}),
        ("/data/{job_id}", {"download": "1"}),
        ("/data/{job_id}", {"so_far": "1"}),
        ("/data/{job_id}.csv", {}),
        ("/dashboard/{job_id}", {}),
    ):
        case = described.schema[path]["GET"].Case(path_parameters=parameters, query=query)
        answer = case.call_and_validate(base_url=described.url)
        assert answer.status_code == 200
        if path == "/data/{job_id}":
            checked(answer.json())
