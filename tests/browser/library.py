"""Dashboard JSON out of a seed: libraries of any size, of the contract's shape, for the pages to draw."""

from __future__ import annotations

import random
import uuid
from typing import Any

Json = dict[str, Any]

GENRES = (
    "Fantasy",
    "Science Fiction",
    "Mystery",
    "Historical Fiction",
    "Classics",
    "Literary Fiction",
    "Biography",
    "History",
    "Science",
    "Philosophy",
    "Young Adult",
    "Romance",
    "Horror",
    "Poetry",
    "Travel",
    "Graphic Novels",
)
FIRST = ("Ada", "Bruno", "Clara", "Dmitri", "Elif", "Femi", "Greta", "Hugo", "Ines", "Jun", "Katya", "Liam")
LAST = ("Abara", "Brandt", "Castellanos", "Dubois", "Eriksen", "Fujita", "Gallo", "Hartmann", "Ivanova", "Okafor")
NOUNS = ("Garden", "Lighthouse", "River", "Mountain", "Winter", "Archive", "Machine", "Orchard", "Harbour", "Letter")
ADJECTIVES = ("Silent", "Last", "Broken", "Invisible", "Golden", "Forgotten", "Second", "Burning", "Distant", "Small")
LENGTHS = ((200, "Short (<200)"), (350, "Medium (200-350)"), (500, "Long (350-500)"))


def page_category(pages: int | None) -> str | None:
    if pages is None:
        return None
    return next((name for limit, name in LENGTHS if pages < limit), "Very Long (500+)")


def make_book(number: int, chance: random.Random, status: str = "read") -> Json:
    """One book; about one in eight lacks a date, one in twenty its genres."""
    year = 2024 - int(chance.triangular(0, 14, 2))
    month, day = chance.randint(1, 12), chance.randint(1, 28)
    shape = chance.random() if status == "read" else 1.0
    date_read = f"{year}-{month:02}-{day:02}" if shape < 0.8 else None
    month_year = f"{year}-{month:02}" if shape < 0.84 else None
    pages = max(24, int(chance.lognormvariate(5.75, 0.45))) if chance.random() < 0.96 else None
    nonfiction = chance.random() < 0.3
    known = chance.random() < 0.95
    genres = [*chance.sample(GENRES, chance.randint(1, 4)), "Nonfiction" if nonfiction else "Fiction"] if known else []
    rating = chance.choice((3, 3, 4, 4, 4, 5, 5, 2, 1)) if status == "read" and chance.random() < 0.85 else None
    return {
        "goodreads_id": str(100_000 + number),
        "title": f"The {chance.choice(ADJECTIVES)} {chance.choice(NOUNS)} (Cycle, #{number})",
        "author": f"{chance.choice(FIRST)} {chance.choice(LAST)}",
        "additional_authors": ["Someone Else"] if number % 17 == 0 else [],
        "isbn": None,
        "isbn13": f"978{number:010}",
        "date_read": date_read,
        "date_added": f"{year}-01-05",
        "reading_year": year if shape < 0.88 else None,
        "reading_month_year": month_year,
        "my_rating": rating,
        "average_rating": round(chance.uniform(3.1, 4.7), 2) if chance.random() < 0.97 else None,
        "community_ratings": number * 137 if number % 2 else None,
        "is_rated": rating is not None,
        "num_pages": pages,
        "page_category": page_category(pages),
        "series": {"name": "Cycle", "position": str(number)},
        "publisher": "Harbour Press",
        "binding": "Paperback",
        "publication_year": int(2024 - chance.expovariate(1 / 25)) if chance.random() < 0.98 else None,
        "language": (None, "eng", "ger")[number % 3],
        "places": ["Gont", "Roke"] if number % 11 == 0 else [],
        "people": ["Ged", "Vetch", "Ogion", "Estarriol", "Yarrow"] if number % 11 == 0 else [],
        "times": ["long ago"] if number % 11 == 0 else [],
        "reading_status": status,
        "bookshelves": ["favorites"] if rating == 5 else [],
        "genres": genres,
        "thumbnail_url": f"https://covers.openlibrary.org/b/id/{number}-L.jpg" if number % 3 else None,
        "small_thumbnail_url": f"https://covers.openlibrary.org/b/id/{number}-M.jpg" if number % 3 else None,
        "my_review": "A fine book.<br/>Twice." if number % 11 == 0 else None,
        "has_review": number % 11 == 0,
        "has_spoilers": number % 22 == 0,
        "genre_enriched": known,
        "genre_sources": ["open_library"] if known else [],
        "matched_by": "isbn" if known else None,
        "enrichment_error": None if known or number % 2 else "api_timeout",
        "was_reread": False,
        "original_read_count": 1,
        "private_notes": None,
    }


def dashboard(books: list[Json], others: list[Json], **metadata: Any) -> Json:
    """Wrap books as the contract's dashboard."""
    job_id = str(uuid.uuid4())
    everything = [*books, *others]
    failed = [book for book in everything if not book["genre_enriched"]]
    return {
        "export_id": job_id,
        "books": books,
        "other_books": others,
        "summary": {"total_books": len(books), "read_books": len(books), "other_books": len(others)},
        "metadata": {
            "export_id": job_id,
            "export_timestamp": "2026-01-02T03:04:05Z",
            "rows_total": len(everything),
            "rows_rejected": [],
            "columns_missing": [],
            "enrichment": {"successful": len(everything) - len(failed), "failed": len(failed)},
            **metadata,
        },
    }


