"""`make catalogue STAGE=…` after the build, against moto: a catalogue comes into use, whatever happens on the way."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from boto3.exceptions import S3UploadFailedError
from botocore.exceptions import ClientError, EndpointConnectionError

from chalicelib.jobs.job_store import TIME_LIMIT_S
from scripts.aws.catalogue.export import export_catalogue
from scripts.aws.catalogue.importing import POLL_S, CatalogueImport, ImportFailed, is_catalogue
from scripts.aws.catalogue.put_into_use import Stopped
from scripts.aws.stage_project import read_environment, record_environment
from tests.aws.catalogue_stage import OTHER_VARIABLES, Watched, World, failing, nothing, refused, watched
from tests.catalogue_file import Imports, small_catalogue


def test_a_first_catalogue_comes_into_use(world: World) -> None:
    assert world.run() == world.table()
    assert world.is_in_use(world.table())
    assert (world.asked, world.slept) == (1, [])
    assert read_environment(world.stage.environment)["CONTACT"] == "me"
    assert f"{world.table()} is in use." in world.told


def test_the_table_costs_nothing_idle(world: World) -> None:
    table = world.stage.dynamodb.describe_table(TableName=world.run())["Table"]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["KeySchema"] == [{"AttributeName": "k", "KeyType": "HASH"}]


def test_the_cost_is_named_before_anything_is_started(world: World, former: str, imports: Imports) -> None:
    with pytest.raises(Stopped, match="not agreed to"):
        world.run(agrees=False)
    assert "US$ 0.15" in world.told[-1]
    assert world.is_untouched(former)
    assert (imports.started, world.files()) == (0, [])


def test_the_former_table_goes_when_no_job_can_read_it_any_more(world: World, former: str) -> None:
    def still_there() -> None:
        assert former in world.tables()
        assert world.live()["CATALOGUE_TABLE"] == world.table()

    world.while_asleep = still_there
    assert world.run() == world.table()
    assert world.is_in_use(world.table())
    assert world.slept == [TIME_LIMIT_S]
    assert world.told[-1] == f"{former} has been removed."


def test_the_same_date_again_takes_the_next_number(world: World) -> None:
    world.run()
    small_catalogue(world.file.with_name("new"), authors={8: ("Corrected",)}).replace(world.file)
    assert world.run() == world.table(2)
    assert world.is_in_use(world.table(2))
    # Not the tenth after the first, in the order of letters.
    world.make_table(world.table(10))
    small_catalogue(world.file.with_name("new"), authors={8: ("Corrected again",)}).replace(world.file)
    assert world.run() == world.table(11)
    assert world.is_in_use(world.table(11))


def test_only_catalogues_of_the_stage_are_removed(world: World) -> None:
    """Neither a table that was set by hand, nor another stage's, nor the cache."""
    names = [
        f"my-{world.name}",
        f"goodreads-stats-{world.name}-CacheTable-1",
        f"goodreads-stats-{world.name}2-catalogue-20260930-1",
    ]
    kept = [world.make_table(name) for name in names]
    record_environment(world.stage.environment, {"CATALOGUE_TABLE": kept[0]})
    world.stage.s3.put_object(Bucket=world.bucket, Key="data/1.json", Body=b"{}")
    table = world.run()
    assert sorted(world.tables()) == sorted([*kept, table])
    assert world.files() == ["data/1.json"]


@pytest.mark.parametrize(
    ("table", "ours"),
    [
        ("goodreads-stats-dev-catalogue-20261031-1", True),
        ("goodreads-stats-dev-catalogue-samples-12", True),
        ("goodreads-stats-dev-catalogue-20261031", False),
        ("goodreads-stats-dev-catalogue-20261031-1-copy", False),
        ("my-goodreads-stats-dev-catalogue-20261031-1", False),
        ("goodreads-stats-prod-catalogue-20261031-1", False),
        ("goodreads-stats-dev-CacheTable-1", False),
    ],
)
def test_catalogues_are_known_by_their_names(table: str, ours: bool) -> None:
    assert is_catalogue("dev", table) is ours


