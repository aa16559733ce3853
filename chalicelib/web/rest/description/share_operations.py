"""The routes of shares with what they take and answer; a part of `operations.py`."""

from collections.abc import Mapping
from typing import Any, Final

from chalicelib.errors import (
    BadShare,
    BundleMissing,
    DashboardBusy,
    DeletionRefused,
    JobFailed,
    JobNotFound,
    JobNotStarted,
    NothingToShare,
    NotSetUp,
    SettingsError,
    ShareMissing,
    StorageMissing,
    StorageUnavailable,
    TooEarly,
    TooManyShares,
    UnexpectedFailure,
    UnsupportedUpload,
)
from chalicelib.web.rest.description.answers import JOB_PATH, answer, errors, in_path, json_of
from chalicelib.web.rest.description.json_schema import TEXT
from chalicelib.web.rest.description.share_schema import SHARE_ID, WISH

_STORAGE: Final = (StorageUnavailable, StorageMissing, NotSetUp, SettingsError, UnexpectedFailure)
_JOB: Final = (DeletionRefused, JobNotFound, JobFailed, JobNotStarted, *_STORAGE)
_TOKEN: Final[list[dict[str, list[str]]]] = [{"deleteToken": []}]
_SHARE_PATH: Final = in_path("share_id", "Of a share. Whoever has it can read what is shared, and no more.", SHARE_ID)

SHARE_OPERATIONS: Final[dict[str, dict[str, Mapping[str, Any]]]] = {
    "/data/{job_id}/shares": {
        "post": {
            "operationId": "share",
            "summary": "Copy one year of a dashboard, or its overview, to an address of its own",
            "parameters": [JOB_PATH],
            "security": _TOKEN,
            "requestBody": {"required": True, "content": {"application/json": {"schema": WISH}}},
            "responses": {
                "201": answer("It is shared.", json_of("Share"), "Location"),
                **errors(
                    *(BadShare, UnsupportedUpload, NothingToShare, ShareMissing),
                    *(TooManyShares, TooEarly, DashboardBusy, *_JOB),
                ),
            },
        },
        "get": {
            "operationId": "listShares",
            "summary": "What of a dashboard is shared",
            "parameters": [JOB_PATH],
            "security": _TOKEN,
            "responses": {"200": answer("All of it, oldest first.", json_of("Shares")), **errors(*_JOB)},
        },
    },
    "/data/{job_id}/shares/{share_id}": {
        "delete": {
            "operationId": "takeBack",
            "summary": "Remove a share",
            "parameters": [JOB_PATH, _SHARE_PATH],
            "security": _TOKEN,
            "responses": {
                "204": answer("Nothing of the share is left."),
                **errors(DeletionRefused, JobNotFound, ShareMissing, DashboardBusy, *_STORAGE),
            },
        }
    },
    "/share/{share_id}": {
        "get": {
            "operationId": "showShare",
            "summary": "The page that shows what is shared",
            "parameters": [_SHARE_PATH],
            "responses": {
                "200": answer("The page.", {"text/html": TEXT}),
                "302": answer("The page has this address without a slash at its end.", None, "Location"),
                **errors(ShareMissing, BundleMissing, *_STORAGE, to_browsers=True),
            },
        }
    },
    "/share/{share_id}.json": {
        "get": {
            "operationId": "readShare",
            "summary": "What is shared, in the shape of a dashboard",
            "parameters": [_SHARE_PATH],
            "responses": {
                "200": answer("The copy.", json_of("SharedCopy")),
                "302": answer(
                    "It is too large for an answer, and is fetched from here for a few minutes.", None, "Location"
                ),
                **errors(ShareMissing, *_STORAGE, to_browsers=True),
            },
        }
    },
}
