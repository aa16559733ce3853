"""Every route with what it takes and answers, for the OpenAPI document; a test compares them with those of `app`."""

from collections.abc import Mapping
from typing import Any, Final

from chalicelib.errors import (
    AssetMissing,
    BadCorrections,
    BadExport,
    BundleMissing,
    CorrectionsTooLarge,
    DashboardBusy,
    DeletionRefused,
    JobFailed,
    JobNotFound,
    JobNotStarted,
    KeyTaken,
    MalformedKey,
    NotSetUp,
    PageMissing,
    SettingsError,
    StorageMissing,
    StorageUnavailable,
    TooEarly,
    UnexpectedFailure,
    UnsupportedUpload,
    UpdateFailed,
    UpdateRuns,
    UploadTooLarge,
)
from chalicelib.web.rest.description.answers import JOB_PATH, TOKEN, answer, errors, in_path, in_query, json_of
from chalicelib.web.rest.description.dashboard_schema import CORRECTIONS
from chalicelib.web.rest.description.json_schema import TEXT, Schema, number, one_of
from chalicelib.web.rest.description.share_operations import SHARE_OPERATIONS

Operation = Mapping[str, Any]

DASHBOARD: Final[Schema] = {"$ref": "schema/dashboard.json"}
"""Relative to the document itself, as its server is: so both are right under any address."""
_OWN: Final = (SettingsError, UnexpectedFailure)
_STORAGE: Final = (StorageUnavailable, StorageMissing, NotSetUp, *_OWN)
_JOB: Final = (JobNotFound, JobFailed, JobNotStarted, *_STORAGE)
_REFUSED: Final = (BadExport, UploadTooLarge, UnsupportedUpload)
_PAGE: Final = {"text/html": TEXT}
_LARGE: Final = answer("It is too large for an answer, and is fetched from here for a few minutes.", None, "Location")
_MOVED: Final = answer("The page has this address with, or without, a slash at its end.", None, "Location")
_EXAMPLE: Final = "Title,Author,My Rating,Exclusive Shelf\r\nDune,Frank Herbert,5,read\r\n"


_WAIT: Final = in_query("wait", "Seconds to wait for the job at most; 0 answers at once.", number(minimum=0))
_RUNS: Final = answer("The job runs. Ask again.", json_of("Progress"), "Retry-After")
_OF_JOB: Final = {
    "readDashboard": {"operationId": "readDashboard", "parameters": {"job_id": "$response.body#/job_id"}},
    "readLibrary": {"operationId": "readLibrary", "parameters": {"job_id": "$response.body#/job_id"}},
}

_EXPORT: Final = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"csv": {"type": "string", "contentMediaType": "text/csv"}},
                "required": ["csv"],
            },
            "example": {"csv": _EXAMPLE},
        },
        "text/csv": {"schema": TEXT, "example": _EXAMPLE},
        "application/gzip": {"schema": {"type": "string", "format": "binary"}},
    },
}

