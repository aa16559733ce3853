"""What a newer export changed: books told apart by id, then ISBN, then title and author."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.jobs.updating.changes import changes

ISBN, OTHER_ISBN = "9780441172719", "9780141439587"
Books = list[dict[str, Any]]


def book(number: str, title: str = "Dune", author: str = "Frank Herbert", **fields: Any) -> dict[str, Any]:
    return {
        "goodreads_id": number,
        "title": title,
        "author": author,
        "isbn": None,
        "isbn13": None,
        "reading_status": "read",
        "my_rating": None,
        "original_read_count": 1,
        **fields,
    }


def dashboard(books: Books, source: str | None = "goodreads") -> Mapping[str, Any]:
    read = [one for one in books if one["reading_status"] == "read"]
    others = [one for one in books if one["reading_status"] != "read"]
    metadata = {"source": source} if source else {}
    return {"books": read, "other_books": others, "metadata": metadata}


def told(before: Books, now: Books, sources: tuple[str | None, str | None] = ("goodreads", "goodreads")) -> Any:
    found = changes(dashboard(before, sources[0]), dashboard(now, sources[1]))
    assert found["gone"]["count"] == len(found["gone"]["books"])
    return {name: found[name] for name in ("finished", "rated", "added")} | {
        "gone": [one["title"] for one in found["gone"]["books"]]
    }


def expected(**lists: list[str]) -> dict[str, list[str]]:
    return {"finished": [], "rated": [], "added": [], "gone": []} | lists


TO_READ, READING = {"reading_status": "to-read"}, {"reading_status": "currently-reading"}


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        pytest.param([], [], expected(), id="nothing at all"),
        pytest.param([book("1")], [book("1")], expected(), id="the same"),
        pytest.param([book("1", **TO_READ)], [book("1")], expected(finished=["1"]), id="read now"),
        pytest.param([book("1", **TO_READ)], [book("1", **READING)], expected(), id="begun"),
        pytest.param([book("1")], [book("1", **TO_READ)], expected(), id="wanted again"),
        pytest.param([book("1")], [book("1", original_read_count=2)], expected(finished=["1"]), id="read again"),
        pytest.param([book("1", original_read_count=0)], [book("1")], expected(), id="counted for the first time"),
        pytest.param(
            [book("1", reads=[{"start": None, "end": "2019"}, {"start": None, "end": "2024"}])],
            [book("1", original_read_count=2)],
            expected(),
            id="two reads were listed",
        ),
        pytest.param(
            [book("1")],
            [book("1", reads=[{"start": None, "end": "2019"}, {"start": "2024", "end": None}])],
            expected(),
            id="begun once more",
        ),
        pytest.param([], [book("1")], expected(finished=["1"]), id="new and read, which is not told twice"),
        pytest.param([], [book("1", **TO_READ)], expected(added=["1"]), id="new"),
        pytest.param([book("1")], [], expected(gone=["Dune"]), id="gone"),
        pytest.param([book("1")], [book("1", my_rating=4)], expected(rated=["1"]), id="rated"),
        pytest.param([book("1", my_rating=4)], [book("1", my_rating=3.75)], expected(rated=["1"]), id="rated anew"),
        pytest.param([book("1", my_rating=4)], [book("1", my_rating=4.0)], expected(), id="the same number"),
        pytest.param([book("1", my_rating=4)], [book("1")], expected(), id="a rating taken back"),
        pytest.param([], [book("1", my_rating=4)], expected(finished=["1"], rated=["1"]), id="new, read and rated"),
        pytest.param(
            [book("1", "Emma", "Jane Austen")], [book("1", "Renamed", "Somebody")], expected(), id="the id comes first"
        ),
        pytest.param(
            [book("1", isbn13=ISBN), book("2", "Emma", "Jane Austen", isbn13=OTHER_ISBN)],
            [book("2", "Emma", "Jane Austen", isbn13=ISBN)],
            expected(gone=["Dune"]),
            id="the id comes before the ISBN",
        ),
        pytest.param(
            [book("1", isbn13=ISBN)], [book("9", "Another Title", isbn13=ISBN)], expected(), id="by ISBN, shelved anew"
        ),
        pytest.param([book("1", isbn="0441172717")], [book("9", "X", isbn="0441172717")], expected(), id="by ISBN-10"),
        pytest.param(
            [book("1", "Dune (Dune, #1)", "Frank Herbert", **TO_READ)],
            [book("9", "dune", "Herbert, Frank")],
            expected(finished=["9"]),
            id="by title and author, in other spellings",
        ),
        pytest.param(
            [book("1", "!!!", "???")], [book("9", "!!!", "???")], expected(finished=["9"], gone=["!!!"]), id="no word"
        ),
        pytest.param(
            [book("1"), book("2", **TO_READ)],
            [book("8"), book("9", **TO_READ)],
            expected(),
            id="two editions, one for one",
        ),
        pytest.param([book("1"), book("2")], [book("9")], expected(gone=["Dune"]), id="one of two editions is gone"),
        pytest.param([book("1")], [book("8"), book("9")], expected(finished=["9"]), id="a second edition"),
        pytest.param(
            [book("1", isbn13=ISBN)],
            [book("1", isbn13=ISBN), book("9", "Another", isbn13=ISBN)],
            expected(finished=["9"]),
            id="a book has one counterpart: by its id, so not by its ISBN, too",
        ),
        pytest.param(
            [book("1", isbn13=ISBN, isbn="0441172717")],
            [book("8", "X", isbn13=ISBN), book("9", "Y", isbn="0441172717")],
            expected(finished=["9"]),
            id="by one of its two ISBNs, so not by the other, too",
        ),
    ],
)
def test_what_changed(before: Books, now: Books, found: dict[str, list[str]]) -> None:
    assert told(before, now) == found


@pytest.mark.parametrize("sources", [("goodreads", "storygraph"), (None, "librarything")])
def test_a_file_of_another_site_follows_by_isbn_and_by_words(sources: tuple[str | None, str]) -> None:
    """Its ids are others: that number 2 is another book there means nothing."""
    before = [book("1", isbn13=ISBN), book("2", "Emma", "Jane Austen", **TO_READ), book("3", "Ulysses", "James Joyce")]
    now = [
        book("2", "Dune: Deluxe", "Herbert", isbn13=ISBN, my_rating=4.25),
        book("7", "Emma", "Jane Austen"),
        book("3", "Persuasion", "Jane Austen", **TO_READ),
    ]
    assert told(before, now, sources) == expected(finished=["7"], rated=["2"], added=["3"], gone=["Ulysses"])


@pytest.mark.parametrize("sources", [("goodreads", "goodreads"), (None, "goodreads"), ("goodreads", None)])
def test_a_dashboard_that_names_no_site_is_of_goodreads(sources: tuple[str | None, str | None]) -> None:
    assert told([book("1")], [book("1", "Renamed", "Somebody")], sources) == expected()


def test_the_sites_own_id_tells_a_book_where_there_is_one() -> None:
    before, now = book("a-title-an-author", source_id="uid-1"), book("another", "Renamed", "X", source_id="uid-1")
    assert told([before], [now], ("storygraph", "storygraph")) == expected()


@pytest.mark.parametrize(
    "sources",
    [
        *(
            ("goodreads", "goodreads-stats"),
            ("goodreads-stats", "librarything"),
            ("goodreads-stats", "goodreads-stats"),
        ),
        *(("bookwyrm", "goodreads"), (None, "bookwyrm")),
    ],
)
def test_an_id_that_names_its_site_tells_a_book_in_a_file_of_another(sources: tuple[str | None, str]) -> None:
    """Our own CSV, corrected in a spreadsheet: the renamed book was gone, and its corrections with it."""
    for number in ("7624", "librarything:11"):
        assert told([book(number)], [book(number, "Renamed", "Somebody")], sources) == expected()


def test_two_libraries_of_our_own_are_told_apart_by_more_than_a_number() -> None:
    """Both were files of other sites before, whose ids are alike by chance."""
    own = ("goodreads-stats", "goodreads-stats")
    before = [book("hardcover:11", "Emma", "Jane Austen", source_id="11")]
    now = [book("librarything:11", source_id="11", **TO_READ)]
    assert told(before, now, own) == expected(added=["librarything:11"], gone=["Emma"])


def test_of_many_that_are_gone_fifty_are_named() -> None:
    gone = changes(dashboard([book(str(n), f"Title {n}") for n in range(70)]), dashboard([]))["gone"]
    assert (gone["count"], len(gone["books"])) == (70, 50)
    assert gone["books"][0] == {"title": "Title 0", "author": "Frank Herbert"}
