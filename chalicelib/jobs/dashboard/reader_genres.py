"""The genres of a library's books for their reader: the providers', with what shelves and other volumes say. Pure.

What one reader's library says holds for that reader alone, so it is added when the dashboard is drawn, after the cache.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from typing import Final

from chalicelib.enrichment.genres.reader import ReaderGenres, with_series, with_shelves
from chalicelib.enrichment.matching import fold
from chalicelib.ingest.parsed_export import BookAnalytics
from chalicelib.models import EnrichedBook, Series

_MOST_SHELVES: Final = 30
_MOST_SIBLINGS: Final = 50
"""What is looked at of a book or a series: a file made for it would else take minutes."""


def genres_for_reader(
    rows: Sequence[BookAnalytics], results: Sequence[EnrichedBook], series: Sequence[Series | None]
) -> list[ReaderGenres]:
    """The genres of each book and where they come from, in the order of the rows, which the others are matched by."""
    shelved = [
        with_shelves(ReaderGenres(result.final_genres, result.genre_sources), row.bookshelves[:_MOST_SHELVES])
        for row, result in zip(rows, results, strict=True)
    ]
    volumes: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(series):
        if one is not None:
            volumes[fold(one.name)].append(place)
    genres = list(shelved)
    for places in volumes.values():
        for place in places:
            others = (shelved[other] for other in places if other != place)
            genres[place] = with_series(shelved[place], tuple(islice(others, _MOST_SIBLINGS)))
    return genres