OPERATIONS: Final[dict[str, dict[str, Operation]]] = {
    "/api/upload": {
        "post": {
            "operationId": "uploadLibrary",
            "summary": "Take a library export, and start a job that enriches it",
            "parameters": [
                _WAIT,
                {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "description": "A delete token made by the caller: the same file under it is one job.",
                    "schema": TOKEN,
                },
            ],
            "requestBody": _EXPORT,
            "responses": {
                "200": answer("The job is complete.", json_of("JobResult"), links=_OF_JOB),
                "202": answer("The job runs on.", json_of("JobStarted"), "Location", "Retry-After", links=_OF_JOB),
                **errors(*_REFUSED, MalformedKey, KeyTaken, JobFailed, JobNotStarted, *_STORAGE),
            },
        }
    },
    "/data/{job_id}": {
        "get": {
            "operationId": "readDashboard",
            "summary": "The dashboard of a job, or its progress",
            "parameters": [
                JOB_PATH,
                in_query("so_far", "1: while the job runs, the dashboard as it stands.", one_of("1")),
                in_query("update", "1: of the newer export, while one runs.", one_of("1")),
                in_query("download", "1: as a file, once the job is complete.", one_of("1")),
            ],
            "responses": {
                "200": answer("The dashboard.", {"application/json": DASHBOARD}),
                "202": _RUNS,
                "302": _LARGE,
                **errors(*_JOB, UpdateFailed, to_browsers=True),
            },
        },
        "put": {
            "operationId": "updateLibrary",
            "summary": "Take a newer export, whose dashboard takes the place of the old one when it is complete",
            "parameters": [JOB_PATH, _WAIT],
            "security": [{"deleteToken": []}],
            "requestBody": _EXPORT,
            "responses": {
                "200": answer("The job is complete.", json_of("JobResult")),
                "202": answer("The job runs on.", json_of("JobStarted"), "Location", "Retry-After"),
                **errors(*_REFUSED, DeletionRefused, UpdateRuns, UpdateFailed, *_JOB),
            },
        },
        "delete": {
            "operationId": "deleteJob",
            "summary": "Remove everything of a job",
            "parameters": [JOB_PATH],
            "security": [{"deleteToken": []}],
            "responses": {
                "204": answer("Nothing of the job is left."),
                **errors(DeletionRefused, JobNotFound, *_STORAGE),
            },
        },
    },
    "/data/{job_id}/corrections": {
        "put": {
            "operationId": "correctBooks",
            "summary": "Let these corrections take the place of all that the dashboard had",
            "parameters": [JOB_PATH],
            "security": [{"deleteToken": []}],
            "requestBody": {"required": True, "content": {"application/json": {"schema": CORRECTIONS}}},
            "responses": {
                "204": answer("The dashboard is corrected."),
                **errors(
                    *(BadCorrections, CorrectionsTooLarge, UnsupportedUpload),
                    *(DeletionRefused, TooEarly, DashboardBusy, *_JOB),
                ),
            },
        }
    },
    "/data/{job_id}.csv": {
        "get": {
            "operationId": "readLibrary",
            "summary": "The enriched library as CSV, which can be uploaded again",
            "parameters": [JOB_PATH],
            "responses": {
                "200": answer("The library.", {"text/csv": TEXT}, "Content-Disposition"),
                "202": _RUNS,
                "302": _LARGE,
                **errors(*_JOB, to_browsers=True),
            },
        }
    },
    "/api/health": {
        "get": {
            "operationId": "checkHealth",
            "summary": "Whether the storage can be used",
            "responses": {"200": answer("It can.", json_of("Health")), **errors(*_STORAGE)},
        }
    },
    "/api/openapi.json": {
        "get": {
            "operationId": "describeRoutes",
            "summary": "This document",
            "responses": {
                "200": answer("OpenAPI 3.1.", {"application/json": {"type": "object"}}),
                **errors(*_OWN),
            },
        }
    },
    "/api/schema/dashboard.json": {
        "get": {
            "operationId": "describeDashboard",
            "summary": "The dashboard as JSON Schema (2020-12)",
            "responses": {
                "200": answer("The schema.", {"application/json": {"type": "object"}}),
                **errors(*_OWN),
            },
        }
    },
    "/": {
        "get": {
            "operationId": "showUpload",
            "summary": "The page that takes an export",
            "responses": {"200": answer("The page.", _PAGE), "302": _MOVED, **errors(BundleMissing, *_OWN)},
        }
    },
    "/dashboard/{job_id}": {
        "get": {
            "operationId": "showDashboard",
            "summary": "The page that shows a dashboard",
            "parameters": [JOB_PATH],
            "responses": {
                "200": answer("The page.", _PAGE),
                "302": _MOVED,
                **errors(PageMissing, BundleMissing, *_OWN, to_browsers=True),
            },
        }
    },
    "/static/{place}": {
        "get": {
            "operationId": "loadFile",
            "summary": "A file that a page loads",
            "parameters": [in_path("place", "The name of the file.")],
            "responses": {"200": answer("The file.", {"*/*": TEXT}), **errors(AssetMissing, *_OWN, to_browsers=True)},
        }
    },
    "/static/{place}/{name}": {
        "get": {
            "operationId": "loadFileOfFolder",
            "summary": "A file of a folder that a page loads",
            "parameters": [
                in_path("place", "The folder, or the version of the bundle."),
                in_path("name", "The name of the file."),
            ],
            "responses": {"200": answer("The file.", {"*/*": TEXT}), **errors(AssetMissing, *_OWN, to_browsers=True)},
        }
    },
    **SHARE_OPERATIONS,
}
