"""The family that all errors belong to which this application raises on purpose.

`status` and `code` are what a route answers with; errors that never reach a caller keep the defaults.
"""

from typing import ClassVar


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
