"""The JSON Schema of what is shared of a dashboard: the same fields, of which the private ones say the same of all."""

from typing import Final

from chalicelib.jobs.sharing.shared_copy import BLANK, OVERVIEW, YEAR
from chalicelib.web.rest.description.dashboard_schema import BOOK, JOB_ID, METADATA, SUMMARY
from chalicelib.web.rest.description.json_schema import (
    COUNT,
    Schema,
    an_object,
    list_of,
    one_of,
    or_null,
    text,
    whole,
)

SHARE_ID: Final = JOB_ID
"""A UUID, too."""
_WHAT: Final[dict[str, Schema]] = {
    "view": one_of(YEAR, OVERVIEW),
    "year": or_null(whole(1, 9999)),
    "shared_at": METADATA["export_timestamp"],
}
SHARE: Final[dict[str, Schema]] = {
    "share_id": SHARE_ID,
    **_WHAT,
    "share_url": text("share/.+"),
}
WISH: Final[Schema] = {
    "oneOf": [an_object({"year": whole(1, 9999)}), an_object({"view": one_of(OVERVIEW)})],
}
_METADATA: Final[dict[str, Schema]] = {
    "share": an_object(
        {**_WHAT, "running_year": or_null(whole(1, 9999)), "books": whole(1), "pages": COUNT},
    ),
    "status": one_of("complete"),
    **{
        name: METADATA[name]
        for name in (
            *("export_id", "books_processed", "books_total"),
            *("export_timestamp", "exporter_version", "data_schema_version"),
        )
    },
}
_BOOK: Final[dict[str, Schema]] = BOOK | {name: {"const": value} for name, value in BLANK.items()}
SHARED_COPY: Final[Schema] = an_object(
    {
        "export_id": SHARE_ID,
        "metadata": an_object(_METADATA),
        "summary": an_object(SUMMARY),
        "books": list_of(an_object(_BOOK), minItems=1),
        "other_books": list_of({}, maxItems=0),
    }
)
