"""The sample library and its catalogue: the format of a real export, and facts that agree with each other."""

import csv
import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

SAMPLES = Path(__file__).parent.parent / "samples"

COLUMNS = [
    "Book Id",
    "Title",
    "Author",
    "Author l-f",
    "Additional Authors",
    "ISBN",
    "ISBN13",
    "My Rating",
    "Average Rating",
    "Publisher",
    "Binding",
    "Number of Pages",
    "Year Published",
    "Original Publication Year",
    "Date Read",
    "Date Added",
    "Bookshelves",
    "Bookshelves with positions",
    "Exclusive Shelf",
    "My Review",
    "Spoiler",
    "Private Notes",
    "Read Count",
    "Owned Copies",
]

GENRES = {
    *("Fantasy", "Science Fiction", "Mystery", "Thriller", "Crime", "Romance", "Historical Fiction"),
    *("Literary Fiction", "Classics", "Contemporary", "Young Adult", "Children's", "Horror", "Dystopia"),
    *("Adventure", "Magical Realism", "Paranormal", "Western", "War", "Short Stories", "Poetry", "Plays"),
    *("Graphic Novels", "Mythology", "Humor", "LGBT", "Feminism", "Memoir", "Biography", "History", "Science"),
    *("Physics", "Biology", "Astronomy", "Mathematics", "Philosophy", "Psychology", "Sociology", "Anthropology"),
    *("Politics", "Economics", "Business", "Self Help", "Health", "Education", "Religion", "Christianity"),
    *("Spirituality", "Travel", "Food", "Art", "Architecture", "Design", "Photography", "Music", "Nature"),
    *("Animals", "Sports", "Technology", "Journalism", "Law", "Language", "Writing", "Reference", "True Crime"),
    *("Essays", "Family", "Survival"),
}

Row = dict[str, str]


def read_rows(name: str) -> list[Row]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_catalogue() -> list[dict[str, Any]]:
    text = (SAMPLES / "catalogue.json").read_text(encoding="utf-8")
    books: list[dict[str, Any]] = json.loads(text)["books"]
    return books


FILES = ("goodreads_library_export.csv", "newest_goodreads_export.csv")
ROWS, NEWEST_ROWS = map(read_rows, FILES)
CATALOGUE = read_catalogue()


def unquoted(cell: str) -> str:
    """`="0140283331"` -> `0140283331`; the cell must be Excel-quoted."""
    assert cell.startswith('="'), cell
    assert cell.endswith('"'), cell
    return cell[2:-1]


def isbn10_digit(isbn: str) -> str:
    total = sum((10 - place) * int(digit) for place, digit in enumerate(isbn[:9]))
    return "0123456789X"[-total % 11]


def isbn13_digit(isbn: str) -> str:
    total = sum((1, 3)[place % 2] * int(digit) for place, digit in enumerate(isbn[:12]))
    return str(-total % 10)


def day(cell: str) -> date | None:
    return datetime.strptime(cell, "%Y/%m/%d").date() if cell else None


def share(count: int) -> float:
    return count / len(ROWS)


def test_the_columns_are_those_of_an_export_until_the_middle_of_2026() -> None:
    assert len(ROWS) >= 200
    assert all(list(row) == COLUMNS for row in ROWS)


def test_the_newest_form_is_the_same_library_without_average_ratings() -> None:
    columns = [name for name in COLUMNS if name != "Average Rating"]
    assert all(list(row) == columns for row in NEWEST_ROWS)
    assert [{name: row[name] for name in columns} for row in ROWS] == NEWEST_ROWS


def test_average_ratings_are_those_of_the_catalogue_or_means_of_them() -> None:
    """The rule of samples/README.md."""
    known = {(book["title"], book["author"]): book for book in CATALOGUE}
    rated = [book for book in CATALOGUE if book["average_rating"] is not None]
    for row in ROWS:
        book = known.get((row["Title"], row["Author"]))
        if book and book["average_rating"] is not None:
            expected = book["average_rating"]
        else:
            like = [other for other in rated if book is None or other["genres"][0] == book["genres"][0]]
            expected = mean(other["average_rating"] for other in like or rated)
        assert row["Average Rating"] == f"{expected:.2f}", row["Title"]


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_utf8_with_plain_line_ends(name: str) -> None:
    raw = (SAMPLES / name).read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert not raw.startswith(b"\xef\xbb\xbf")


