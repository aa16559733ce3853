"""The catalogue's contract, over both implementations; DynamoDB's items are made and imported as in AWS."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from chalicelib.enrichment.catalogue.dynamodb_catalogue import DynamoDBCatalogue
from chalicelib.enrichment.catalogue.interface import Catalogue, Edition
from chalicelib.enrichment.catalogue.records import FORMAT
from chalicelib.enrichment.catalogue.sqlite_catalogue import SQLiteCatalogue
from chalicelib.errors import CatalogueUnavailable
from scripts.aws.catalogue.export import export_catalogue
from scripts.aws.catalogue.importing import CatalogueImport
from tests.catalogue_file import DUMP_DATE, DUNE, WITHOUT_WORK, imports_as_documented, small_catalogue

MANY: Final = range(1, 251)
Make = Callable[..., Catalogue]


@pytest.fixture(params=["sqlite", "dynamodb"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Makes a catalogue of these rows, of one implementation or the other."""

    def in_sqlite(**rows: Any) -> Catalogue:
        return SQLiteCatalogue(small_catalogue(tmp_path / "catalogue.sqlite3", **rows))

    if request.param == "sqlite":
        yield in_sqlite
        return
    url = request.getfixturevalue("moto_url")
    s3, dynamodb = (boto3.client(name, endpoint_url=url) for name in ("s3", "dynamodb"))
    stage = f"contract{abs(hash(tmp_path))}"
    s3.create_bucket(Bucket=stage, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})

    def in_dynamodb(**rows: Any) -> Catalogue:
        file = small_catalogue(tmp_path / "catalogue.sqlite3", **rows)
        export = export_catalogue(file, tmp_path / "export", part_bytes=1000)
        way = CatalogueImport(s3, dynamodb, stage, stage, export, sleep=time.sleep, tell=print)
        way.upload()
        note = way.start(None)
        way.wait(note)
        return DynamoDBCatalogue(dynamodb, note.table)

    with imports_as_documented():
        yield in_dynamodb


@pytest.fixture
def catalogue(make: Make) -> Catalogue:
    return make()


def test_it_tells_the_date_of_its_dumps(catalogue: Catalogue) -> None:
    assert catalogue.dump_date() == DUMP_DATE


def test_a_catalogue_of_another_format_is_unavailable(tmp_path: Path) -> None:
    """One that is exported is of this format; for DynamoDB see below."""
    other = SQLiteCatalogue(small_catalogue(tmp_path / "c.sqlite3", made_as=FORMAT + 1))
    with pytest.raises(CatalogueUnavailable, match=r"c\.sqlite3 is of another format"):
        other.dump_date()


def test_editions_are_found_by_isbn(catalogue: Catalogue) -> None:
    assert catalogue.editions_by_isbn13({"9780441172719", "9783161484100", "9780306406157"}) == {
        "9780441172719": Edition(893415, 7353617, 8739161, "eng"),
        # An edition that belongs to no work, without cover and language.
        "9783161484100": Edition(-27_000_001, 27_000_001, 0, ""),
    }


def test_editions_are_found_by_goodreads_number(catalogue: Catalogue) -> None:
    assert catalogue.editions_by_goodreads_id(["234225", "7", "8"]) == {
        "234225": Edition(893415, 7353617, 8739161, "eng"),
        "7": Edition(893415, 5, 0, ""),
    }


def test_works_are_found_by_title_in_the_order_of_their_numbers(catalogue: Catalogue) -> None:
    assert catalogue.works_by_title({0x1A2B3C, 2**48 - 1, 0, 5}) == {
        0x1A2B3C: (-27_000_001, 893415, 893416),
        2**48 - 1: (893415,),
        0: (893416,),
    }


def test_works_are_read_as_they_were_packed(catalogue: Catalogue) -> None:
    assert catalogue.works({893415, -27_000_001, 893416, 27_000_001}) == {893415: DUNE, -27_000_001: WITHOUT_WORK}


def test_authors_have_all_their_names_the_first_one_first(catalogue: Catalogue) -> None:
    assert catalogue.authors({79034, 8, 9}) == {
        79034: ("Frank Herbert", 'Herbert, "Frank"', "Φρανκ Χέρμπερτ"),
        8: ("Nur Einer",),
    }


def test_kinds_do_not_mix(make: Make) -> None:
    """The same number is an edition, a work, an author and a title."""
    catalogue = make(
        goodreads={16: Edition(1, 2, 3, "ger")}, titles={16: (4,)}, works={16: DUNE}, authors={16: ("A",)}, isbns={}
    )
    assert catalogue.editions_by_isbn13(["16"]) == {}
    assert catalogue.editions_by_goodreads_id(["16"]) == {"16": Edition(1, 2, 3, "ger")}
    assert catalogue.works_by_title([16]) == {16: (4,)}
    assert catalogue.works([16]) == {16: DUNE}
    assert catalogue.authors([16]) == {16: ("A",)}


def test_asking_for_nothing_finds_nothing(catalogue: Catalogue) -> None:
    assert catalogue.editions_by_isbn13([]) == {}
    assert catalogue.editions_by_goodreads_id(set()) == {}
    assert catalogue.works_by_title(set()) == {}
    assert catalogue.works(()) == {}
    assert catalogue.authors([]) == {}


def test_what_is_asked_twice_is_found_once(catalogue: Catalogue) -> None:
    """DynamoDB refuses a batch that names a key twice."""
    assert catalogue.works([893415, 893415]) == {893415: DUNE}
    assert catalogue.works_by_title([0x1A2B3C] * 2) == {0x1A2B3C: (-27_000_001, 893415, 893416)}
    assert set(catalogue.editions_by_isbn13(["9780441172719"] * 3)) == {"9780441172719"}


