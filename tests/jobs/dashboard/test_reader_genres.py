"""What a reader's own shelves and the other volumes of a series add to the genres of a book."""

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from chalicelib.enrichment.genres.reader import ReaderGenres
from chalicelib.jobs.dashboard.reader_genres import genres_for_reader
from chalicelib.models import EnrichedBook, Series
from tests.jobs.dashboard.dashboards import FULL, UNKNOWN

ROW = replace(FULL, bookshelves=())
SAGA = Series("Saga")


def found(*genres: str) -> EnrichedBook:
    return replace(UNKNOWN, final_genres=genres, genre_sources=("open_library",) if genres else ())


def for_reader(*books: tuple[Sequence[str], EnrichedBook, Series | None]) -> list[ReaderGenres]:
    rows = [replace(ROW, bookshelves=tuple(shelves)) for shelves, _, _ in books]
    return genres_for_reader(rows, [result for _, result, _ in books], [series for _, _, series in books])


def test_without_shelves_and_series_the_providers_genres_stay() -> None:
    (book,) = for_reader(((), found("Classics", "Fiction"), None))
    assert (book.genres, book.sources) == (("Classics", "Fiction"), ("open_library",))


def test_the_readers_shelf_comes_first_and_is_named() -> None:
    shelved, status = for_reader(
        (["favorites", "sci-fi"], found("Classics", "Fiction"), None), (["to-read", "2019"], found(), None)
    )
    assert (shelved.genres[0], shelved.genres[-1]) == ("Science Fiction", "Fiction")
    assert shelved.sources == ("open_library", "shelves")
    assert (status.genres, status.sources) == ((), ())


def test_a_volume_without_genres_has_those_of_the_others_in_whatever_spelling_of_the_series() -> None:
    known = found("Fantasy", "Young Adult", "Adventure", "Fiction")
    books = for_reader(
        ((), known, SAGA), ((), known, Series("SAGA")), ((), found(), SAGA), ((), found(), Series("Other"))
    )
    assert set(books[2].genres) == {"Fantasy", "Young Adult", "Adventure", "Fiction"}
    assert books[2].sources == ("series",)
    assert books[0].sources == ("open_library",), "it has enough of its own"
    assert books[3].genres == ()


def test_what_a_shelf_says_of_one_volume_counts_for_the_others() -> None:
    first, second = for_reader((["fantasy"], found(), SAGA), ((), found(), SAGA))
    assert "Fantasy" in first.genres
    assert "Fantasy" in second.genres
    assert second.sources == ("series",)


def test_a_lonely_volume_lends_itself_nothing() -> None:
    (book,) = for_reader(((), found("Fantasy"), SAGA))
    assert book.sources == ("open_library",)


def test_a_volume_is_none_of_the_others() -> None:
    """Counted as one of two, the other volume would not be most of them."""
    first, _ = for_reader(((), found("Adventure", "Fiction"), SAGA), ((), found("Fantasy", "Fiction"), SAGA))
    assert first.genres == ("Adventure", "Fantasy", "Fiction")


@pytest.mark.parametrize(("others", "lent"), [(24, ("Humor", "Fantasy", "Fiction")), (25, ("Humor", "Fiction"))])
def test_at_most_fifty_other_volumes_are_looked_at(others: int, lent: tuple[str, ...]) -> None:
    """Fantasy has to be in more than half of them: in 26 of fifty. What stands behind these is not looked at."""
    asking = ((), found("Humor", "Fiction"), SAGA)
    volumes = [((), found("Crime", "Fiction"), SAGA)] * others + [((), found("Fantasy", "Fiction"), SAGA)] * 26
    behind = [((), found("Crime", "Fiction"), SAGA)] * 9
    assert for_reader(asking, *volumes, *behind)[0].genres == lent


def test_rows_results_and_series_belong_together() -> None:
    with pytest.raises(ValueError, match="zip"):
        genres_for_reader([ROW], [], [None])


@pytest.mark.parametrize("count", [30, 31])
def test_as_many_shelves_are_read_as_a_reader_has(count: int) -> None:
    (book,) = for_reader(([*("abc" for _ in range(count - 1)), "fantasy"], found(), None))
    assert bool(book.genres) == (count == 30)


def test_a_library_made_to_be_slow_is_not() -> None:
    """Each volume compared with all others would be 400 million comparisons."""
    before = time.process_time()
    for_reader(*[((), found("Fantasy"), SAGA)] * 20_000)
    assert time.process_time() - before < 20
