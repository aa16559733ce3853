"""The StoryGraph's export (Manage Account > Manage Your Data > Export).

It has 23 columns and dates like 2021/07/13. Until 2022 two columns had other names. A spreadsheet that saves it again
makes 9.78059E+12 of ISBNs and 3/23/2022 of dates, and tools cut columns off. It knows no id, no pages and no publisher.
"""

from typing import Final

from chalicelib.ingest.dialects.table import ANY_TEXT, DATE, RATING, Column, Dialect

_ANSWER: Final = r"(Yes|No|It's complicated|N/A)?"

STORYGRAPH: Final = Dialect(
    source="storygraph",
    site="The StoryGraph",
    how_to_export="Export your library again at app.thestorygraph.com: Manage Account > Manage Your Data > Export.",
    telling=frozenset(
        {
            *("isbn/uid", "read status", "last date read", "dates read", "star rating", "character- or plot-driven?"),
            *("strong character development?", "loveable characters?", "diverse characters?", "flawed characters?"),
            *("content warning description", "owned?"),
        }
    ),
    required=("Title",),
    row_marks=("Title", "Read Status", "Date Added", "Dates Read", "Read Count", "Star Rating"),
    infers_status=True,
    columns=(
        Column("Title", "title"),
        Column("Authors", "author", names="listed"),
        Column("Author", "author", names="listed"),
        Column("Contributors", "additional_authors", names="listed"),
        Column("ISBN/UID", "isbn", r"[0-9A-Za-z.+-]*"),
        Column("ISBN", "isbn", r"[0-9A-Za-z.+-]*"),
        Column("Format", "binding", r"[A-Za-z -]*"),
        Column("Read Status", "status", r"[a-z-]*"),
        Column("Date Added", "date_added", DATE),
        Column("Last Date Read", "date_read", DATE),
        Column("Dates Read", "reads", r"[0-9/., -]*", joint="-"),
        Column("Read Count", "read_count", r"[0-9]*"),
        Column("Moods", "moods"),
        Column("Pace", "pace", r"[a-z]*"),
        Column("Character- or Plot-Driven?", None, r"(Character|Plot|A mix|N/A)?"),
        Column("Strong Character Development?", None, _ANSWER),
        Column("Loveable Characters?", None, _ANSWER),
        Column("Diverse Characters?", None, _ANSWER),
        Column("Flawed Characters?", None, _ANSWER),
        Column("Star Rating", "rating", rf"({RATING})?"),
        Column("Review", "review", ANY_TEXT),
        Column("Content Warnings", None, ANY_TEXT),
        Column("Content Warning Description", None, ANY_TEXT),
        Column("Tags", "shelves"),
        Column("Owned?", None, r"(Yes|No)?"),
    ),
)
