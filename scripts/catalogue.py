"""Fills the enrichment cache from the sample's catalogue, so that the demo has genres without internet."""

import json
import time
from pathlib import Path
from typing import Any, Final

from chalicelib.jobs.cache_policy import KNOWN_S, key_of, to_text
from chalicelib.models import BookInfo, EnrichedBook
from chalicelib.seams.cache import EnrichmentCache

SAMPLE: Final = Path(__file__).parent.parent / "samples" / "goodreads_library_export.csv"
CATALOGUE: Final = Path(__file__).parent.parent / "samples" / "catalogue.json"


def prefill(cache: EnrichmentCache) -> int:
    """Store what the catalogue knows under the keys that the Orchestrator will ask for; returns the number of books."""
    books: list[dict[str, Any]] = json.loads(CATALOGUE.read_text(encoding="utf-8"))["books"]
    texts: dict[str, str] = {}
    for entry in books:
        book = BookInfo(entry["title"], entry["author"], entry["isbn13"])
        result = EnrichedBook(
            book_id=book.book_id,
            title=book.title,
            author=book.author,
            success=True,
            final_genres=tuple(entry["genres"]),
            genre_enrichment_success=True,
            genre_sources=("catalogue",),
            matched_by="isbn" if entry["isbn13"] else "title_author",
            processing_logs=(f"found in {CATALOGUE.name}",),
            average_rating=entry["average_rating"],
            num_pages=entry["num_pages"],
            publication_year=entry["publication_year"],
        )
        key = key_of(result, book)
        if key is None:
            raise ValueError(f"{CATALOGUE.name}: {entry['title']!r} has neither a valid ISBN nor title and author")
        texts[key] = to_text(result, time.time())
    cache.put_many(texts, dict.fromkeys(texts, KNOWN_S))
    return len(books)
