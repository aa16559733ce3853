"""Which books of a job the catalogue settles."""

import logging

import pytest

from chalicelib.enrichment.catalogue.job_catalogue import JobCatalogue, Known
from chalicelib.enrichment.catalogue.records import Work
from chalicelib.errors import CatalogueUnavailable
from chalicelib.models import BookInfo
from tests.enrichment.catalogue.catalogues import MemoryCatalogue

EMMA = BookInfo("Emma", "Jane Austen")
BARE = BookInfo("Sanditon", "Jane Austen")
UNKNOWN = BookInfo("Evelina", "Frances Burney")
NOTHING = BookInfo("???", "")


class Damaged(MemoryCatalogue):
    """A catalogue that cannot be read."""

    def dump_date(self) -> str:
        self.reads += 1
        raise CatalogueUnavailable("the catalogue catalogue.sqlite3 cannot be read: disk I/O error")


@pytest.fixture
def catalogue() -> MemoryCatalogue:
    known = MemoryCatalogue({3: ("Jane Austen",)})
    known.add(1, Work("Emma", authors=(3,), subjects=("Love stories",), cover=5))
    known.add(2, Work("Sanditon", authors=(3,), pages=90))
    return known


def settled(known: list[Known]) -> list[bool]:
    return [one.settled for one in known]


def test_without_a_catalogue_nothing_is_known() -> None:
    assert JobCatalogue(None, only=False, google_key=False).find([EMMA, BARE]) == [Known(None, False)] * 2


def test_what_is_found_is_settled_and_the_rest_is_left_to_the_providers(catalogue: MemoryCatalogue) -> None:
    known = JobCatalogue(catalogue, only=False, google_key=False).find([EMMA, UNKNOWN, BARE, NOTHING])
    assert settled(known) == [True, False, True, False]
    emma, unknown, bare, _ = (one.result for one in known)
    assert emma is not None
    assert (emma.success, emma.matched_by, emma.genre_sources) == (True, "title_author", ("open_library",))
    assert "Romance" in emma.final_genres
    assert unknown is None
    assert bare is not None
    assert (bare.success, bare.final_genres, bare.num_pages) == (True, (), 90)


def test_google_is_asked_for_what_it_may_add_to(catalogue: MemoryCatalogue) -> None:
    known = JobCatalogue(catalogue, only=False, google_key=True).find([EMMA, BARE])
    assert settled(known) == [True, False]
    assert known[1].result is not None


def test_where_nobody_may_be_asked_every_book_is_settled(catalogue: MemoryCatalogue) -> None:
    known = JobCatalogue(catalogue, only=True, google_key=True).find([EMMA, UNKNOWN, BARE, NOTHING])
    assert settled(known) == [True] * 4
    _, unknown, _, nothing = (one.result for one in known)
    assert unknown is not None
    assert (unknown.success, unknown.matched_by, unknown.error_category) == (True, None, None)
    assert unknown.processing_logs[0].startswith("catalogue of 2026-10-31: ")
    assert nothing is not None
    assert (nothing.success, nothing.error_category) == (False, "data_format")
    assert "neither a valid ISBN" in (nothing.error_message or "")


def test_a_damaged_catalogue_is_told_and_left_out(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        known = JobCatalogue(Damaged(), only=False, google_key=False).find([EMMA])
    assert known == [Known(None, False)]
    assert "disk I/O error; this chunk goes on without it" in caplog.text


def test_where_nobody_else_may_be_asked_the_books_of_a_damaged_catalogue_fail() -> None:
    (known,) = JobCatalogue(Damaged(), only=True, google_key=False).find([EMMA])
    assert known.settled
    assert known.result is not None
    assert (known.result.success, known.result.error_category) == (False, "data_format")
    assert "disk I/O error" in (known.result.error_message or "")


@pytest.mark.parametrize("only", [True, False])
def test_a_catalogue_that_has_failed_twice_is_not_read_again(only: bool) -> None:
    damaged = Damaged()
    catalogue = JobCatalogue(damaged, only=only, google_key=False)
    answers = [catalogue.find([EMMA]) for _ in range(5)]
    assert damaged.reads == 2
    assert answers == [answers[0]] * 5


def test_no_book_is_no_read(catalogue: MemoryCatalogue) -> None:
    assert JobCatalogue(catalogue, only=True, google_key=False).find([]) == []
    assert catalogue.reads == 0
