"""A catalogue in the data folder: whole jobs through the routes, with and without anybody to ask."""

import json
from pathlib import Path
from typing import Any

import pytest
from chalice.test import Client

from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib import wiring
from chalicelib.errors import SettingsError
from scripts.catalogue.building import build
from scripts.catalogue.dumps import find_dumps
from tests.builders import csv_row, export
from tests.flows.test_app import assert_error, upload
from tests.scripts.catalogue.dump_lines import author, edition, work, write_dumps

LIBRARY = export(
    csv_row("44767458", "Dune (Dune, #1)", "Frank Herbert", "9780441172719"),
    csv_row("7", "Emma", "Jane Austen", "9780141439587"),
    csv_row("8", "Evelina", "Frances Burney"),
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """A catalogue that knows *Dune*, in the data folder of `client`."""
    dumps = write_dumps(
        tmp_path / "dumps",
        authors=[author(1, "Frank Herbert")],
        works=[work(45, "Dune", 1, subjects=["Science fiction"], covers=[5])],
        editions=[edition(7, 45, "Dune", isbn_13=["9780441172719"])],
    )
    path = tmp_path / "data" / "catalogue.sqlite3"
    path.parent.mkdir()
    build(find_dumps(dumps), path, tell=lambda line: None, processes=1)
    return path


def books_of(client: Client, body: bytes = LIBRARY) -> tuple[dict[str, Any], dict[str, Any]]:
    """The books of the dashboard by title, and the figures of the job."""
    answer = json.loads(upload(client, body).body)
    dashboard = json.loads(client.http.get(f"/data/{answer['job_id']}").body)
    return {book["title"]: book for book in dashboard["books"]}, dashboard["metadata"]["enrichment"]


def test_the_catalogue_answers_first_and_the_providers_for_the_rest(
    client: Client, catalogue: Path, simulator: ProviderSimulator
) -> None:
    books, figures = books_of(client)
    asked = " ".join(str(request.query) for request in simulator.requests)
    assert "9780441172719" not in asked
    assert "9780141439587" in asked
    assert "Science Fiction" in books["Dune (Dune, #1)"]["genres"]
    assert "Romance" in books["Emma"]["genres"]
    assert figures["successful"] == 3


def test_with_the_catalogue_alone_nobody_is_asked(
    client: Client, catalogue: Path, simulator: ProviderSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATALOGUE_ONLY", "1")
    books, figures = books_of(client)
    assert simulator.requests == []
    assert "Science Fiction" in books["Dune (Dune, #1)"]["genres"]
    assert books["Dune (Dune, #1)"]["genre_sources"] == ["open_library"]
    assert books["Emma"]["genres"] == []
    assert (figures["successful"], figures["failed"], figures["provider_requests"]) == (3, 0, 0)


def test_a_catalogue_that_takes_its_place_is_used_from_the_next_job_on(
    client: Client, catalogue: Path, simulator: ProviderSimulator
) -> None:
    moved = catalogue.rename(catalogue.with_name("elsewhere.sqlite3"))
    books_of(client, export(csv_row("44767458", "Dune", "Frank Herbert")))
    asked = len(simulator.requests)
    assert asked
    moved.rename(catalogue)
    books_of(client, export(csv_row("5", "Dune: Deluxe Edition", "Frank Herbert")))
    assert len(simulator.requests) == asked


def test_a_damaged_catalogue_costs_a_job_nothing_but_itself(
    client: Client, catalogue: Path, simulator: ProviderSimulator
) -> None:
    catalogue.write_bytes(b"not a database" * 1000)
    books, figures = books_of(client)
    assert "Science Fiction" in books["Dune (Dune, #1)"]["genres"]
    assert figures["successful"] == 3


@pytest.mark.parametrize("damage_at", range(0, 60_000, 4096))
def test_damage_anywhere_in_the_file_fails_no_job(client: Client, catalogue: Path, damage_at: int) -> None:
    data = bytearray(catalogue.read_bytes())
    data[damage_at : damage_at + 600] = b"\xff" * len(data[damage_at : damage_at + 600])
    catalogue.write_bytes(data)
    _, figures = books_of(client)
    assert figures["successful"] == 3


def test_a_catalogue_that_is_named_has_to_be_there(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATALOGUE", str(tmp_path / "nowhere.sqlite3"))
    with pytest.raises(SettingsError, match=r"CATALOGUE=.*nowhere.sqlite3.*make catalogue"):
        wiring.catalogue()
    assert_error(upload(client, LIBRARY), 500, "JobFailedError")


def test_without_a_catalogue_nobody_can_do_with_it_alone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATALOGUE_ONLY", "1")
    with pytest.raises(SettingsError, match=r"CATALOGUE_ONLY='1'.*make catalogue"):
        wiring.catalogue()


def test_a_catalogue_may_be_anywhere(
    client: Client, catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, simulator: ProviderSimulator
) -> None:
    moved = catalogue.rename(tmp_path / "elsewhere.sqlite3")
    monkeypatch.setenv("CATALOGUE", str(moved))
    books_of(client, export(csv_row("44767458", "Dune", "Frank Herbert")))
    assert simulator.requests == []