def test_no_other_table_can_be_removed(world: World, tmp_path: Path) -> None:
    export = export_catalogue(world.file, tmp_path / "files")
    stage = world.stage
    way = CatalogueImport(stage.s3, stage.dynamodb, world.name, world.bucket, export, sleep=print, tell=print)
    with pytest.raises(ValueError, match="is no catalogue of the stage"):
        way.remove_table(world.make_table(f"cache-{world.name}"))
    assert world.tables() == [f"cache-{world.name}"]


def test_before_the_first_deployment_the_table_is_recorded_for_it(
    moto_url: str, tmp_path: Path, imports: Imports
) -> None:
    world = World(moto_url, tmp_path)
    old = world.make_table(world.table(7))
    table = world.run()
    assert (world.recorded(), world.tables()) == (table, [table])
    # Nobody reads the old one.
    assert (world.slept, old in world.tables()) == ([], False)
    assert f"{table} is used from the next make deploy STAGE={world.name} on." in world.told


def test_a_stage_without_a_bucket_is_told_to_deploy_first(world: World) -> None:
    record_environment(world.stage.environment, {"DATA_BUCKET": None})
    with pytest.raises(Stopped, match=f"make deploy STAGE={world.name} comes first"):
        world.run()


def test_progress_is_shown_while_the_import_runs(world: World, imports: Imports) -> None:
    imports.held = True
    world.while_asleep = imports.let_go
    world.run()
    assert world.slept == [POLL_S]
    assert "13 of 13 items imported (100%)" in world.told
    assert [line for line in world.told if "in the bucket" in line] == [
        f"{number} of 3 files are in the bucket" for number in (1, 2, 3)
    ]


@pytest.mark.parametrize("outcome", ["FAILED", "CANCELLED"])
def test_an_import_that_fails_leaves_the_former_catalogue_and_nothing_else(
    world: World, former: str, imports: Imports, outcome: str
) -> None:
    imports.outcome = outcome
    with pytest.raises(
        ImportFailed, match=rf"has ended as {outcome} \(ItemValidationError: for this test\); the table and"
    ):
        world.run()
    assert world.is_untouched(former)
    assert world.files() == []
    imports.outcome = ""
    assert world.run() == world.table()
    assert world.is_in_use(world.table())
    assert (imports.started, world.asked) == (2, 2)


def test_an_import_that_lost_items_is_no_catalogue(world: World, former: str, imports: Imports) -> None:
    imports.lost = 1
    with pytest.raises(ImportFailed, match="has taken 12 of 13 items"):
        world.run()
    assert world.is_untouched(former)
    assert world.files() == []


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("upload_file", S3UploadFailedError("Failed to upload")),
        ("import_table", refused("ImportTable", "LimitExceededException")),
        ("put_object", refused("PutObject")),
    ],
)
def test_what_aws_refuses_before_the_import_leaves_nothing(
    world: World, former: str, imports: Imports, call: str, error: Exception
) -> None:
    with pytest.raises(ImportFailed, match=f"{re.escape(str(error))}; the table and the files in S3 have been removed"):
        world.run(failing(world.stage, call, error, number=2 if call == "upload_file" else 1))
    assert world.is_untouched(former)
    assert (imports.started, world.files()) == (0, [])
    assert world.is_in_use(world.run())


def test_an_import_that_began_but_could_not_be_noted_is_removed_too(
    world: World, former: str, imports: Imports
) -> None:
    with pytest.raises(ImportFailed, match="not allowed"):
        world.run(failing(world.stage, "put_object", refused("PutObject"), number=2))
    assert imports.started == 1
    assert world.is_untouched(former)
    assert world.files() == []