def test_more_than_one_batch_is_found(make: Make) -> None:
    """DynamoDB reads 100 items a request."""
    catalogue = make(authors={number: (f"Name {number}",) for number in MANY})
    assert catalogue.authors([*MANY, 9999]) == {number: (f"Name {number}",) for number in MANY}


@pytest.mark.parametrize("kept", [0, 100, 3000, 9000])
def test_a_damaged_file_is_unavailable(tmp_path: Path, kept: int) -> None:
    """Cut off after so many bytes."""
    path = small_catalogue(tmp_path / "catalogue.sqlite3", works={number: bytes(500) for number in MANY})
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(CatalogueUnavailable, match=r"catalogue\.sqlite3 cannot be read"):
        SQLiteCatalogue(path).works(MANY)


def test_a_file_of_something_else_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite3"
    path.write_bytes(b"this is no database" * 1000)
    with pytest.raises(CatalogueUnavailable):
        SQLiteCatalogue(path).dump_date()


def test_a_missing_file_or_table_is_unavailable(tmp_path: Path, moto_url: str) -> None:
    client = boto3.client("dynamodb", endpoint_url=moto_url)
    for missing in (SQLiteCatalogue(tmp_path / "none.sqlite3"), DynamoDBCatalogue(client, "none")):
        with pytest.raises(CatalogueUnavailable, match="the catalogue none"):
            missing.authors([1])
    assert not list(tmp_path.iterdir())


def test_a_file_that_takes_the_place_of_another_is_read_at_once(tmp_path: Path) -> None:
    catalogue = SQLiteCatalogue(small_catalogue(tmp_path / "catalogue.sqlite3"))
    assert catalogue.dump_date() == DUMP_DATE
    small_catalogue(tmp_path / "new", dump_date="2026-11-30").replace(tmp_path / "catalogue.sqlite3")
    assert catalogue.dump_date() == "2026-11-30"


class DynamoDB:
    """A DynamoDB client with an item for every key, of which it reads so many a request until it is throttled."""

    def __init__(self, rounds: int = 99, read: int = 100, seconds: float = 0, value: str = "one\ntwo") -> None:
        self.rounds = rounds
        self.read = read
        self.seconds = seconds
        self.value = value
        self.now = 0.0
        self.requests: list[int] = []

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803  (boto3's own name)
        ((table, part),) = RequestItems.items()
        self.requests.append(len(part["Keys"]))
        self.now += self.seconds
        read = self.read if len(self.requests) <= self.rounds else 0
        items = [{**key, "v": {"S": self.value}} for key in part["Keys"][:read]]
        left = part["Keys"][read:]
        return {"Responses": {table: items}, "UnprocessedKeys": {table: {"Keys": left}} if left else {}}


def test_nothing_is_sent_for_nothing() -> None:
    client = DynamoDB()
    assert DynamoDBCatalogue(client, "table").works(set()) == {}
    assert client.requests == []


def test_batches_are_as_large_as_dynamodb_allows() -> None:
    client = DynamoDB()
    assert len(DynamoDBCatalogue(client, "table").authors(MANY)) == len(MANY)
    assert client.requests == [100, 100, 50]


def test_a_table_of_another_format_is_unavailable() -> None:
    for value in (f"{FORMAT + 1}\n2026-10-31", "", "2026-10-31"):
        with pytest.raises(CatalogueUnavailable, match="table is of another format"):
            DynamoDBCatalogue(DynamoDB(value=value), "table").dump_date()


def test_what_dynamodb_leaves_unread_is_asked_for_again_with_growing_pauses() -> None:
    client, pauses = DynamoDB(read=20), list[float]()
    found = DynamoDBCatalogue(client, "table", sleep=pauses.append).authors(range(100))
    assert found == dict.fromkeys(range(100), ("one", "two"))
    assert client.requests == [100, 80, 60, 40, 20]
    assert pauses == [0.05, 0.1, 0.2, 0.4]


@pytest.mark.parametrize(("keys", "rounds"), [(7, 7), (3, 1)])
def test_a_table_that_stays_throttled_is_given_up(keys: int, rounds: int) -> None:
    """After six requests for one part; seven keys would take seven."""
    client = DynamoDB(rounds, read=1)
    with pytest.raises(CatalogueUnavailable, match="throttled"):
        DynamoDBCatalogue(client, "table", sleep=lambda seconds: None).authors(range(keys))
    assert len(client.requests) == 6


@pytest.mark.parametrize(("seconds", "requests"), [(1.0, 9), (4.0, 3), (10.0, 1)])
def test_a_slow_table_is_given_up_before_it_holds_a_job_up(seconds: float, requests: int) -> None:
    client = DynamoDB(seconds=seconds)
    catalogue = DynamoDBCatalogue(client, "table", stopwatch=lambda: client.now)
    if seconds == 1.0:
        assert len(catalogue.authors(range(900))) == 900
    else:
        with pytest.raises(CatalogueUnavailable, match="longer than 10 s"):
            catalogue.authors(range(900))
    assert len(client.requests) == requests


class RefusingDynamoDB:
    """A DynamoDB client whose requests fail."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def batch_get_item(self, **_: object) -> Any:
        raise self.error


@pytest.mark.parametrize(
    "error",
    [
        EndpointConnectionError(endpoint_url="https://dynamodb.example"),
        ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "BatchGetItem"),
        ClientError({"Error": {"Code": "ProvisionedThroughputExceededException", "Message": "no"}}, "BatchGetItem"),
    ],
)
def test_a_table_that_answers_with_an_error_is_unavailable(error: Exception) -> None:
    with pytest.raises(CatalogueUnavailable, match="table cannot be read"):
        DynamoDBCatalogue(RefusingDynamoDB(error), "table").works([1])
