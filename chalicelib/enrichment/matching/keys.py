"""The key of a book that is looked up by title and author."""

from chalicelib.enrichment.matching.folding import fold
from chalicelib.enrichment.matching.names import natural_name
from chalicelib.enrichment.matching.title_parts import bare_title


def title_author_key(title: str, author: str) -> str:
    """What identifies a book without an ISBN, for coalescing and caching: folded bare title and folded author.

    Empty when either has no letter or digit to look for.
    """
    folded_title, folded_author = fold(bare_title(title)), fold(natural_name(author))
    return f"{folded_title}|{folded_author}" if folded_title and folded_author else ""
