"""Files of all sites through the routes: the answer says whose file it was, and the dashboard keeps its schema."""

from typing import Any

import pytest
from chalice.test import Client

from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.models import Json
from tests.answers import checked
from tests.flows.test_app import form, upload
from tests.ingest.dialects.files import OTHER_EXPORTS, OWN, needs

FILES = {
    "storygraph.csv": ("storygraph", {"rows": 16, "books": 15, "dates": 5, "ratings": 6}),
    "librarything.tsv": ("librarything", {"rows": 17, "books": 12, "dates": 1, "ratings": 2}),
    "librarything.json": ("librarything", {"rows": 4, "books": 3, "dates": 1, "ratings": 2}),
    "hardcover.csv": ("hardcover", {"rows": 9, "books": 8, "dates": 2, "ratings": 3}),
    "bookwyrm.csv": ("bookwyrm", {"rows": 8, "books": 8, "dates": 1, "ratings": 2}),
}


def dashboard_of(client: Client, data: bytes) -> tuple[Json, Json]:
    """The answer of an upload, and the dashboard, which adds up and keeps its schema."""
    headers, body = form(data)
    response = upload(client, body, headers)
    assert response.status_code == 200, response.body
    result: Json = response.json_body
    made: Json = checked(client.http.get(f"/{result['data_url']}").json_body)
    books, metadata = [*made["books"], *made["other_books"]], made["metadata"]
    assert len(books) + len(metadata["rows_rejected"]) == metadata["rows_total"] == result["understood"]["rows"]
    return result, made


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_another_site_goes_in_and_its_dashboard_comes_out(client: Client, name: str) -> None:
    result, made = dashboard_of(client, (OWN / name).read_bytes())
    assert (result["source"], result["understood"]) == FILES[name]
    understood: Any = made["metadata"]["understood"]
    assert made["metadata"]["source"] == result["source"]
    assert {key: understood[key] for key in ("books", "dates", "ratings")} == {
        key: result["understood"][key] for key in ("books", "dates", "ratings")
    }


def test_no_id_of_another_site_is_sent_to_a_provider(client: Client, simulator: ProviderSimulator) -> None:
    def asked_by_id() -> list[str]:
        queries = [record.query.get("q", "") for record in simulator.open_library_requests]
        return [query for query in queries if "id_goodreads" in query]

    for name in FILES:
        if name != "bookwyrm.csv":
            dashboard_of(client, (OWN / name).read_bytes())
    assert simulator.open_library_requests
    assert asked_by_id() == []
    data = (OWN / "bookwyrm.csv").read_bytes().replace(b"0140283331,9780140283334", b",")
    dashboard_of(client, data.replace(b"Whole", b"Not Cached"))
    assert ["7624" in query for query in asked_by_id()] == [True], "which BookWyrm says is Goodreads' own"


REAL = ("storygraph-a.csv", "storygraph-b-trimmed.csv", "librarything-a.tsv", "librarything-b.json")


@pytest.mark.parametrize("name", [needs(name) for name in REAL])
def test_real_files_become_dashboards(client: Client, name: str) -> None:
    result, _ = dashboard_of(client, (OTHER_EXPORTS / name).read_bytes())
    assert result["source"] == name.partition("-")[0]
    assert result["understood"]["rows"] == result["understood"]["books"]
