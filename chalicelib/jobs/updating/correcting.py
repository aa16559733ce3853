"""Applies a reader's corrections to a dashboard, and takes them back. Pure.

A dashboard holds its corrections in `metadata.corrections`, each with the values that it has replaced (`before`). So
everything can be taken back, and a dashboard and its corrections are stored and deleted as one.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, cast

from chalicelib.errors import BadCorrections
from chalicelib.ingest.corrections_file import Correction, quoted
from chalicelib.ingest.parsed_export import ParsedExport
from chalicelib.jobs.dashboard.summary import genre_figures, page_figures
from chalicelib.jobs.updating.book_pairs import books_of, pairs_of
from chalicelib.models import Json

_KEYS: Final = ("genres", "thumbnail_url", "match")
_FIELDS: Final = {"genres": "genres", "thumbnail_url": "thumbnail_url", "match": "matched_by"}
"""What a key of a correction is called in `corrected` of its book."""


def corrected(dashboard: Json, corrections: Iterable[Correction]) -> Json:
    """The dashboard with these corrections alone; whatever it was corrected before is taken back first.

    Raises `BadCorrections`, which names the first book that the dashboard does not hold.
    """
    books: dict[str, Json] = {book["goodreads_id"]: cast(Json, book) for book in books_of(dashboard)}
    for stored in dashboard["metadata"].get("corrections") or ():
        books[stored["goodreads_id"]].update(stored["before"], corrected=[])
    kept = []
    for correction in corrections:
        book = books.get(correction["goodreads_id"])
        if book is None:
            raise BadCorrections(f"The dashboard has no book with the id {quoted(correction['goodreads_id'])}.")
        # A dashboard of an older version lacks fields, and gets none by being corrected.
        values = {name: value for name, value in _values(book, correction).items() if name in book}
        kept.append(
            {
                # The id is not the first: pages cut a large text where a list begins with one.
                **{name: book[name] for name in ("isbn13", "goodreads_id", "title", "author")},
                **{name: value for name, value in correction.items() if name in _KEYS},
                "before": {name: book[name] for name in values},
            }
        )
        book.update(values, corrected=[_FIELDS[name] for name in _KEYS if name in correction])
    dashboard["metadata"]["corrections"] = kept
    dashboard["summary"].update(genre_figures(dashboard["books"]), **page_figures(dashboard["books"]))
    return dashboard


def corrections_in(export: ParsedExport) -> list[Correction]:
    """The corrections that the file itself tells: our own CSV does."""
    return [
        cast(Correction, {**row.known.correction, "goodreads_id": row.goodreads_id})
        for row in export.books
        if row.known and row.known.correction
    ]


def carried_over(before: Mapping[str, Any], now: Json, own: Sequence[Correction] = ()) -> Json:
    """The newer dashboard with the corrections of the one before; those of books that are gone go with them.

    Its `own`, of its file, hold for books that the one before does not correct.
    """
    old, new = books_of(before), books_of(now)
    ids = {old[was]["goodreads_id"]: new[place]["goodreads_id"] for place, was in pairs_of(before, now).items()}
    corrections = [
        cast(Correction, {name: stored[name] for name in _KEYS if name in stored} | {"goodreads_id": ids[old_id]})
        for stored in before["metadata"].get("corrections") or ()
        if (old_id := stored["goodreads_id"]) in ids
    ]
    carried = {correction["goodreads_id"] for correction in corrections}
    return corrected(now, [*corrections, *(one for one in own if one["goodreads_id"] not in carried)])


def _values(book: Mapping[str, Any], correction: Correction) -> Json:
    """The fields of a book that a correction sets, with their new values."""
    values = _without_match(book) if "match" in correction else {}
    if "genres" in correction:
        genres = correction["genres"]
        values |= {"genres": genres, "genre_enriched": bool(genres), "genre_sources": []}
    if "thumbnail_url" in correction:
        address = correction["thumbnail_url"]
        values |= {"thumbnail_url": address, "small_thumbnail_url": address}
    return values


def _without_match(book: Mapping[str, Any]) -> Json:
    """A book without all that providers told of it."""
    provided = book.get("provided") or []
    values: Json = {
        **{"genres": [], "genre_enriched": False, "genre_sources": [], "matched_by": None},
        **{"thumbnail_url": None, "small_thumbnail_url": None, "community_ratings": None},
        **{"places": [], "people": [], "times": [], "provided": []},
        **dict.fromkeys(provided),
    }
    return values | {"page_category": None} if "num_pages" in provided else values
