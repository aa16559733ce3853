"""A stage deployed to moto by the script that `make deploy` runs."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import boto3
import pytest
from moto import mock_aws
from moto.apigateway.models import APIGatewayBackend, RestAPI

from scripts.aws.deploy import deploy, deployed_api
from scripts.aws.deploy_resources import deploy_resources
from scripts.aws.stage_project import API_STAGE

STAGE: Final = "dev"
HANDLER: Final = "goodreads-stats-dev"
ORCHESTRATOR: Final = "goodreads-stats-dev-Orchestrator"
BOOK_PROCESSOR: Final = "goodreads-stats-dev-BookProcessor"


@dataclass(frozen=True)
class Deployment:
    """A stage in moto, and the folders it was deployed from; `functions` and `api_stage` are as they were then."""

    variables: dict[str, str]
    project: Path
    state: Path
    url: str
    functions: dict[str, Any]
    api_stage: dict[str, Any]


@contextmanager
def account_in(moto_url: str, region: str | None = None) -> Iterator[None]:
    """Every AWS client of this process and its children talks to moto, in a region of its own where one is named."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", moto_url)
        if region:
            patch.setenv("AWS_DEFAULT_REGION", region)
            patch.setattr(boto3, "DEFAULT_SESSION", None)
        _take_what_api_gateway_takes(patch)
        yield


@contextmanager
def account_here(region: str) -> Iterator[None]:
    """The same account for this process alone, without a server in between: for a thousand calls and more."""
    account = mock_aws()
    with pytest.MonkeyPatch.context() as patch:
        account.start(reset=False)
        patch.setenv("AWS_DEFAULT_REGION", region)
        _take_what_api_gateway_takes(patch)
        try:
            yield
        finally:
            account.stop(remove_data=False)


def _take_what_api_gateway_takes(patch: pytest.MonkeyPatch) -> None:
    """Documents without a description, and of Swagger 2, which is what Chalice writes.

    moto reads the parts that matter here in the same way, but refuses both.
    """
    put = APIGatewayBackend.put_rest_api

    def create_and_put(self: APIGatewayBackend, api_doc: dict[str, Any], fail_on_warnings: bool) -> RestAPI:
        api = self.create_rest_api(name=api_doc["info"]["title"], description="")
        return self.put_rest_api(api.id, api_doc, fail_on_warnings)

    def put_without_version(
        self: APIGatewayBackend,
        function_id: str,
        api_doc: dict[str, Any],
        fail_on_warnings: bool,
        mode: str = "merge",
    ) -> RestAPI:
        readable = {name: value for name, value in api_doc.items() if name != "swagger"}
        return put(self, function_id, readable, fail_on_warnings, mode)

    patch.setattr(APIGatewayBackend, "import_rest_api", create_and_put)
    patch.setattr(APIGatewayBackend, "put_rest_api", put_without_version)


def deploy_stage(folder: Path, packed: Path) -> Deployment:
    """The stage, its bucket and table included, deployed from a folder of its own, with a zip packed before."""
    state = folder / "state"
    shutil.copytree(packed, state / "deployments")
    variables = deploy_resources(boto3.client("cloudformation"), STAGE)
    url = deploy(STAGE, {**variables, "CONTACT": "https://books.example.org"}, folder / STAGE, state)
    api_id, _ = deployed_api(state, STAGE)
    api_stage = boto3.client("apigateway").get_stage(restApiId=api_id, stageName=API_STAGE)
    return Deployment(variables, folder / STAGE, state, url, functions(), api_stage)


def functions() -> dict[str, Any]:
    """The functions of the stage in the account: name -> configuration, with `Reserved` concurrency."""
    client = boto3.client("lambda")
    listed = {function["FunctionName"]: function for function in client.list_functions()["Functions"]}
    # Other tests have stages of their own in the same account.
    stage = f"goodreads-stats-{STAGE}"
    found = {name: function for name, function in listed.items() if name == stage or name.startswith(f"{stage}-")}
    for name, function in found.items():
        function["Reserved"] = client.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
    return found
