"""What each error says: to a caller over HTTP, and in the log."""

from typing import get_args

import pytest

from chalicelib.errors import (
    AssetMissing,
    BadCorrections,
    BadExport,
    BadShare,
    BundleMissing,
    CacheUnavailable,
    CatalogueUnavailable,
    ConcurrencyExhausted,
    CorrectionsTooLarge,
    DashboardBusy,
    DeletionRefused,
    ErrorCategory,
    EventTooLarge,
    FunctionFailed,
    InvocationError,
    InvocationLost,
    InvocationRefused,
    InvocationThrottled,
    InvocationTimeout,
    JobFailed,
    JobNotFound,
    JobNotStarted,
    KeyTaken,
    MalformedBook,
    MalformedKey,
    NothingToShare,
    NotSetUp,
    ObjectMissing,
    PageMissing,
    ProviderError,
    QueryRefused,
    QueryTooHeavy,
    QuotaExhausted,
    SettingsError,
    ShareMissing,
    StatsError,
    StorageMissing,
    StorageUnavailable,
    TooEarly,
    TooManyShares,
    UnexpectedFailure,
    UnsupportedUpload,
    UpdateFailed,
    UpdateRuns,
    UploadTooLarge,
)

INTERNAL = "InternalServerError"
ERRORS: list[tuple[StatsError, int, str, list[str]]] = [
    # The words in the message of the one who raises it.
    (StatsError("why"), 500, INTERNAL, ["why"]),
    (BadExport("why"), 400, "BadRequestError", ["why"]),
    (UploadTooLarge("why"), 413, "PayloadTooLargeError", ["why"]),
    (UnsupportedUpload("why"), 415, "UnsupportedMediaTypeError", ["why"]),
    (ObjectMissing("why"), 500, INTERNAL, ["why"]),
    (CacheUnavailable("why"), 500, INTERNAL, ["why"]),
    (CatalogueUnavailable("why"), 500, INTERNAL, ["why"]),
    (MalformedBook("why"), 500, INTERNAL, ["why"]),
    (InvocationError("why"), 500, INTERNAL, ["why"]),
    (ConcurrencyExhausted("why"), 500, INTERNAL, ["why"]),
    (InvocationRefused("why"), 500, INTERNAL, ["why"]),
    (InvocationThrottled("why"), 500, INTERNAL, ["why"]),
    (EventTooLarge("why"), 500, INTERNAL, ["why"]),
    (FunctionFailed("why"), 500, INTERNAL, ["why"]),
    (InvocationTimeout("why"), 500, INTERNAL, ["why"]),
    (InvocationLost("why"), 500, INTERNAL, ["why"]),
    (ProviderError("network", "open_library", "why"), 500, INTERNAL, ["open_library: why"]),
    (QueryRefused("data_format", "open_library", "why"), 500, INTERNAL, ["open_library: why"]),
    (QueryTooHeavy("api_timeout", "open_library", "why"), 500, INTERNAL, ["open_library: why"]),
    (QuotaExhausted("google_books", "why"), 500, INTERNAL, ["google_books: why"]),
    # A message of its own, which says what to do.
    (SettingsError("CHUNK_SIZE", "many", "a whole number"), 500, INTERNAL, ["settings cannot be used", "log"]),
    (UnexpectedFailure(ValueError("a secret")), 500, INTERNAL, ["unexpected", "(ValueError)", "Try again"]),
    (JobNotFound(), 404, "NotFoundError", ["no such job", "deleted", "Upload your export again"]),
    (PageMissing(), 404, "NotFoundError", ["nothing at this address", "start page"]),
    (AssetMissing(), 404, "NotFoundError", ["no such file", "Reload the page"]),
    (BundleMissing(), 500, INTERNAL, ["without its pages", "make assets", "deploys again"]),
    (DeletionRefused(), 403, "ForbiddenError", ["needs the delete_token", "'Authorization: Bearer <delete_token>'"]),
    (MalformedKey(), 400, "BadRequestError", ["43 characters", "Send a fresh one"]),
    (KeyTaken(), 409, "ConflictError", ["another file", "a fresh key"]),
    (JobFailed(), 500, "JobFailedError", ["without a result", "Upload the same file again"]),
    (JobNotStarted(), 500, "JobFailedError", ["was not started", "busy", "Upload the same file again"]),
    (UpdateFailed(), 500, "JobFailedError", ["as it was", "Send the file again"]),
    (UpdateRuns(), 409, "ConflictError", ["still being worked on", "when it is complete"]),
    (BadCorrections("why"), 400, "BadRequestError", ["why"]),
    (CorrectionsTooLarge("why"), 413, "PayloadTooLargeError", ["why"]),
    (TooEarly(), 409, "ConflictError", ["still being worked on", "when it is complete"]),
    (DashboardBusy(), 409, "ConflictError", ["being replaced", "again"]),
    (BadShare(), 400, "BadRequestError", ['{"year": 2024}', '{"view": "overview"}']),
    (NothingToShare(1999), 404, "NotFoundError", ["no read book", "1999", "nothing to share"]),
    (ShareMissing(), 404, "NotFoundError", ["nothing under this link", "taken it back"]),
    (TooManyShares(20), 409, "ConflictError", ["at most 20", "Take one back"]),
    (StorageUnavailable(), 503, "ServiceUnavailableError", ["storage does not answer", "Try again"]),
    (StorageMissing("secret"), 503, "ServiceUnavailableError", ["DATA_BUCKET", "does not exist", "make deploy"]),
    (NotSetUp("DATA_BUCKET"), 503, "ServiceUnavailableError", ["DATA_BUCKET is not set", "make deploy"]),
]


