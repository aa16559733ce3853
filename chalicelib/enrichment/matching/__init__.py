"""Decides by title and author whether a provider's record is the reader's book. A wrong genre is worse than none.

Goodreads writes `Warbreaker (Warbreaker, #1)` and `Why Nations Fail: The Origins of Power…`; a library catalogues the
title alone, often with the subtitle apart, the author as `Last, First`, with initials or in another transliteration.
Both sides are first brought into a comparable form. The comparison and the look-up key use only that form, so that
books that the comparison tells apart never share a key.
"""

from chalicelib.enrichment.matching.folding import fold
from chalicelib.enrichment.matching.index_phrase import index_phrase
from chalicelib.enrichment.matching.keys import title_author_key
from chalicelib.enrichment.matching.names import authors_agree, comparable_name, natural_name, surname
from chalicelib.enrichment.matching.title_parts import bare_title, main_title, own_title, series_in_title
from chalicelib.enrichment.matching.titles import Agreement, same_kind, title_agreement, title_forms

__all__ = [
    "Agreement",
    "authors_agree",
    "bare_title",
    "comparable_name",
    "fold",
    "index_phrase",
    "main_title",
    "natural_name",
    "own_title",
    "same_kind",
    "series_in_title",
    "surname",
    "title_agreement",
    "title_author_key",
    "title_forms",
]
