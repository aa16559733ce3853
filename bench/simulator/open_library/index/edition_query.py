"""What of a query the editions of a work are asked, which know titles and identifiers but no authors."""

from bench.simulator.open_library.index.query import Combination, Query, Term, simplest

_OF_EDITIONS = frozenset(
    """
    text title subtitle alternative_title alternative_subtitle cover_i format language chapter publisher publish_date
    publish_year isbn has_fulltext ia edition_key
    """.split()
)


def edition_query(query: Query) -> Query | None:
    """What of a query editions can answer: no authors, no headings. None where nothing of it is left."""
    if isinstance(query, Term):
        kept = query.field is None or query.field in _OF_EDITIONS or query.field.startswith("id_")
        return query if kept else None
    required, optional, prohibited = (
        tuple(part for part in map(edition_query, parts) if part is not None)
        for parts in (query.required, query.optional, query.prohibited)
    )
    if not required and not optional:
        return None
    return simplest(Combination(required, optional, prohibited))
