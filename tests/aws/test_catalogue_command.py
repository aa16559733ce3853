"""`python -m scripts.aws.catalogue`: what the operator is asked and told."""

import io
import re
from collections.abc import Iterator

import pytest

from scripts.aws.catalogue import put_into_use as command
from scripts.aws.catalogue.importing import catalogue_tables
from tests.aws.catalogue_stage import World, refused
from tests.aws.deployment import account_in
from tests.catalogue_file import Imports


@pytest.fixture(autouse=True)
def account(moto_url: str, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(command, "environment_file", lambda stage: world.stage.environment)
    with account_in(moto_url):
        yield


@pytest.fixture(autouse=True)
def no_catalogues_of_dev(world: World, account: None) -> Iterator[None]:
    """The command's stage is a real one, which other tests have too."""
    yield
    for table in catalogue_tables(world.stage.dynamodb, "dev"):
        world.stage.dynamodb.delete_table(TableName=table)


def run(world: World, *more: str) -> int:
    return command.main(["--stage", "dev", "--file", str(world.file), *more], sleep=world.slept.append)


def test_it_puts_a_catalogue_into_use(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(world, "--yes") == 0
    assert world.recorded() == "goodreads-stats-dev-catalogue-20261031-1"
    assert "US$" in capsys.readouterr().out
    assert {path.name for path in world.file.parent.iterdir()} == {world.file.name, "environment.json"}


@pytest.mark.parametrize(("answer", "code"), [("y", 0), (" YES ", 0), ("n", 1), ("", 1), (None, 1)])
def test_it_asks_before_it_spends(
    world: World, monkeypatch: pytest.MonkeyPatch, imports: Imports, answer: str | None, code: int
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("" if answer is None else f"{answer}\n"))
    assert run(world) == code
    assert imports.started == 1 - code


def test_a_failure_is_one_sentence_and_the_exit_code(
    world: World, imports: Imports, capsys: pytest.CaptureFixture[str]
) -> None:
    imports.outcome = "FAILED"
    assert run(world, "--yes") == 1
    assert re.fullmatch(
        r"Failed: the import into .* have been removed\. The former .* in use\.\n", capsys.readouterr().err
    )


def test_a_missing_catalogue_is_one_sentence(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.file.unlink()
    assert run(world, "--yes") == 1
    assert capsys.readouterr().err.startswith("Stopped: there is no catalogue")


@pytest.mark.parametrize(("error", "code"), [(refused("Any"), 1), (OSError("no room"), 1), (KeyboardInterrupt(), 130)])
def test_an_interruption_says_that_it_goes_on(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
) -> None:
    def interrupted(*_: object) -> str:
        raise error

    monkeypatch.setattr(command, "put_into_use", interrupted)
    assert run(world, "--yes") == code
    assert "Run the command again: it goes on where it stopped." in capsys.readouterr().err
