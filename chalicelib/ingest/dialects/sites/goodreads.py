"""Goodreads' own export (My Books > Import and export).

It had 31 columns until 2022, 24 since, and 23 since `Average Rating` was dropped in 2026. It knows one date and a
number of reads; the script Enhance-GoodReads-Export adds all of them: `2019-03-02,2019-03-10;2020-05-01,`.
"""

from typing import Final

from chalicelib.ingest.dialects.table import ANY_TEXT, ISBN, NUMBER, RATING, Column, Dialect
from chalicelib.ingest.rows.csv_text import HOW_TO_EXPORT

GOODREADS: Final = Dialect(
    source="goodreads",
    site="Goodreads",
    how_to_export=HOW_TO_EXPORT,
    telling=frozenset(
        {
            *("my rating", "exclusive shelf", "bookshelves", "bookshelves with positions", "author l-f"),
            *("original publication year", "number of pages", "year published", "my review", "owned copies"),
        }
    ),
    required=("Title", "Author", "My Rating", "Exclusive Shelf"),
    row_marks=("Title", "Author", "My Rating", "Exclusive Shelf"),
    columns=(
        Column("Title", "title"),
        Column("Author", "author"),
        Column("My Rating", "rating", RATING),
        Column("Exclusive Shelf", "status", r"\S+"),
        Column("Book Id", "id", r"[0-9]+"),
        Column("Additional Authors", "additional_authors"),
        Column("ISBN", "isbn", ISBN),
        Column("ISBN13", "isbn13", ISBN),
        Column("Average Rating", "average_rating", r"([0-9]([.,][0-9]+)?)?"),
        Column("Publisher", "publisher"),
        Column("Binding", "binding"),
        Column("Number of Pages", "pages", NUMBER),
        Column("Year Published", "year_published", NUMBER),
        Column("Original Publication Year", "original_year", NUMBER),
        Column("Date Read", "date_read"),
        Column("Date Added", "date_added"),
        Column("Bookshelves", "shelves"),
        Column("My Review", "review", ANY_TEXT),
        Column("Spoiler", "spoiler", r"(true|false|TRUE|FALSE)?"),
        Column("Read Count", "read_count", NUMBER),
        Column("read_dates", "reads", r"[0-9,;-]*", expected=False, separator=";", joint=","),
        Column("Author l-f", None),
        Column("Bookshelves with positions", None),
        Column("Owned Copies", None, NUMBER),
    ),
)
