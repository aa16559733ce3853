"""A library of texts that a page has trouble with: very long ones, without a space, of every script and direction."""

from __future__ import annotations

from typing import Final

from tests.browser.library import Json, make_library

LONG: Final = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 4
AWKWARD: Final = (
    LONG[:300],
    "A History of the World in Very Many Words, of Which None Could Have Been Left Out by Its Author " * 4,
    "銀河鉄道の夜と注文の多い料理店と風の又三郎とセロ弾きのゴーシュとよだかの星",
    "戦争と平和" * 40,
    "ألف ليلة وليلة: حكايات شهرزاد التي روتها للملك شهريار في ليالي بغداد الطويلة",
    "👩‍👩‍👧‍👦🏳️‍🌈📚" * 20,
    "e\u0301\u0323\u0302" * 60,
    "W" * 120,
    "i" * 300,
    "\u202eright to left\u202c and back",
)


def awkward_library() -> Json:
    """Every text of every book is one of those; years from 1990 on, more than a phone has room for."""
    library = make_library(120, 30, seed=5)
    for number, book in enumerate([*library["books"], *library["other_books"]]):
        text = AWKWARD[number % len(AWKWARD)]
        for field in ("title", "author", "publisher", "binding"):
            book[field] = text
        book["goodreads_id"] = str(number)
        book["genres"] = [AWKWARD[(number + 1) % len(AWKWARD)], text, "Fiction"]
        book["bookshelves"] = book["places"] = book["people"] = book["additional_authors"] = [text, text[::-1]]
        book["series"] = {"name": text, "position": text}
        book["my_review"] = f"{text}<br/><b>{text}</b><spoiler>{text}</spoiler>"
        book["enrichment_error"] = text
        book["genre_enriched"] = number % 3 > 0
        book["num_pages"] = 100 + 7 * number
        year = 1990 + number % 35
        book["reading_year"], book["reading_month_year"] = year, f"{year}-{number % 12 + 1:02}"
        book["date_read"] = f"{year}-{number % 12 + 1:02}-05"
    library["metadata"]["rows_rejected"] = [{"line": 3, "reason": LONG}]
    library["metadata"]["columns_missing"] = [LONG]
    return library
