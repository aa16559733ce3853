"""Finds the columns of a file by the names in its first line, in any order and case.

Columns that the dialect does not name are not read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from chalicelib.errors import BadExport
from chalicelib.ingest.dialects.table import ANY_TEXT, Column, Dialect, Field
from chalicelib.ingest.foreign_files import recognise_header
from chalicelib.ingest.rows.csv_text import HOW_TO_EXPORT
from chalicelib.ingest.rows.row_recovery import RowShape

Record = dict[Field, str]
"""The cells of one row by field, as the file has them; "" where the row ends before the cell."""


@dataclass(frozen=True, slots=True)
class FileColumns:
    """Where the columns of one file are; `missing` are those of the dialect that it lacks."""

    dialect: Dialect
    width: int
    fields: tuple[tuple[Field, int], ...]
    column_of: Mapping[Field, Column]
    missing: tuple[str, ...]
    shape: RowShape

    @classmethod
    def from_header(cls, dialect: Dialect, header: list[str], delimiter: str) -> "FileColumns":
        """Raises `BadExport` when a required column is missing, naming it, or when a known column is there twice."""
        names = [cell.strip().casefold() for cell in header]
        known = {column.name.casefold(): column for column in dialect.columns}
        for name, column in known.items():
            if column.field and names.count(name) > 1:
                raise BadExport(f"The file has the column {column.name} twice. {HOW_TO_EXPORT}")
        index_of = {name: index for index, name in enumerate(names) if name in known}
        lacking = [name for name in dialect.required if name.casefold() not in index_of]
        if lacking:
            raise BadExport(_refusal(dialect, header, lacking))
        shape = RowShape(
            delimiter=delimiter,
            width=len(header),
            last_required=max(index_of[name.casefold()] for name in dialect.required),
            values={
                index: _pattern(known[name].cells) for name, index in index_of.items() if known[name].cells != ANY_TEXT
            },
            id_first=names[0] in known and known[names[0]].field == "id",
        )
        fields = tuple((field, index) for name, index in index_of.items() if (field := known[name].field))
        return cls(
            dialect=dialect,
            width=len(header),
            fields=fields,
            column_of={field: known[names[index]] for field, index in fields},
            missing=tuple(
                column.name
                for name, column in known.items()
                if column.field and column.expected and name not in index_of
            ),
            shape=shape,
        )

    def read(self, cells: list[str]) -> Record:
        """Return the cells under known columns: nothing else of a row is kept."""
        count = len(cells)
        return {field: cells[index] if index < count else "" for field, index in self.fields}


def _refusal(dialect: Dialect, header: list[str], lacking: list[str]) -> str:
    foreign = recognise_header(header)
    what = f"This is {foreign}, not a" if foreign else "This is not a"
    return (
        f"{what} {dialect.site} export: the first line must name the columns, and these are missing: "
        f"{', '.join(lacking)}. {HOW_TO_EXPORT}"
    )


@cache
def _pattern(cells: str) -> re.Pattern[str]:
    return re.compile(cells)
