"""Corrections that anyone may send: what is taken, and what is refused with a sentence."""

import json
from typing import Any

import pytest

from chalicelib.errors import BadCorrections, CorrectionsTooLarge
from chalicelib.ingest.corrections_file import MOST_BYTES, read_corrections

COVER = "https://covers.openlibrary.org/b/id/1-M.jpg"

NO_COVERS: list[Any] = [
    *("", 1, [], "javascript:alert(1)", "data:image/png;base64,x", "//covers.openlibrary.org/b"),
    *("http://covers.openlibrary.org/b/id/1-M.jpg", "https://evil.example/x.jpg", "https://["),
    *("https://covers.openlibrary.org@evil.example/x", "https://covers.openlibrary.org:99999/x"),
    *("https://covers.openlibrary.org.evil.example/x", "https://covers.openlibrary.org/a b"),
    *("https://covers.openlibrary.org/a\nb", f"{COVER}?{'x' * 500}", "https://archive.org/x.jpg"),
    *("https://covers.openlibrary.org", "https://covers.openlibrary.org?x", "https://covers.openlibrary.org#x"),
    "HTTPS://covers.openlibrary.org/b/id/1-M.jpg",
]


def body(*books: Any, version: Any = 1) -> bytes:
    return json.dumps({"version": version, "books": books}).encode()


def one(**fields: Any) -> bytes:
    return body({"goodreads_id": "1", **fields})


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"genres": ["Fantasy", " War "]}, {"genres": ["Fantasy", "War"]}),
        ({"genres": []}, {"genres": []}),  # a book of no genre at all
        ({"genres": ["x" * 60] + [str(number) for number in range(19)]}, None),
        ({"genres": ["<script>alert(1)</script>", "=1+1", "\u200fعربي", "日本"]}, None),  # markup is only text
        ({"genres": ["می\u200cخواهم"]}, None),  # a joiner is part of the word
        ({"thumbnail_url": COVER}, None),
        ({"thumbnail_url": "https://books.google.com/books/content?id=x&img=1"}, None),
        ({"thumbnail_url": None}, None),  # no cover
        ({"match": "dropped"}, None),
        ({"match": "dropped", "genres": ["Fantasy"], "thumbnail_url": COVER}, None),
    ],
)
def test_what_a_reader_corrects_is_taken(sent: dict[str, Any], read: dict[str, Any] | None) -> None:
    assert read_corrections(one(**sent), max_books=10) == [{"goodreads_id": "1", **(read or sent)}]


def test_what_tells_the_book_to_pages_is_not_kept() -> None:
    (correction,) = read_corrections(one(isbn13=None, title="T", author="A", match="dropped"), max_books=10)
    assert correction == {"goodreads_id": "1", "match": "dropped"}


def test_no_corrections_are_corrections_and_a_mark_before_them_is_none() -> None:
    assert read_corrections(b"\xef\xbb\xbf" + body(), max_books=10) == []


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"{", "no JSON"),
        (b"[" * 400_000, "no JSON"),
        (b'{"a":' * 150_000, "no JSON"),
        (b"1" * 100_000, "no JSON"),  # a number that Python refuses to convert
        (b"NaN", "an object"),
        (b"null", "an object"),
        (b"[]", "an object"),
        (b"{}", "an object"),
        (b'{"version":1}', "an object"),
        (b'{"version":1,"books":{}}', "an object"),
        (b'{"version":1,"books":[],"more":1}', "an object"),
        (body(version=2), "another version"),
        (body(version=True), "another version"),
        (body(version=1.0), "another version"),
        (body(version="1"), "another version"),
        (b'{"version":NaN,"books":[]}', "another version"),
        (b'{"version":1e999,"books":[]}', "another version"),
        (body("1"), "Correction 1 is no object"),
        (body({"goodreads_id": "1", "match": "dropped"}, None), "Correction 2 is no object"),
        (body({"match": "dropped"}), "no goodreads_id"),
        (body({"goodreads_id": 1, "match": "dropped"}), "no goodreads_id"),
        (body({"goodreads_id": "", "match": "dropped"}), "no goodreads_id"),
        (body({"goodreads_id": ["1"], "match": "dropped"}), "no goodreads_id"),
        (one(), "corrects nothing"),
        (one(title="T"), "corrects nothing"),
        (one(match="dropped", title=1), "have to be texts"),
        (one(match="dropped", isbn13=9780441172719), "have to be texts"),
        (one(match="dropped", my_rating=5), "'my_rating'"),
        (one(match="dropped", **{"<b>\n" + "x" * 1000: 1}), "'<b>\\n" + "x" * 56 + "'."),
        (one(match=None), "match can only be"),
        (one(match="kept"), "match can only be"),
        (one(match=["dropped"]), "match can only be"),
        (one(genres=None), "a list of at most 20"),
        (one(genres="Fantasy"), "a list of at most 20"),
        (one(genres={"0": "Fantasy"}), "a list of at most 20"),
        (one(genres=[str(number) for number in range(21)]), "a list of at most 20"),
        *(
            (one(genres=[genre]), "1 to 60 characters")
            for genre in ("", "  ", "x" * 61, 1, None, ["x"], "a\0b", "a\nb", "a\u2028b", "a\x85b", "\ud800")
        ),
        (one(genres=["Fantasy", "Fantasy"]), "the same genre twice"),
        (one(genres=["Fantasy", " fantasy"]), "the same genre twice"),
        *((one(thumbnail_url=address), "a cover has to be") for address in NO_COVERS),
        (body(*[{"goodreads_id": "1", "match": "dropped"}] * 2), "'1' is corrected twice"),
    ],
    ids=lambda value: ascii(value[:60]),
)
def test_what_is_no_correction_is_refused_with_a_sentence(sent: bytes, says: str) -> None:
    with pytest.raises(BadCorrections) as refused:
        read_corrections(sent, max_books=10)
    message = str(refused.value)
    assert says in message
    assert message.endswith(".")
    assert message.isprintable()
    assert len(message) < 250


def test_too_many_are_too_large() -> None:
    books = [{"goodreads_id": str(number), "match": "dropped"} for number in range(3)]
    assert len(read_corrections(body(*books), max_books=3)) == 3
    with pytest.raises(CorrectionsTooLarge, match="more than 2 books"):
        read_corrections(body(*books), max_books=2)


def test_a_body_over_the_limit_is_not_looked_into() -> None:
    padded = body().ljust(MOST_BYTES)
    assert read_corrections(padded, max_books=3) == []
    with pytest.raises(CorrectionsTooLarge, match="1,000,000 bytes"):
        read_corrections(b"\0" * (MOST_BYTES + 1), max_books=3)
