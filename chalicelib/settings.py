"""The settings: names of the environment variables, defaults and checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from chalicelib.errors import SettingsError

PROJECT_URL = "https://github.com/goodreads-stats/goodreads-stats"
API_GATEWAY_WAIT_S = 25.0
"""API Gateway ends a request after 29 s; the rest is for storing the upload and answering."""
BOOKS_PER_LAMBDA_INVOCATION = 175
"""Half a chunk: two addresses of Lambda ask at once, each with few requests."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of the README's table, checked and typed. Times are in seconds, sizes in bytes."""

    data_bucket: str | None
    data_dir: Path | None
    cache_table: str | None
    orchestrator_function_name: str | None
    book_processor_function_name: str | None
    catalogue: Path | None
    catalogue_table: str | None
    catalogue_only: bool
    chunk_size: int
    chunk_pause_s: float
    books_per_invocation: int
    upload_wait_s: float | None
    max_upload_bytes: int
    max_books: int
    open_library_url: str
    google_books_url: str
    google_books_api_key: str | None
    google_books_asked: bool
    contact: str

    @property
    def any_google_key(self) -> bool:
        """Whether there is a key for Google Books: here, or where BookProcessor is another function, there."""
        return self.google_books_api_key is not None or self.google_books_asked

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings; a value that cannot be used raises `SettingsError` naming the variable and the value.

        An empty variable counts as not set. `upload_wait_s` is None for "wait until the job is complete", which is the
        default where the Orchestrator runs in-process. `books_per_invocation` is a whole chunk by default where
        BookProcessor runs in-process: its invocations share one address there, and fewer of them send fewer requests.
        """
        env = _Environment(environ)
        orchestrator = env.text("ORCHESTRATOR_FUNCTION_NAME")
        book_processor = env.text("BOOK_PROCESSOR_FUNCTION_NAME")
        chunk_size = env.integer("CHUNK_SIZE", 350, least=1, most=1000)
        per_invocation = BOOKS_PER_LAMBDA_INVOCATION if book_processor else chunk_size
        return cls(
            data_bucket=env.text("DATA_BUCKET"),
            data_dir=env.path("DATA_DIR"),
            cache_table=env.text("CACHE_TABLE"),
            orchestrator_function_name=orchestrator,
            book_processor_function_name=book_processor,
            catalogue=env.path("CATALOGUE"),
            catalogue_table=env.text("CATALOGUE_TABLE"),
            catalogue_only=env.integer("CATALOGUE_ONLY", 0, least=0, most=1) == 1,
            chunk_size=chunk_size,
            chunk_pause_s=env.seconds("CHUNK_PAUSE_SECONDS", 1.0),
            books_per_invocation=env.integer("BOOKS_PER_INVOCATION", per_invocation, least=1, most=1000),
            upload_wait_s=env.optional_seconds("UPLOAD_WAIT_SECONDS", API_GATEWAY_WAIT_S if orchestrator else None),
            max_upload_bytes=env.integer("MAX_UPLOAD_BYTES", 20_000_000, least=1, most=1_000_000_000),
            max_books=env.integer("MAX_BOOKS", 20_000, least=1, most=1_000_000),
            open_library_url=env.url("OPEN_LIBRARY_URL", "https://openlibrary.org"),
            google_books_url=env.url("GOOGLE_BOOKS_URL", "https://www.googleapis.com/books/v1"),
            google_books_api_key=env.secret("GOOGLE_BOOKS_API_KEY"),
            google_books_asked=env.integer("GOOGLE_BOOKS_ASKED", 0, least=0, most=1) == 1,
            contact=env.text("CONTACT") or PROJECT_URL,
        )


class _Environment:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str) -> str | None:
        value = self._environ.get(name, "").strip()
        if not value.isprintable():
            raise SettingsError(name, value, "one line of printable text")
        return value or None

    def path(self, name: str) -> Path | None:
        value = self.text(name)
        return Path(value).expanduser() if value else None

    def secret(self, name: str) -> str | None:
        """Like `text`, but the error does not quote the value."""
        try:
            return self.text(name)
        except SettingsError:
            raise SettingsError(name, "(not shown)", "one line of printable text") from None

    def integer(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self.text(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit() and len(value) < 12 and least <= int(value) <= most):
            raise SettingsError(name, value, f"a whole number from {least} to {most}")
        return int(value)

    def optional_seconds(self, name: str, default: float | None) -> float | None:
        value = self.text(name)
        if value is None:
            return default
        try:
            seconds = float(value)
        except ValueError:
            seconds = -1.0
        if not 0 <= seconds <= 900:
            raise SettingsError(name, value, "seconds from 0 to 900")
        return seconds

    def seconds(self, name: str, default: float) -> float:
        return cast(float, self.optional_seconds(name, default))  # never None: the default is a number

    def url(self, name: str, default: str) -> str:
        value = self.text(name)
        if value is None:
            return default
        expected = "an http(s) URL without query, such as https://openlibrary.org"
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError as error:
            raise SettingsError(name, value, expected) from error
        usable = parts.scheme in {"http", "https"} and parts.hostname and port != 0
        if not usable or parts.query or parts.fragment:
            raise SettingsError(name, value, expected)
        return value.rstrip("/")
