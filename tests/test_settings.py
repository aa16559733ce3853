"""Each setting: its default, its cast, and the error that names the variable and the value."""

from pathlib import Path
from typing import Any

import pytest

from chalicelib.errors import SettingsError
from chalicelib.settings import API_GATEWAY_WAIT_S, BOOKS_PER_LAMBDA_INVOCATION, PROJECT_URL, Settings

DEFAULTS: dict[str, Any] = {
    "data_bucket": None,
    "data_dir": None,
    "cache_table": None,
    "orchestrator_function_name": None,
    "book_processor_function_name": None,
    "catalogue": None,
    "catalogue_table": None,
    "catalogue_only": False,
    "chunk_size": 350,
    "chunk_pause_s": 1.0,
    "books_per_invocation": 350,
    "upload_wait_s": None,
    "max_upload_bytes": 20_000_000,
    "max_books": 20_000,
    "open_library_url": "https://openlibrary.org",
    "google_books_url": "https://www.googleapis.com/books/v1",
    "google_books_api_key": None,
    "google_books_asked": False,
    "contact": PROJECT_URL,
}
VARIABLES = [
    ("DATA_BUCKET", "my-bucket", "data_bucket", "my-bucket"),
    ("DATA_DIR", "/srv/stats", "data_dir", Path("/srv/stats")),
    ("CACHE_TABLE", "cache", "cache_table", "cache"),
    ("ORCHESTRATOR_FUNCTION_NAME", "stats-Orchestrator", "orchestrator_function_name", "stats-Orchestrator"),
    ("BOOK_PROCESSOR_FUNCTION_NAME", "stats-Books", "book_processor_function_name", "stats-Books"),
    ("CATALOGUE", "/srv/catalogue.sqlite3", "catalogue", Path("/srv/catalogue.sqlite3")),
    ("CATALOGUE_TABLE", "catalogue-2026-10-31", "catalogue_table", "catalogue-2026-10-31"),
    ("CATALOGUE_ONLY", "1", "catalogue_only", True),
    ("CATALOGUE_ONLY", "0", "catalogue_only", False),
    ("CHUNK_SIZE", "1", "chunk_size", 1),
    ("CHUNK_SIZE", "1000", "chunk_size", 1000),
    ("CHUNK_PAUSE_SECONDS", "0", "chunk_pause_s", 0.0),
    ("CHUNK_PAUSE_SECONDS", "2.5", "chunk_pause_s", 2.5),
    ("CHUNK_PAUSE_SECONDS", "900", "chunk_pause_s", 900.0),
    ("BOOKS_PER_INVOCATION", "1", "books_per_invocation", 1),
    ("BOOKS_PER_INVOCATION", "1000", "books_per_invocation", 1000),
    ("UPLOAD_WAIT_SECONDS", "0", "upload_wait_s", 0.0),
    ("UPLOAD_WAIT_SECONDS", "1e1", "upload_wait_s", 10.0),
    ("UPLOAD_WAIT_SECONDS", "900", "upload_wait_s", 900.0),
    ("MAX_UPLOAD_BYTES", "1", "max_upload_bytes", 1),
    ("MAX_UPLOAD_BYTES", "1000000000", "max_upload_bytes", 1_000_000_000),
    ("MAX_BOOKS", "1", "max_books", 1),
    ("MAX_BOOKS", "1000000", "max_books", 1_000_000),
    ("OPEN_LIBRARY_URL", "http://127.0.0.1:8080/", "open_library_url", "http://127.0.0.1:8080"),
    ("OPEN_LIBRARY_URL", "http://localhost:1", "open_library_url", "http://localhost:1"),
    ("GOOGLE_BOOKS_URL", "http://[::1]:8080/books/v1", "google_books_url", "http://[::1]:8080/books/v1"),
    ("GOOGLE_BOOKS_API_KEY", " key ", "google_books_api_key", "key"),
    ("GOOGLE_BOOKS_ASKED", "1", "google_books_asked", True),
    ("CONTACT", "me@example.org", "contact", "me@example.org"),
]


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = Settings.from_env({})
    assert {name: getattr(settings, name) for name in DEFAULTS} == DEFAULTS


def test_a_variable_set_to_nothing_counts_as_not_set() -> None:
    environ = {name: blank for name, *_ in VARIABLES for blank in ("", " ")}
    assert Settings.from_env(environ) == Settings.from_env({})


