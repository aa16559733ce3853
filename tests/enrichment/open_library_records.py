"""Records as Open Library's answers have them."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.enrichment.providers.answer import ProviderAnswer
from chalicelib.enrichment.providers.open_library_answers import read_id_answer
from chalicelib.enrichment.providers.open_library_queries import BookIds, TitleAuthor

DUNE, EMMA, LOTR = "9780441172719", "9780141439587", "9780345339706"


def edition(*isbns: str, cover: object = None) -> dict[str, Any]:
    shown: dict[str, Any] = {"key": "/books/OL1M", "isbn": list(isbns)}
    return shown if cover is None else shown | {"cover_i": cover}


def work(key: str, *editions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"key": key, "editions": {"numFound": len(editions), "docs": list(editions)}} | fields


def answer(*works: Any) -> dict[str, Any]:
    return {"numFound": len(works), "start": 0, "docs": list(works)}


def read_isbn_answer(raw: Mapping[str, object], isbns: Sequence[str]) -> dict[str, ProviderAnswer]:
    """What is read for books that are asked for by ISBN alone."""
    found = read_id_answer(raw, [BookIds(isbn, None) for isbn in isbns])
    assert {match.matched_by for match in found.values()} <= {"isbn"}
    return {str(ids.isbn13): match.answer for ids, match in found.items()}


COLOUR = TitleAuthor("The Colour of Magic (Discworld, #1)", "Terry Pratchett")
MORT = TitleAuthor("Mort (Discworld, #4)", "Pratchett, Terry")