def test_a_lost_connection_removes_nothing_and_the_upload_goes_on(world: World, former: str, imports: Imports) -> None:
    lost = EndpointConnectionError(endpoint_url="https://s3")
    with pytest.raises(EndpointConnectionError):
        world.run(failing(world.stage, "upload_file", lost, number=3))
    assert len(world.files()) == 2
    uploaded: list[str] = []
    world.run(watched(world.stage, uploaded.append))
    assert uploaded.count("upload_file") == 1
    assert world.is_in_use(world.table())


@pytest.mark.parametrize("call", ["describe_import", "get_item"])
def test_a_question_that_fails_does_not_end_the_import(world: World, imports: Imports, call: str) -> None:
    with pytest.raises(ClientError, match="not allowed"):
        world.run(failing(world.stage, call, refused(call)))
    assert world.tables() == [world.table()]
    assert world.is_in_use(world.run())
    assert (imports.started, world.asked) == (1, 1)


@pytest.mark.parametrize("call", ["get_function_configuration", "update_function_configuration"])
def test_a_function_that_cannot_be_updated_keeps_the_former_table(
    world: World, former: str, imports: Imports, call: str
) -> None:
    with pytest.raises(ClientError, match="ResourceConflictException"):
        world.run(failing(world.stage, call, refused(call, "ResourceConflictException")))
    assert (world.recorded(), world.live()["CATALOGUE_TABLE"]) == (former, former)
    assert sorted(world.tables()) == sorted([former, world.table()])
    assert world.is_in_use(world.run())
    assert (imports.started, world.asked) == (1, 1)


def test_variables_that_lambda_does_not_tell_are_not_overwritten(world: World, former: str) -> None:
    """Lambda answers so where the caller may not decrypt them."""

    class Secretive:
        exceptions = world.stage.functions.exceptions

        def get_function_configuration(self, FunctionName: str) -> Any:  # noqa: N803  (boto3's own name)
            return {"Environment": {"Error": {"Message": "no access to the key"}}, "RevisionId": "1"}

    with pytest.raises(Stopped, match="cannot be read: no access to the key"):
        world.run(replace(world.stage, functions=Secretive()))
    assert (world.recorded(), world.live()["CATALOGUE_TABLE"]) == (former, former)


def test_the_update_names_the_revision_that_was_read(world: World) -> None:
    """Otherwise a deployment at the same moment would be undone. moto knows no revisions."""
    sent: list[Any] = []

    class Revised(Watched):
        def get_function_configuration(self, **options: Any) -> Any:
            return {**world.stage.functions.get_function_configuration(**options), "RevisionId": "r7"}

        def update_function_configuration(self, **options: Any) -> Any:
            sent.append(options.pop("RevisionId"))
            return world.stage.functions.update_function_configuration(**options)

    world.run(replace(world.stage, functions=Revised(world.stage.functions, nothing, nothing)))
    assert sent == ["r7"]
    assert world.live() == {**OTHER_VARIABLES, "CATALOGUE_TABLE": world.table()}


def calls_of_a_run(world: World) -> list[str]:
    calls: list[str] = []
    world.run(watched(world.stage, calls.append))
    return calls


def test_a_run_may_be_stopped_after_any_call_and_is_taken_up_again(
    world: World, former: str, imports: Imports, moto_url: str, tmp_path: Path
) -> None:
    """The call has done its work, its answer is lost. No import is paid for twice."""
    usual = calls_of_a_run(world)
    assert {"upload_file", "import_table", "update_function_configuration", "delete_table"} <= set(usual)
    for number, last in enumerate(usual):
        folder = tmp_path / f"stopped-{number}"
        folder.mkdir()
        other = World(moto_url, folder)
        other.deploy()
        old = other.make_table(other.table().replace("20261031", "20260930"))
        record_environment(other.stage.environment, {"CATALOGUE_TABLE": old})
        started = imports.started
        calls: list[str] = []

        def stop(name: str, calls: list[str] = calls, number: int = number) -> None:
            calls.append(name)
            if len(calls) == number + 1:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            other.run(watched(other.stage, nothing, stop))
        assert calls == usual[: number + 1]
        assert other.recorded() in other.tables()
        other.run()
        assert other.is_in_use(other.table()), (number, last)
        assert imports.started == started + 1, (number, last)