@pytest.mark.parametrize(("name", "value", "field", "expected"), VARIABLES)
def test_a_variable_is_read_and_cast(name: str, value: str, field: str, expected: object) -> None:
    settings = Settings.from_env({name: value})
    assert getattr(settings, field) == expected
    assert type(getattr(settings, field)) is type(expected)


def test_in_process_an_invocation_takes_a_whole_chunk_because_all_share_one_address() -> None:
    assert Settings.from_env({"CHUNK_SIZE": "40"}).books_per_invocation == 40
    assert Settings.from_env({"CHUNK_SIZE": "40", "BOOKS_PER_INVOCATION": "7"}).books_per_invocation == 7
    deployed = {"BOOK_PROCESSOR_FUNCTION_NAME": "stats-Books"}
    assert Settings.from_env(deployed).books_per_invocation == BOOKS_PER_LAMBDA_INVOCATION == 175


def test_the_upload_waits_for_api_gateway_only_where_the_orchestrator_is_a_function() -> None:
    deployed = {"ORCHESTRATOR_FUNCTION_NAME": "stats-Orchestrator"}
    assert Settings.from_env(deployed).upload_wait_s == API_GATEWAY_WAIT_S == 25
    assert Settings.from_env({**deployed, "UPLOAD_WAIT_SECONDS": "3"}).upload_wait_s == 3


def test_a_home_folder_is_expanded() -> None:
    assert Settings.from_env({"DATA_DIR": "~/stats"}).data_dir == Path.home() / "stats"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CHUNK_SIZE", "0"),
        ("CHUNK_SIZE", "-1"),
        ("CHUNK_SIZE", "1001"),
        ("CHUNK_SIZE", "3.5"),
        ("CHUNK_SIZE", "1_0"),
        ("CHUNK_SIZE", "many"),
        ("CHUNK_SIZE", "٣"),  # a digit to Python, a typing error to us
        pytest.param("CHUNK_SIZE", "9" * 5000, id="CHUNK_SIZE-endless"),
        ("CHUNK_PAUSE_SECONDS", "-1"),
        ("CHUNK_PAUSE_SECONDS", "nan"),
        ("CHUNK_PAUSE_SECONDS", "inf"),
        ("CHUNK_PAUSE_SECONDS", "1s"),
        ("CATALOGUE_ONLY", "2"),
        ("CATALOGUE_ONLY", "yes"),
        ("BOOKS_PER_INVOCATION", "0"),
        ("UPLOAD_WAIT_SECONDS", "901"),
        ("MAX_UPLOAD_BYTES", "20 MB"),
        ("MAX_BOOKS", "0"),
        ("OPEN_LIBRARY_URL", "openlibrary.org"),
        ("OPEN_LIBRARY_URL", "ftp://openlibrary.org"),
        ("OPEN_LIBRARY_URL", "https://"),
        ("OPEN_LIBRARY_URL", "https://openlibrary.org?x=1"),
        ("OPEN_LIBRARY_URL", "http://[::1"),
        ("OPEN_LIBRARY_URL", "http://localhost:eighty"),
        ("OPEN_LIBRARY_URL", "http://localhost:0"),
        ("OPEN_LIBRARY_URL", "http://localhost:65536"),
        ("CHUNK_PAUSE_SECONDS", "900.1"),
        ("BOOKS_PER_INVOCATION", "1001"),
        ("MAX_UPLOAD_BYTES", "0"),
        ("MAX_UPLOAD_BYTES", "1000000001"),
        ("MAX_BOOKS", "1000001"),
        ("GOOGLE_BOOKS_URL", "https://www.googleapis.com/books/v1#x"),
        ("CONTACT", "me@example.org\r\nX-Evil: 1"),
    ],
)
def test_an_unusable_value_is_an_error_that_names_variable_and_value(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({name: value})
    assert (caught.value.name, caught.value.value) == (name, value)
    assert name in str(caught.value)
    assert repr(value) in str(caught.value)


def test_an_unusable_key_is_an_error_that_does_not_show_it() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"GOOGLE_BOOKS_API_KEY": "se\ncret"})
    assert (caught.value.name, caught.value.value) == ("GOOGLE_BOOKS_API_KEY", "(not shown)")
    assert caught.value.__suppress_context__, "no traceback shows it either"
