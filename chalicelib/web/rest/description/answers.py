"""The answers that several routes give, as OpenAPI describes them; those for errors come from the errors themselves."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

from chalicelib.errors import StatsError
from chalicelib.ingest.dialects.table import Source
from chalicelib.jobs.sharing.share_store import MOST_SHARES
from chalicelib.web.rest.description.dashboard_schema import JOB_ID
from chalicelib.web.rest.description.json_schema import (
    COUNT,
    NAME,
    PERCENT,
    TEXT,
    Schema,
    an_object,
    list_of,
    number,
    one_of,
    text,
)
from chalicelib.web.rest.description.share_schema import SHARE, SHARED_COPY

Answer = Mapping[str, Any]

TOKEN: Final = text("[A-Za-z0-9_-]{43}")
_EVERY: Final = ("Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options", "Cache-Control")
HEADERS: Final[dict[str, Schema]] = {
    "Content-Security-Policy": {"description": "What a page may load.", "required": True, "schema": NAME},
    "Referrer-Policy": {"required": True, "schema": one_of("no-referrer")},
    "X-Content-Type-Options": {"required": True, "schema": one_of("nosniff")},
    "Cache-Control": {"required": True, "schema": NAME},
    "Location": {"description": "Where to go on; a relative address.", "required": True, "schema": NAME},
    "Retry-After": {"description": "Seconds to wait before asking again.", "required": True, "schema": text("[0-9]+")},
    "Content-Disposition": {
        "description": "The name of the file.",
        "required": True,
        "schema": text('attachment; filename=".+"'),
    },
}
_OF_THE_FILE: Final[dict[str, Schema]] = {
    "source": one_of(*get_args(Source)),
    "understood": an_object(dict.fromkeys(("rows", "books", "dates", "ratings"), COUNT)),
}
SCHEMAS: Final[dict[str, Schema]] = {
    "JobResult": an_object(
        {
            "job_id": JOB_ID,
            "status": one_of("complete"),
            "processing_time": number(minimum=0),
            "books_processed": COUNT,
            "successful_enrichments": COUNT,
            "failed_enrichments": COUNT,
            "success_rate": PERCENT,
            "delete_token": TOKEN,
            "data_url": NAME,
            "dashboard_url": NAME,
            **_OF_THE_FILE,
        }
    ),
    "JobStarted": an_object({"job_id": JOB_ID, "status": one_of("processing"), "delete_token": TOKEN, **_OF_THE_FILE}),
    "Progress": an_object(
        {
            "status": one_of("processing"),
            "books_processed": COUNT,
            "books_total": COUNT,
            "books_so_far": {"type": ["integer", "null"], "minimum": 0},
        }
    ),
    "Share": an_object(SHARE),
    "Shares": an_object({"shares": list_of(an_object(SHARE), maxItems=MOST_SHARES)}),
    "SharedCopy": SHARED_COPY,
    "Health": an_object({"status": one_of("ok"), "version": text(r"[0-9]+\.[0-9]+\.[0-9]+")}),
}


def in_path(name: str, description: str, schema: Schema = NAME) -> dict[str, Any]:
    """A variable of a path."""
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def in_query(name: str, description: str, schema: Schema) -> dict[str, Any]:
    """What may follow a path."""
    return {"name": name, "in": "query", "description": description, "schema": schema}


JOB_PATH: Final = in_path("job_id", "What the upload answered. Whoever has it can read the dashboard.", JOB_ID)


def answer(description: str, content: Mapping[str, Schema] | None = None, *headers: str, **more: Any) -> Answer:
    """An answer with these headers besides those that every answer has."""
    named = {name: {"$ref": f"#/components/headers/{name}"} for name in (*_EVERY, *headers)}
    described = {"description": description, "headers": named, **more}
    if content:
        described["content"] = {media_type: {"schema": schema} for media_type, schema in content.items()}
    return described


def json_of(name: str) -> dict[str, Schema]:
    """JSON of one of the `SCHEMAS`."""
    return {"application/json": {"$ref": f"#/components/schemas/{name}"}}


def errors(*kinds: type[StatsError], to_browsers: bool = False) -> dict[str, Answer]:
    """The answers for these errors by their status: `{"Code": …, "Message": …}`, and the message says what to do.

    A browser that opens an address gets a page for 404.
    """
    by_status: dict[str, list[type[StatsError]]] = {}
    for kind in kinds:
        by_status.setdefault(str(kind.status), []).append(kind)
    return {
        status: answer(
            " ".join((kind.__doc__ or "").partition("\n")[0] for kind in alike),
            _error_content(alike, is_page=to_browsers and status == "404"),
        )
        for status, alike in by_status.items()
    }


def _error_content(kinds: Sequence[type[StatsError]], *, is_page: bool) -> dict[str, Schema]:
    codes = one_of(*dict.fromkeys(kind.code for kind in kinds))
    page = {"text/html": TEXT} if is_page else {}
    return {"application/json": an_object({"Code": codes, "Message": NAME}), **page}
