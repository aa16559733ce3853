"""A deployed stage in moto and a catalogue to bring there, for the tests of `make catalogue STAGE=…`."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.exceptions import ClientError

from chalicelib.enrichment.catalogue.dynamodb_catalogue import DynamoDBCatalogue
from scripts.aws.catalogue.put_into_use import Operator, Stage, put_into_use
from scripts.aws.stage_project import read_environment, record_environment
from tests.catalogue_file import DUNE, small_catalogue

OTHER_VARIABLES: Final = {"CONTACT": "https://books.example.org", "CACHE_TABLE": "cache"}
_NOT_CALLS: Final = {"get_paginator", "get_waiter", "exceptions"}


@cache
def _clients(moto_url: str) -> dict[str, Any]:
    """Made once for all worlds, of which each takes less time than a client."""
    return {name: boto3.client(name, endpoint_url=moto_url) for name in ("s3", "dynamodb", "lambda", "iam")}


class World:
    """A deployed stage of its own in moto, a catalogue to bring there, and what the operator saw."""

    def __init__(self, moto_url: str, folder: Path) -> None:
        self.name = f"s{abs(hash(folder))}"
        self.folder = folder / "export"
        self.file = small_catalogue(folder / "catalogue.sqlite3")
        self.bucket = f"bucket-{self.name}"
        self.function = f"goodreads-stats-{self.name}-Orchestrator"
        self.told: list[str] = []
        self.slept: list[float] = []
        self.asked = 0
        self.while_asleep: Callable[[], None] = lambda: None
        clients = _clients(moto_url)
        self.iam = clients["iam"]
        self.stage = Stage(
            self.name, folder / "environment.json", clients["s3"], clients["dynamodb"], clients["lambda"]
        )
        self.stage.s3.create_bucket(
            Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
        record_environment(self.stage.environment, {"DATA_BUCKET": self.bucket, "CONTACT": "me"})

    def deploy(self) -> None:
        """Put an Orchestrator there."""
        role = self.iam.create_role(RoleName=self.name, AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("app.py", "")
        self.stage.functions.create_function(
            FunctionName=self.function,
            Runtime="python3.13",
            Role=role,
            Handler="app.handler",
            Code={"ZipFile": code.getvalue()},
            Environment={"Variables": OTHER_VARIABLES},
        )

    def run(self, stage: Stage | None = None, *, agrees: bool = True) -> str:
        """Run the command."""
        return put_into_use(stage or self.stage, self.file, self.folder, self.operator(agrees), part_bytes=300)

    def operator(self, agrees: bool = True) -> Operator:
        def asked() -> bool:
            self.asked += 1
            return agrees

        def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            self.while_asleep()

        return Operator(asked, self.told.append, sleep)

    def make_table(self, name: str) -> str:
        """A table that stands there already."""
        self.stage.dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        return name

    def tables(self) -> list[str]:
        """Those whose names hold the stage's."""
        return [name for name in self.stage.dynamodb.list_tables()["TableNames"] if self.name in name]

    def files(self) -> list[str]:
        return [entry["Key"] for entry in self.stage.s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])]

    def recorded(self) -> str | None:
        return read_environment(self.stage.environment).get("CATALOGUE_TABLE")

    def live(self) -> Any:
        """The variables of the deployed Orchestrator."""
        return self.stage.functions.get_function_configuration(FunctionName=self.function)["Environment"]["Variables"]

    def table(self, number: int = 1) -> str:
        return f"goodreads-stats-{self.name}-catalogue-20261031-{number}"

    def is_in_use(self, table: str) -> bool:
        """Whether the table is, and nothing else is left: no other table, no file."""
        assert (self.recorded(), self.tables(), self.files()) == (table, [table], [])
        assert self.live() == {**OTHER_VARIABLES, "CATALOGUE_TABLE": table}
        found = DynamoDBCatalogue(self.stage.dynamodb, table).works([893415])
        return found == {893415: DUNE} and not self.folder.exists()

    def is_untouched(self, former: str | None) -> bool:
        """Whether everything is as before."""
        assert (self.recorded(), self.tables()) == (former, [former] if former else [])
        return bool(self.live().get("CATALOGUE_TABLE") == former)


class Watched:
    """A boto3 client whose every call can be interrupted: `before` and `after` are told the name of each."""

    def __init__(self, client: Any, before: Callable[[str], None], after: Callable[[str], None]) -> None:
        self._client = client
        self._before = before
        self._after = after

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        if name in _NOT_CALLS:
            return found

        def call(*arguments: Any, **options: Any) -> Any:
            self._before(name)
            try:
                return found(*arguments, **options)
            finally:
                self._after(name)

        return call


def nothing(name: str) -> None:
    """Lets a call pass."""


def watched(stage: Stage, before: Callable[[str], None], after: Callable[[str], None] = nothing) -> Stage:
    return replace(
        stage,
        s3=Watched(stage.s3, before, after),
        dynamodb=Watched(stage.dynamodb, before, after),
        functions=Watched(stage.functions, before, after),
    )


def failing(stage: Stage, call: str, error: BaseException, number: int = 1) -> Stage:
    """A stage in whose account the call fails, at its first time or a later one."""
    calls: list[str] = []

    def before(name: str) -> None:
        calls.append(name)
        if name == call and calls.count(call) == number:
            raise error

    return watched(stage, before)


def refused(operation: str, code: str = "AccessDenied") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "not allowed"}}, operation)
