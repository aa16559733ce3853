"""Finds the columns of a file by the names in its first line, in any order and case.

Columns that the dialect does not name are not read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from chalicelib.errors import BadExport
from chalicelib.ingest.dialects.table import ANY_TEXT, Column, Dialect, Field
from chalicelib.ingest.own_file.cells import read_text
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
    escaped: tuple[Field, ...]
    missing: tuple[str, ...]
    shape: RowShape

    @classmethod
    def from_header(cls, dialect: Dialect, header: list[str], delimiter: str) -> "FileColumns":
        """Of two columns with names of the same field, that with the newer name is read.

        Raises `BadExport` when a required column is missing, naming it, or when a known column is there twice."""
        names = [cell.strip().casefold() for cell in header]
        known = {column.name.casefold(): column for column in dialect.columns}
        for name, column in known.items():
            if column.field and names.count(name) > 1:
                raise BadExport(f"The file has the column {column.name} twice. {dialect.how_to_export}")
        index_of = {name: index for index, name in enumerate(names) if name in known}
        lacking = [name for name in dialect.required if name.casefold() not in index_of]
        if lacking:
            site = dialect.site.removeprefix("The ")
            raise BadExport(
                f"This is not a {site} export: the first line must name the columns, and these are missing: "
                f"{', '.join(lacking)}. {dialect.how_to_export}"
            )
        shape = RowShape(
            delimiter=delimiter,
            width=len(header),
            last_required=_last_mark(dialect, index_of) if dialect.is_quoted else len(header) - 1,
            values={
                index: _pattern(known[name].cells) for name, index in index_of.items() if known[name].cells != ANY_TEXT
            },
            id_first=names[0] in known and known[names[0]].field == "id",
        )
        column_of: dict[Field, Column] = {}
        for name, column in known.items():
            if column.field and name in index_of:
                column_of.setdefault(column.field, column)
        return cls(
            dialect=dialect,
            width=len(header),
            fields=tuple((field, index_of[column.name.casefold()]) for field, column in column_of.items()),
            column_of=column_of,
            escaped=tuple(field for field, column in column_of.items() if column.is_escaped),
            missing=tuple(_missing(dialect, column_of)),
            shape=shape,
        )

    def read(self, cells: list[str]) -> Record:
        """Return the cells under known columns: nothing else of a row is kept."""
        count = len(cells)
        record = {field: cells[index] if index < count else "" for field, index in self.fields}
        for field in self.escaped:
            record[field] = read_text(record[field])
        return record

    @property
    def id_name(self) -> str:
        """The name of the column with the ids of rows."""
        fields: tuple[Field, ...] = ("goodreads_key", "id")
        return next((self.column_of[field].name for field in fields if field in self.column_of), "id")


def _last_mark(dialect: Dialect, index_of: Mapping[str, int]) -> int:
    return max(index_of.get(name.casefold(), 0) for name in dialect.row_marks)


def _missing(dialect: Dialect, found: Mapping[Field, Column]) -> Iterator[str]:
    """The newest name of each field that the file has under none of its names."""
    told = set(found)
    for column in dialect.columns:
        if column.field and column.expected and column.field not in told:
            told.add(column.field)
            yield column.name


@cache
def _pattern(cells: str) -> re.Pattern[str]:
    return re.compile(cells)