def test_a_catalogue_that_is_in_use_is_not_imported_again(world: World, imports: Imports) -> None:
    table = world.run()
    world.make_table(world.table(7))
    world.stage.functions.update_function_configuration(
        FunctionName=world.function, Environment={"Variables": OTHER_VARIABLES}
    )
    assert world.run(agrees=False) == table
    assert world.is_in_use(table)
    assert (imports.started, world.asked) == (1, 1)


def test_an_import_that_still_runs_is_waited_for(world: World, former: str, imports: Imports) -> None:
    imports.held = True

    def stop() -> None:
        raise KeyboardInterrupt

    world.while_asleep = stop
    with pytest.raises(KeyboardInterrupt):
        world.run()
    assert (world.recorded(), world.live()["CATALOGUE_TABLE"]) == (former, former)
    world.while_asleep = imports.let_go
    assert world.run() == world.table()
    assert world.is_in_use(world.table())
    assert (imports.started, world.asked) == (1, 1)
    assert f"An earlier run has begun the import into {world.table()}; this one goes on with it." in world.told


def test_another_catalogue_whose_import_still_runs_is_removed_when_it_has_ended(world: World, imports: Imports) -> None:
    """DynamoDB cannot stop an import, and deletes no table that one fills."""
    imports.held = True

    def stop() -> None:
        raise KeyboardInterrupt

    world.while_asleep = stop
    with pytest.raises(KeyboardInterrupt):
        world.run()
    imports.held = False
    small_catalogue(world.file.with_name("new"), authors={8: ("Corrected",)}).replace(world.file)
    world.while_asleep = lambda: imports.let_go() if world.slept[-1] == POLL_S else None
    assert world.run() == world.table(2)
    assert world.is_in_use(world.table(2))
    assert world.slept == [POLL_S, TIME_LIMIT_S, POLL_S]
    assert f"{world.table()} is still being imported; it is removed afterwards." in world.told


def test_an_import_that_dynamodb_has_forgotten_is_begun_anew(world: World, imports: Imports) -> None:
    """It keeps them for 90 days; moto answers an unknown one with an error of its own."""
    with pytest.raises(ClientError):
        world.run(failing(world.stage, "describe_import", refused("DescribeImport")))
    forgotten = world.stage.dynamodb.exceptions.ImportNotFoundException({"Error": {}}, "DescribeImport")
    with pytest.raises(ImportFailed, match="DynamoDB knows no import arn:"):
        world.run(failing(world.stage, "describe_import", forgotten))
    assert (world.tables(), world.files()) == ([], [])
    assert world.is_in_use(world.run())


@pytest.mark.parametrize("gone", [True, False])
def test_a_table_that_does_not_hold_the_catalogue_is_not_used(world: World, former: str, gone: bool) -> None:
    """Somebody deleted it meanwhile, or made another in its place."""
    with pytest.raises(ClientError):
        # The first such call asks the former table.
        world.run(failing(world.stage, "get_item", refused("GetItem"), number=2))
    world.stage.dynamodb.delete_table(TableName=world.table())
    if not gone:
        world.make_table(world.table())
    with pytest.raises(ImportFailed, match="does not hold the catalogue of 2026-10-31"):
        world.run()
    assert world.is_untouched(former)


def test_the_note_survives_in_the_bucket(world: World) -> None:
    """Whoever goes on may do so from another machine: nothing but the catalogue is needed there."""
    with pytest.raises(ClientError):
        world.run(failing(world.stage, "describe_import", refused("DescribeImport")))
    (note,) = [file for file in world.files() if file.endswith(".json")]
    assert note.startswith("catalogue/2026-10-31/")
    body = json.loads(world.stage.s3.get_object(Bucket=world.bucket, Key=note)["Body"].read())
    assert body["table"] == world.table()
    assert body["arn"].startswith("arn:aws:dynamodb:")
