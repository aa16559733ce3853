"""Open Library's answers to its search, edition, work and bibkeys addresses, from a catalogue, as strict as its own.

What is played, in which module beside this one, and what it follows in the provider's repository,
internetarchive/openlibrary. W is openlibrary/plugins/worksearch, S its schemes, U openlibrary/solr/updater, and schema
is conf/solr/conf/managed-schema.xml; all else but docker/ is below openlibrary/.

| behaviour | module | follows |
|---|---|---|
| names are cut by the standard tokenizer, accents folded | index.analysis | schema: text_international |
| titles are split and stemmed, parts joined when filed | index.analysis | schema: text_en_splitting |
| `title:` asks for alternative_title, `author:` for author_name only | index.query | S/works.py: field_name_map |
| titles of a work: its own, its editions', with ": subtitle" | ..records | U/work.py, edition.py: alternative_title |
| other names of authors stand in a field of their own | index.book_index | U/work.py: author_alternative_name |
| an ISBN's other form is filed, without hyphens; the typed one keeps them | ..isbns | U/edition.py: isbn |
| Goodreads ids are filed for editions and their work | index.book_index | U/edition.py, U/work.py: _identifiers |
| only a single ISBN loses its hyphens when asked | index.evaluation | S/works.py: isbn_transform |
| all words must match unless OR stands between them | index.query | S/works.py: solr_q_op |
| a field's name goes for the words behind it | index.query | solr/query_utils.py: luqum_parser |
| the colon after what is no field is a character | index.query | solr/query_utils.py: escape_unknown_fields |
| a broken query is escaped whole and searched | index.query | S/__init__.py: process_user_query |
| `/`, `?`, `~` are hidden, once more if they were already | index.query | S/__init__.py: process_user_query |
| editions are asked for titles and identifiers, not for authors | index.edition_query | S/works.py: q_to_solr_params |
| a work needs an edition that matches so, or has none | index.book_index | S/works.py: q_to_solr_params |
| one edition is shown, English and covered first, all counted | index.book_index | S/works.py: bq, editions.rows |
| relevance is multiplied by popularity | index.book_index | S/works.py: solr_boost |
| title, author, isbn as parameters; author tries other names | search | S/works.py: build_q_from_params |
| fields not asked for, or unknown, are absent | documents | W/code.py: fl |
| 100 works unless `limit` says more; no cap | search | fastapi/models.py: Pagination |
| 422 for a bad number, a query under 3 letters, "the" | search | W/code.py: validate_search_json_query |
| 500 and a page for what times out | search | docker/web_nginx.conf: error_page |
| 180 a minute; of a burst 10 at once, 15 late, the rest 429 | door | docker/nginx.conf: api_limit |
| the body of 429, without Retry-After | ..faults | docker/web_nginx.conf: @429 |
| 414 beyond a request line of 8 KB | door | nginx: large_client_header_buffers |
| 403 and a page by content | firewall | docker/web_nginx.conf: modsecurity (its rules are private) |
| classifications in the form that sorts | ..shelving | utils/lcc.py: short_lcc_to_sortable_lcc |

Not played: wildcards, ranges, synonyms, facets, sorting; and fields other than titles, authors, ISBN and Goodreads id,
which can be asked for and find nothing.
"""

from collections.abc import Mapping

from bench.simulator.isbns import isbn_digits
from bench.simulator.open_library.documents import book_record, edition_record, work_record
from bench.simulator.open_library.search import OpenLibrarySearch
from bench.simulator.records import Edition, Work
from bench.simulator.traffic import Answer


class OpenLibrary:
    """Answers for one catalogue; knows nothing of limits, latency and faults."""

    def __init__(self, works: tuple[Work, ...]) -> None:
        self._search = OpenLibrarySearch(works)
        self._works = {work.key: work for work in works}
        self._by_isbn: dict[str, tuple[Work, Edition]] = {}
        for work in works:
            for edition in work.editions:
                for isbn in edition.indexed_isbns:
                    self._by_isbn.setdefault(isbn_digits(isbn), (work, edition))

    def answer(self, path: str, params: Mapping[str, str]) -> Answer:
        """The answer to a request for `path`; an HTML 404 page for one that is not played."""
        if path == "/search.json":
            return self._search.answer(params)
        if path == "/api/books":
            asked = [key for key in params.get("bibkeys", "").split(",") if key]
            found = {key: self._by_isbn.get(isbn_digits(key.removeprefix("ISBN:"))) for key in asked}
            return Answer.json({key: book_record(pair[0]) for key, pair in found.items() if pair})
        name = path.removesuffix(".json")
        if name != path and name.startswith("/isbn/"):
            found_edition = self._by_isbn.get(isbn_digits(name.removeprefix("/isbn/")))
            if found_edition:
                return Answer.json(edition_record(*found_edition))
        elif name != path and (work := self._works.get(name)):
            return Answer.json(work_record(work))
        return Answer.page("404 Not Found", 404)