@pytest.mark.parametrize(
    ("error", "status", "code", "says"),
    ERRORS,
    ids=lambda value: type(value).__name__ if isinstance(value, StatsError) else "",
)
def test_a_caller_gets_the_status_the_code_and_what_to_do(
    error: StatsError, status: int, code: str, says: list[str]
) -> None:
    assert (error.status, error.code) == (status, code)
    assert [words for words in says if words not in error.public_message] == []
    assert [words for words in ("secret", "CHUNK_SIZE", "many") if words in error.public_message] == []


def test_no_error_is_left_out_above() -> None:
    def family(error: type[StatsError]) -> set[type[StatsError]]:
        return {error}.union(*(family(child) for child in error.__subclasses__()))

    assert {type(error) for error, *_ in ERRORS} == family(StatsError)
    assert all(error.__doc__ for error in family(StatsError))


def test_a_setting_that_cannot_be_used_is_told_in_full_to_the_owner_only() -> None:
    error = SettingsError("CHUNK_SIZE", "many", "a whole number from 1 to 1000")
    assert str(error) == "CHUNK_SIZE='many' cannot be used: expected a whole number from 1 to 1000"
    assert error.log_message == "SettingsError: CHUNK_SIZE cannot be used"


def test_the_log_names_the_type_only_because_a_message_may_quote_an_upload() -> None:
    assert BadExport("the title 'a secret'").log_message == "BadExport"


@pytest.mark.parametrize(
    ("error", "category"),
    [
        (ProviderError("network", "open_library", "why"), "network"),
        (QueryRefused("data_format", "open_library", "why"), "data_format"),
        (QueryTooHeavy("api_timeout", "open_library", "why"), "api_timeout"),
        (QuotaExhausted("google_books", "why"), "rate_limited"),
    ],
)
def test_a_providers_error_has_the_category_of_its_books(error: ProviderError, category: str) -> None:
    assert error.category == category


def test_the_categories_are_the_contracts() -> None:
    assert get_args(ErrorCategory) == (
        *("api_timeout", "rate_limited", "network"),
        *("data_format", "invocation", "deadline"),
    )
