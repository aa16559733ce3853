"""The key of a book that is looked up by title and author."""

from chalicelib.enrichment.matching.folding import LONGEST
from chalicelib.enrichment.matching.names import comparable_name
from chalicelib.enrichment.matching.titles import comparable_title


def title_author_key(title: str, author: str) -> str:
    """The key of a book without an ISBN, for joining look-ups and for caching: all that the comparison uses, as text.

    `<main title>: <subtitle> [<own title>] (<kinds of book>)|<author>`, each in folded words, all but main title and
    author only where they are: `Dune (Dune, #1)` by `Herbert, Frank` is `dune|frank herbert`. Books with the same key
    agree with the same records. The key is empty when title or author has no letter or digit to look for.
    """
    comparable, name = comparable_title(title[:LONGEST]), comparable_name(author[:LONGEST])
    if not comparable.main or not name:
        return ""
    subtitle = f": {' '.join(comparable.subtitle)}" if comparable.subtitle else ""
    own = f" [{' '.join(comparable.own)}]" if comparable.own else ""
    kinds = f" ({', '.join(comparable.kinds)})" if comparable.kinds else ""
    return f"{' '.join(comparable.main)}{subtitle}{own}{kinds}|{' '.join(name)}"
