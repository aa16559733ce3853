"""Errors that become the answers of the REST routes: what the server lacks, what an upload, a job or a page is not."""

from chalicelib.errors.base import StatsError


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
    """The upload is no export that is taken, or it holds no book."""

    status = 400
    code = "BadRequestError"


class MalformedKey(StatsError):
    """The `Idempotency-Key` of an upload is no delete token."""

    status = 400
    code = "BadRequestError"

    def __init__(self) -> None:
        super().__init__(
            "The Idempotency-Key has to be a delete token: 43 characters of A-Z, a-z, 0-9, - and _, which are 32 "
            "random bytes in base64url. Send a fresh one, or none."
        )


class KeyTaken(StatsError):
    """The `Idempotency-Key` of an upload belongs to the job of another file."""

    status = 409
    code = "ConflictError"

    def __init__(self) -> None:
        super().__init__("The job of this Idempotency-Key holds another file. Send this file with a fresh key.")


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


class PageMissing(StatsError):
    """No route has this path."""

    status = 404
    code = "NotFoundError"

    def __init__(self) -> None:
        super().__init__("There is nothing at this address. The documentation lists the routes; the start page is /.")


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
            "This needs the delete_token that the upload answered, sent as 'Authorization: Bearer <delete_token>'."
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


class UpdateFailed(JobFailed):
    """A newer export ended without a dashboard."""

    def __init__(self) -> None:
        super().__init__("The newer export ended without a result, so the dashboard is as it was. Send the file again.")


class UpdateRuns(StatsError):
    """The job, or another newer export of it, still runs."""

    status = 409
    code = "ConflictError"

    def __init__(self) -> None:
        super().__init__(
            "An export of this dashboard is still being worked on. Send the newer one when it is complete."
        )


class BadCorrections(StatsError):
    """The corrections do not have their documented form, or name a book that the dashboard does not hold."""

    status = 400
    code = "BadRequestError"


class CorrectionsTooLarge(StatsError):
    """The corrections have too many bytes, or are for more than `MAX_BOOKS` books."""

    status = 413
    code = "PayloadTooLargeError"


class TooEarly(StatsError):
    """The job has no dashboard yet that could be corrected or shared."""

    status = 409
    code = "ConflictError"

    def __init__(self) -> None:
        super().__init__("This dashboard is still being worked on. Send this again when it is complete.")


class DashboardBusy(StatsError):
    """The dashboard, or the list of its shares, was replaced again and again while it was being changed."""

    status = 409
    code = "ConflictError"

    def __init__(self) -> None:
        super().__init__("The dashboard is being replaced at this moment. Send this again.")


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