def test_isbns_are_valid_and_belong_together() -> None:
    for row in ROWS:
        isbn, isbn13 = unquoted(row["ISBN"]), unquoted(row["ISBN13"])
        if not isbn:
            assert not isbn13, row["Title"]
            continue
        assert isbn == isbn[:9] + isbn10_digit(isbn), row["Title"]
        assert isbn13 == isbn13[:12] + isbn13_digit(isbn13), row["Title"]
        assert isbn13[:12] == "978" + isbn[:9], row["Title"]


def test_no_book_appears_twice() -> None:
    isbns = [row["ISBN"] for row in ROWS if unquoted(row["ISBN"])]
    assert len(set(isbns)) == len(isbns)
    assert len({(row["Title"], row["Author"]) for row in ROWS}) == len(ROWS)
    assert len({int(row["Book Id"]) for row in ROWS}) == len(ROWS)


def test_author_l_f_puts_the_last_word_first() -> None:
    for row in ROWS:
        words = row["Author"].split()
        assert row["Author l-f"] == f"{words[-1]}, {' '.join(words[:-1]) or words[-1]}"


def test_nothing_is_read_before_it_was_added_or_published() -> None:
    for row in ROWS:
        added, finished = day(row["Date Added"]), day(row["Date Read"])
        assert added is not None, row["Title"]
        if finished:
            assert row["Exclusive Shelf"] == "read", row["Title"]
            assert finished >= added, row["Title"]
            assert finished.year >= int(row["Year Published"]), row["Title"]
            assert finished.year >= int(row["Original Publication Year"]), row["Title"]


def test_the_reading_dates_span_ten_years() -> None:
    years = Counter(finished.year for row in ROWS if (finished := day(row["Date Read"])))
    assert sorted(years) == list(range(2016, 2027))
    assert min(years.values()) >= 10


def test_the_library_shows_the_odd_cases_of_real_ones() -> None:
    read = [row for row in ROWS if row["Exclusive Shelf"] == "read"]
    assert 0.15 <= share(sum(not unquoted(row["ISBN"]) for row in ROWS)) <= 0.30
    assert 5 <= sum(not row["Date Read"] for row in read) <= 15
    assert 5 <= sum(row["My Rating"] == "0" for row in read) <= 20
    assert {row["My Rating"] for row in read} == set("012345")
    assert sum(int(row["Read Count"]) > 1 for row in ROWS) >= 5
    assert sum(bool(row["Private Notes"]) for row in ROWS) == 1
    assert any(row["Spoiler"] for row in ROWS)
    assert any("<br/>" in row["My Review"] for row in ROWS)
    assert any("\n" in row["My Review"] and '"' in row["My Review"] for row in ROWS)


def test_shelves_agree_with_their_positions() -> None:
    shelves = Counter(row["Exclusive Shelf"] for row in ROWS)
    assert set(shelves) == {"read", "to-read", "currently-reading", "did-not-finish"}
    positions: set[str] = set()
    for row in ROWS:
        names = [name for name in row["Bookshelves"].split(", ") if name]
        numbered = [name for name in row["Bookshelves with positions"].split(", ") if name]
        assert [name.rpartition(" (#")[0] for name in numbered] == names, row["Title"]
        assert row["Exclusive Shelf"] == "read" or row["Exclusive Shelf"] in names, row["Title"]
        assert positions.isdisjoint(numbered), row["Title"]
        positions.update(numbered)


def test_the_catalogue_knows_nearly_every_book_and_no_other() -> None:
    rows = {(row["Title"], row["Author"]): row for row in ROWS}
    assert 5 <= len(ROWS) - len(CATALOGUE) <= 10
    for book in CATALOGUE:
        row = rows.pop((book["title"], book["author"]))
        assert book["isbn13"] == (unquoted(row["ISBN13"]) or None), book["title"]
        assert book["publication_year"] == int(row["Original Publication Year"]), book["title"]
        assert book["num_pages"] in (None, int(row["Number of Pages"])), book["title"]
        assert book["average_rating"] is None or 1 <= book["average_rating"] <= 5, book["title"]


def test_genres_are_few_known_and_end_with_fiction_or_nonfiction() -> None:
    for book in CATALOGUE:
        *telling, kind = book["genres"]
        assert kind in ("Fiction", "Nonfiction"), book["title"]
        assert 1 <= len(telling) <= 5, book["title"]
        assert len(set(telling)) == len(telling), book["title"]
        assert set(telling) <= GENRES, book["title"]
