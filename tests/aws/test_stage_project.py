"""The copy of the project that is deployed, and the file that remembers a stage's names."""

import json
from pathlib import Path

import pytest

from scripts.aws.stage_project import FUNCTIONS, prepare, read_environment, record_environment, stages


def test_recording_twice_keeps_what_the_owner_set(tmp_path: Path) -> None:
    path = tmp_path / "environment-prod.json"
    record_environment(path, {"DATA_BUCKET": "old"})
    path.write_text(json.dumps({**read_environment(path), "CONTACT": "me@example.org"}))
    for _ in range(2):
        record_environment(path, {"DATA_BUCKET": "new"})
        assert read_environment(path) == {"CONTACT": "me@example.org", "DATA_BUCKET": "new"}
    record_environment(path, {"DATA_BUCKET": None})
    assert read_environment(path) == {"CONTACT": "me@example.org"}


def test_an_environment_file_that_is_none_stops_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "environment-prod.json"
    path.write_text('{"CHUNK_SIZE": 100}')
    with pytest.raises(SystemExit, match=r"environment-prod\.json"):
        read_environment(path)


def test_the_copy_is_made_anew_and_chalices_record_survives(tmp_path: Path) -> None:
    state, folder = tmp_path / "state", tmp_path / "copy"
    prepare("prod", {}, folder, state)
    (folder / ".chalice" / "deployed" / "prod.json").write_text("{}")
    (folder / "chalicelib" / "left_over.py").write_text("")
    prepare("prod", {}, folder, state)
    assert not (folder / "chalicelib" / "left_over.py").exists()
    assert (state / "deployed" / "prod.json").read_text() == "{}"
    assert (folder / ".chalice" / "deployed" / "prod.json").exists()


def test_the_copy_holds_what_is_deployed_only(tmp_path: Path) -> None:
    folder = prepare("dev", {}, tmp_path / "copy", tmp_path / "state")
    assert {path.name for path in folder.iterdir()} == {".chalice", "app.py", "chalicelib", "requirements.txt"}
    assert not list(folder.rglob("__pycache__"))


@pytest.mark.parametrize("stage", stages())
def test_only_book_processor_gets_the_key_of_google_books(stage: str, tmp_path: Path) -> None:
    variables = {"GOOGLE_BOOKS_API_KEY": "a-secret", "CONTACT": "x"}
    folder = prepare(stage, variables, tmp_path / "copy", tmp_path / "state")
    text = (folder / ".chalice" / "config.json").read_text()
    assert text.count("a-secret") == 1
    configured = json.loads(text)["stages"][stage]
    assert configured["environment_variables"] == {"CONTACT": "x"}
    functions = configured["lambda_functions"]
    assert functions["BookProcessor"]["environment_variables"] == {"GOOGLE_BOOKS_API_KEY": "a-secret"}
    assert functions["Orchestrator"]["environment_variables"]["GOOGLE_BOOKS_ASKED"] == "1"
    assert "environment_variables" not in functions["api_handler"]


@pytest.mark.parametrize("stage", stages())
def test_every_stage_configures_every_function(stage: str, tmp_path: Path) -> None:
    folder = prepare(stage, {"CONTACT": "x"}, tmp_path / "copy", tmp_path / "state")
    configured = json.loads((folder / ".chalice" / "config.json").read_text())["stages"][stage]
    assert set(configured["lambda_functions"]) == set(FUNCTIONS)
    assert "GOOGLE_BOOKS_ASKED" not in (folder / ".chalice" / "config.json").read_text()
    assert configured["environment_variables"] == {"CONTACT": "x"}
    assert configured["api_gateway_stage"] == "api"
    assert configured["minimum_compression_size"] == 1400
    for options in configured["lambda_functions"].values():
        assert (folder / ".chalice" / options["iam_policy_file"]).is_file()
