"""Errors of links to a part of a dashboard; they become the answers of their routes."""

from chalicelib.errors.base import StatsError


class BadShare(StatsError):
    """What is to be shared is not said in the documented form."""

    status = 400
    code = "BadRequestError"

    def __init__(self) -> None:
        super().__init__('Say what to share as JSON: {"year": 2024} or {"view": "overview"}, and nothing else.')


class NothingToShare(StatsError):
    """The dashboard has no read book of that year, or none at all."""

    status = 404
    code = "NotFoundError"

    def __init__(self, year: int | None) -> None:
        when = "" if year is None else f" with a date in {year}"
        super().__init__(f"This dashboard has no read book{when}, so there is nothing to share.")


class ShareMissing(StatsError):
    """There never was such a share, or it was taken back, or the id is not a UUID."""

    status = 404
    code = "NotFoundError"

    def __init__(self) -> None:
        super().__init__("There is nothing under this link: it never was, or its reader has taken it back.")


class TooManyShares(StatsError):
    """The dashboard has as many shares as it may."""

    status = 409
    code = "ConflictError"

    def __init__(self, most: int) -> None:
        super().__init__(f"A dashboard has at most {most} links. Take one back, then make this one.")