def make_library(read: int, waiting: int = 0, seed: int = 1) -> Json:
    """A dashboard of `read` read books and `waiting` books to read; the same seed gives the same books."""
    chance = random.Random(seed)
    books = [make_book(number, chance) for number in range(read)]
    others = [make_book(read + number, chance, "to-read") for number in range(waiting)]
    return dashboard(books, others)


def _dated(book: Json, read: str) -> None:
    book.update(date_read=read, reading_month_year=read[:7], reading_year=int(read[:4]))


def trapped_library() -> Json:
    """What must not be taken at its word: hours as pages, placeholders, a date to come, a stray year, quarter stars."""
    library = make_library(250, 40, seed=5)
    for number, book in enumerate(library["books"]):
        book["format"] = (None, "print", "audio", "ebook")[number % 4]
        if number % 12 == 0:
            book["binding"] = "Audible Audio"
        if number % 4 == 2 or number % 12 == 0:
            book["num_pages"] = 3 + number % 20
        text = book["date_read"] or book["reading_month_year"] or str(book["reading_year"] or "")
        parts = ("year", "month", "day")[: len(text.split("-"))] if text else ()
        told = {0: parts[:1], 1: parts[:2], 2: ()}.get(number % 9, parts)
        book["date_precision"] = told[-1] if told else None
        if book["my_rating"] and number % 6 == 0:
            book["my_rating"] -= 0.25
    _dated(library["books"][3], "1970-05-05")
    _dated(library["books"][4], "2031-01-01")
    library["books"][3]["date_precision"] = library["books"][4]["date_precision"] = "day"
    return library


def reread_library() -> Json:
    """Books that were read again: in other years, twice in one, on unknown days; one read goes on, one is to come."""
    library = make_library(150, 20, seed=9)
    for number, book in enumerate(library["books"]):
        date = book["date_read"] or book["reading_month_year"]
        year = book["reading_year"] or 2015
        earlier = [f"{year - 2}", f"{year - 1}-03", f"{year - 1}-11-30"][: number % 4]
        ends = [*earlier, *([date] if date else []), *(["2031-05-06"] if number % 10 == 0 else [])]
        if number % 5 == 0:
            book["reads"] = [{"start": None, "end": end} for end in ends] + [{"start": "2025-12-01", "end": None}]
            if book["date_read"]:
                book["reads"].insert(0, {"start": f"{year}-01-02", "end": book["date_read"]})
        if number % 3:
            book.update(moods=["dark", "funny", "hopeful"][number % 2 :], pace=("slow", "medium", "fast")[number % 3])
        book["original_read_count"] = 3 if number % 7 == 0 else 1
        if number % 6 == 0:
            book.update(format="audio", num_pages=5 + number % 9, page_category=None)
    return library


SCRIPT = "<script>window.pwned = true</script>"
TURNED = "\u202eevil\u202c \u05e9\u05dc\u05d5\u05dd"


def hostile_library() -> Json:
    """Every text field tries something; every address is one that must not be followed."""
    library = make_library(12, 4, seed=7)
    attacks = (
        SCRIPT,
        "<img src=x onerror='window.pwned = true'>",
        "javascript:window.pwned=true",
        TURNED,
        "=HYPERLINK(1)",
    )
    addresses = (
        "javascript:window.pwned=true",
        "http://covers.openlibrary.org/b/id/1-L.jpg",
        "https://covers.openlibrary.org.evil.example/1.jpg",
        "https://evil.example/covers.openlibrary.org/1.jpg",
        "data:image/svg+xml,<svg onload='window.pwned=true'/>",
    )
    for number, book in enumerate([*library["books"], *library["other_books"]]):
        attack = attacks[number % len(attacks)]
        for field in ("title", "author", "publisher", "binding", "my_review", "enrichment_error", "language"):
            book[field] = f"{attack} {number}" if field == "title" else attack
        book["additional_authors"] = book["bookshelves"] = [attack]
        book["places"] = book["people"] = book["times"] = [attack, attack]
        book["series"] = {"name": attack, "position": attack}
        book["genres"] = [attack, "Fiction"]
        book["genre_sources"] = [attack]
        book["genre_enriched"] = number % 2 == 0
        book["thumbnail_url"] = book["small_thumbnail_url"] = addresses[number % len(addresses)]
    library["books"][0]["goodreads_id"] = "../../%2e%2e/<script>?#&"
    library["metadata"]["rows_rejected"] = [{"line": 3, "reason": SCRIPT}]
    library["metadata"]["columns_missing"] = [SCRIPT]
    gone = {"count": 2, "books": [{"title": attack, "author": attack} for attack in (SCRIPT, TURNED)]}
    library["metadata"]["changes"] = {"finished": [library["books"][0]["goodreads_id"]], "gone": gone}
    library["metadata"]["previous_export_timestamp"] = SCRIPT
    library["metadata"] |= {"source": SCRIPT, "understood": {"dates": 1}}
    return library
