"""The errors that this application raises on purpose. They become HTTP answers in `app.py`, or failed books in jobs.

`status` and `code` are what `app.py` answers with; errors that never reach a caller keep the defaults.
"""

from typing import ClassVar, Literal

ErrorCategory = Literal["api_timeout", "rate_limited", "network", "data_format", "invocation", "deadline"]
"""Why a book could not be enriched; the contract's closed list."""


class StatsError(Exception):
    """Base of every error this application raises on purpose. The message tells the caller what to do about it."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "InternalServerError"

    @property
    def public_message(self) -> str:
        """The message that a caller of the REST routes gets."""
        return str(self)

    @property
    def log_message(self) -> str:
        """The text for the log: the type only, because a message may quote what a reader uploaded."""
        return type(self).__name__


class UnexpectedFailure(StatsError):
    """An exception that nobody expected. Only its type is named, because its message may quote an upload."""

    def __init__(self, error: Exception) -> None:
        super().__init__(f"An unexpected error occurred ({type(error).__name__}). Try again, or report it.")


class SettingsError(StatsError):
    """An environment variable has a value that cannot be used; the message names both, for the owner of the server."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(f"{name}={value!r} cannot be used: expected {expected}")
        self.name = name
        self.value = value

    @property
    def public_message(self) -> str:
        return "The server is not set up correctly: one of its settings cannot be used. Its log says which."

    @property
    def log_message(self) -> str:
        return f"SettingsError: {self.name} cannot be used"


class NotSetUp(SettingsError):
    """A deployed function does not know a name that it needs, so it can serve nobody."""

    status = 503
    code = "ServiceUnavailableError"

    def __init__(self, name: str) -> None:
        super().__init__(name, "", "the name that deploying sets; see docs/deploy.md")

    @property
    def public_message(self) -> str:
        return f"The server is not set up: {self.name} is not set. Its owner deploys it with make deploy."


class BadExport(StatsError):
    """The upload is not a Goodreads export, or it holds no book."""

    status = 400
    code = "BadRequestError"


class UploadTooLarge(StatsError):
    """The upload is over `MAX_UPLOAD_BYTES` or `MAX_BOOKS`."""

    status = 413
    code = "PayloadTooLargeError"


class UnsupportedUpload(StatsError):
    """The upload route does not accept the media type of the body."""

    status = 415
    code = "UnsupportedMediaTypeError"


class JobNotFound(StatsError):
    """There never was such a job, or it was deleted, or the id is not a UUID."""

    status = 404
    code = "NotFoundError"

    def __init__(self) -> None:
        super().__init__("There is no such job: it never existed, or it was deleted. Upload your export again.")


class AssetMissing(StatsError):
    """The pages have no file of that name."""

    status = 404
    code = "NotFoundError"

    def __init__(self) -> None:
        super().__init__("There is no such file, or not any more. Reload the page.")


class BundleMissing(StatsError):
    """The function was deployed without the bundle of its pages."""

    def __init__(self) -> None:
        super().__init__("This server was deployed without its pages. Its owner runs: make assets, then deploys again.")


class DeletionRefused(StatsError):
    """The delete token is missing or belongs to another job."""

    status = 403
    code = "ForbiddenError"

    def __init__(self) -> None:
        super().__init__(
            "Deleting needs the delete_token that the upload answered, sent as 'Authorization: Bearer <delete_token>'."
        )


class JobFailed(StatsError):
    """The Orchestrator ended without a dashboard; the job will not become complete any more."""

    code = "JobFailedError"

    def __init__(
        self,
        message: str = "This job ended without a result. Upload the same file again: what was already found is kept, "
        "so the second try is faster.",
    ) -> None:
        super().__init__(message)


class JobNotStarted(JobFailed):
    """The Orchestrator has not begun with the job for so long that its event has been thrown away."""

    def __init__(self) -> None:
        super().__init__(
            "This job was not started: the server was busy for too long, or it was stopped. "
            "Upload the same file again in a few minutes."
        )


class StorageUnavailable(StatsError):
    """The storage refused or failed: a full disk, a missing permission, S3 out of reach."""

    status = 503
    code = "ServiceUnavailableError"

    def __init__(self) -> None:
        super().__init__("The storage does not answer at the moment. Try again in a few minutes.")


class StorageMissing(StatsError):
    """The bucket that `DATA_BUCKET` names, or the stage's own, does not exist or may not be used."""

    status = 503
    code = "ServiceUnavailableError"

    def __init__(self, bucket: str) -> None:
        super().__init__(
            "The server has no storage: the bucket of DATA_BUCKET, or of its stage, does not exist or refuses. "
            "Its owner creates it with make deploy."
        )
        self.bucket = bucket

    @property
    def log_message(self) -> str:
        return f"StorageMissing: the bucket {self.bucket} does not exist or refuses"


class ObjectMissing(StatsError):
    """The storage holds nothing under the key."""


class CacheUnavailable(StatsError):
    """The enrichment cache cannot be read or written; a job goes on without it."""


class CatalogueUnavailable(StatsError):
    """The catalogue cannot be read; a job goes on without it."""


class MalformedBook(StatsError):
    """The JSON of a book, or of a result for a book, does not have the contract's shape."""


class ProviderError(StatsError):
    """A provider could not be asked, or its answer could not be used."""

    def __init__(self, category: ErrorCategory, provider: str, reason: str) -> None:
        super().__init__(f"{provider}: {reason}")
        self.category: ErrorCategory = category
        self.reason = reason


class QueryRefused(ProviderError):
    """A provider did not answer this one query, and others may pass.

    It refused the query (HTTP 400, 404, 413, 414, 422), its firewall did (403), or it failed at it (500, time-out).
    """


class QueryTooHeavy(QueryRefused):
    """The provider failed at the query or ran out of time for it: one that asks for less may pass."""


class QuotaExhausted(ProviderError):
    """The provider's quota is used up and does not come back while a job runs."""

    def __init__(self, provider: str, reason: str) -> None:
        super().__init__("rate_limited", provider, reason)


class InvocationError(StatsError):
    """An invocation returned no usable answer; the subclasses say whether the function ran."""


class InvocationRefused(InvocationError):
    """The function was not started: denied, throttled for too long, or out of reach. Smaller events would fail too."""


class InvocationThrottled(InvocationRefused):
    """The function was not started because as many run as may at once. An event may wait for its turn."""


class ConcurrencyExhausted(InvocationThrottled):
    """The function was not started: every concurrent execution of the account is taken, one of them by the caller."""


class EventTooLarge(InvocationError):
    """The function was not started because its event is larger than an invocation may carry."""


class FunctionFailed(InvocationError):
    """The function ran and raised, was killed, or answered something that cannot be used."""


class InvocationTimeout(InvocationError):
    """The wait for an invocation ended before the function did; the function itself runs on to its end."""


class InvocationLost(InvocationError):
    """The connection broke while the function ran; it may run on to its end, and its answer is lost."""
