"""What strangers may send to the upload route: refused with what to do about it, in bounded memory, nothing stored.

`MUTATIONS` in the environment says how many damaged exports to try; docs/reliability.md tells of the long run.
"""

import gzip
import io
import json
import os
import random
import subprocess
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chalice.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.errors import BadExport, StatsError
from chalicelib.ingest.library_file import parse_export
from tests.builders import HEADER, csv_row, export, library
from tests.conftest import real_exports
from tests.flows.test_app import TEXT_CSV, assert_error, form, upload

MOST_BYTES = 200_000_000
# An idle core takes less than two seconds for each, and several times as long while it is shared with other work; what
# grows by the square takes minutes. A tracer, which coverage is measured with, multiplies what the code takes.
MOST_SECONDS = 10.0 if sys.gettrace() is None else 60.0
FULL_SIZE = 20_000_000
"""`MAX_UPLOAD_BYTES`: the largest body that is looked into at all."""
MUTATIONS = int(os.environ.get("MUTATIONS", "1500"))
GZIP = {"Content-Type": "application/gzip"}
FORM = {"Content-Type": "multipart/form-data; boundary=frontier"}
ROW = csv_row("1", "Dune", "Frank Herbert", "9780441172719")
DUNE = export(ROW)
MANY_COLUMNS = b"Title,Author,My Rating,Exclusive Shelf" + b",more" * 40_000 + b"\nT,A,4,read\n"
SMALL = export(*(csv_row(str(number), f"Title {number}, a Novel", "Ada Example") for number in range(1, 8)))

LIBRARYTHING = (
    b"Book Id\tTitle\tSort Character\tPrimary Author\tPrimary Author Role\tSecondary Author\n1\tDune\t1\tHerbert\t\t\n"
)
LIBRARYTHING_JSON = b'{"1": {"books_id": "1", "title": "Dune"}}'
OPEN_JSON = LIBRARYTHING_JSON[:-1] + b', "2": {"title": "Dune", "tags": ['
PRIVACY_ARCHIVE = json.dumps([{"explanation": "Your reviews"}, {"review": "…", "book": "Dune", "rating": 4}]).encode()


def packed_book() -> bytes:
    """A spreadsheet as its program saves it: a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    return file.getvalue()


def unclosed(number: int, size: int) -> bytes:
    """A row with a review of that size that is opened by a quotation mark and not closed."""
    start = csv_row(str(number), f"Title {number}", "Ada Example").encode().removesuffix(b",,,1,0")
    return start + b'"' + b"x" * size + b"\n"


def reviews(content: bytes, size: int) -> bytes:
    """A file of rows with reviews of this size."""
    rows = (unclosed(n, 0) + content * (size // len(content)) + b'",,,1,0\n' for n in range(19_000_000 // size))
    return HEADER.encode() + b"\n" + b"".join(rows)


def filled(start: bytes, piece: bytes, size: int = FULL_SIZE) -> bytes:
    """`start` and as many pieces as the size allows."""
    return start + piece * ((size - len(start)) // len(piece))


def many_books(count: int) -> bytes:
    """LibraryThing's JSON of this many books."""
    return json.dumps({str(number): {"books_id": str(number), "title": "Dune"} for number in range(count)}).encode()


def parts(*names: str, content: bytes = DUNE) -> bytes:
    """A form with a file under each name."""
    return b"".join(form(content, name)[1].removesuffix(b"--frontier--\r\n") for name in names) + b"--frontier--\r\n"


Build = Callable[[], bytes]
# Full-size bodies are built when their test runs: the parameters of a whole file would fill the machine.
CORPUS: list[tuple[str, dict[str, str], Build, int, str]] = [
    ("nothing", TEXT_CSV, lambda: b"", 400, "Export Library"),
    ("a byte order mark alone", TEXT_CSV, lambda: b"\xef\xbb\xbf\r\n", 400, "Export Library"),
    ("only the header", TEXT_CSV, export, 400, "no row with a book"),
    ("one byte too many", TEXT_CSV, lambda: filled(b"", b"x", FULL_SIZE + 1), 413, "Split it"),
    ("far too large", TEXT_CSV, lambda: bytes(30_000_000), 413, "Split it"),
    ("one endless line", TEXT_CSV, lambda: filled(b"", b"a"), 400, "Export Library"),
    ("an endless cell", TEXT_CSV, lambda: filled(HEADER.encode() + b'\n1,"', b"a"), 400, "Export Library"),
    ("an endless cell of emoji", TEXT_CSV, lambda: filled(b'"', "😀".encode()), 400, "Export Library"),
    ("a million commas", TEXT_CSV, lambda: b"," * 1_000_000, 400, "Export Library"),
    ("commas only", TEXT_CSV, lambda: filled(b"", b","), 400, "Export Library"),
    ("cells without end", TEXT_CSV, lambda: filled(b"", b"ab,"), 400, "Export Library"),
    ("cells without end in a row", TEXT_CSV, lambda: filled(DUNE, b"ab,"), 400, "quotation mark"),
    ("cells over many lines", TEXT_CSV, lambda: filled(DUNE, b'ab,"\n",'), 413, "Split it"),
    ("semicolons only", TEXT_CSV, lambda: filled(b"", b";"), 400, "Export Library"),
    ("quotation marks only", TEXT_CSV, lambda: filled(b"", b'"'), 400, "Export Library"),
    ("blank lines only", TEXT_CSV, lambda: filled(b"", b"\n"), 400, "empty"),
    ("blank lines below the header", TEXT_CSV, lambda: filled(HEADER.encode(), b"\r\n"), 400, "blank lines"),
    ("NULs", TEXT_CSV, lambda: DUNE.replace(b"Dune", b"D\0une"), 400, "NUL"),
    ("NULs only", TEXT_CSV, lambda: bytes(FULL_SIZE), 400, "NUL"),
    ("UTF-16", TEXT_CSV, lambda: DUNE.decode().encode("utf-16"), 400, "UTF-16"),
    ("UTF-16 without a mark", TEXT_CSV, lambda: DUNE.decode().encode("utf-16-le"), 400, "Export Library"),
    ("Latin-1", TEXT_CSV, lambda: DUNE.replace(b"Dune", "Dü".encode("latin-1")), 400, "CSV UTF-8"),
    ("Latin-1 at the end", TEXT_CSV, lambda: filled(DUNE, b"x" * 99 + b"\n") + b"\xe9", 400, "CSV UTF-8"),
    ("a zip renamed", TEXT_CSV, packed_book, 400, "zip"),
    ("a spreadsheet in a form", FORM, lambda: form(packed_book())[1], 400, "spreadsheet"),
    ("an old spreadsheet", TEXT_CSV, lambda: b"\xd0\xcf\x11\xe0" + bytes(512), 400, "Excel"),
    ("a PDF", TEXT_CSV, lambda: b"%PDF-1.7\n", 400, "PDF"),
    ("a web page", TEXT_CSV, lambda: b"<!doctype html><title>Sign in</title>", 400, "web page"),
    ("a gzip sent as CSV", TEXT_CSV, lambda: gzip.compress(DUNE), 400, "application/gzip"),
    ("a gzip bomb", GZIP, lambda: gzip.compress(bytes(500_000_000), 1), 413, "Split it"),
    ("a gzip bomb in a form", FORM, lambda: form(gzip.compress(bytes(200_000_000), 1))[1], 413, "Split it"),
    ("a bomb in a bomb", GZIP, lambda: gzip.compress(gzip.compress(bytes(200_000_000), 1)), 400, "gzip"),
    ("a gzip of many pieces", GZIP, lambda: gzip.compress(b"x" * 40_000) * 2000, 400, "as it is"),
    ("a cut gzip", GZIP, lambda: gzip.compress(DUNE)[:-4], 400, "again"),
    ("no gzip", GZIP, lambda: DUNE, 400, "as it is"),
    ("a form without end", FORM, lambda: form(DUNE)[1].removesuffix(b"--frontier--\r\n"), 400, "again"),
    ("a form that never ends", FORM, lambda: filled(form(DUNE)[1][:120], b"\r\n--frontie"), 400, "again"),
    ("a form of another boundary", FORM, lambda: form(DUNE)[1].replace(b"frontier", b"border"), 400, "again"),
    ("a form without boundary", {"Content-Type": "multipart/form-data"}, lambda: form(DUNE)[1], 400, "boundary"),
    ("a form of 10,000 parts", FORM, lambda: parts(*(f"n{n}" for n in range(10_000)), content=b""), 400, "again"),
    ("a form without file", FORM, lambda: b"--frontier--\r\n", 400, "exactly one"),
    ("several files", FORM, lambda: parts("a", "b"), 400, "exactly one"),
    ("the same file twice", FORM, lambda: parts("csv", "csv"), 400, "exactly one"),
    ("a file too large in a form", FORM, lambda: form(filled(DUNE, ROW.encode() + b"\n", 21_000_000))[1], 413, "Split"),
    ("a column twice", TEXT_CSV, lambda: DUNE.replace(b"Publisher", b"Title"), 400, "twice"),
    ("a renamed column", TEXT_CSV, lambda: DUNE.replace(b"Exclusive Shelf", b"Shelf"), 400, "missing: Exclusive Shelf"),
    ("20,001 rows", TEXT_CSV, lambda: library(20_001), 413, "Split it"),
    ("20,001 like rows", TEXT_CSV, lambda: filled(HEADER.encode() + b"\n", b"1,T,A\n"), 413, "Split it"),
    ("no title in any row", TEXT_CSV, lambda: export(*("1,,A",) * 20_000), 400, "no row with a book"),
    ("Libib", TEXT_CSV, lambda: b"item_type,title,creators\nbook,Dune,Frank Herbert\n", 400, "This is a Libib export"),
    ("Calibre", TEXT_CSV, lambda: b"authors,title,uuid,series_index\nA,T,1,1.0\n", 400, "catalogue of Calibre"),
    ("a table without end", TEXT_CSV, lambda: filled(LIBRARYTHING, b"1\t"), 400, "tabs"),
    ("a header of tabs", TEXT_CSV, lambda: filled(LIBRARYTHING.split(b"\n")[0], b"\t"), 400, "line 1"),
    ("a line without end", TEXT_CSV, lambda: filled(LIBRARYTHING + b"9\t", b"\xe9"), 400, "bytes"),
    ("a table of blank lines", TEXT_CSV, lambda: filled(LIBRARYTHING, b"\n"), 400, "lines"),
    ("a table of NULs", TEXT_CSV, lambda: filled(LIBRARYTHING, b"\0"), 400, "NUL"),
    ("20,001 rows of a table", TEXT_CSV, lambda: LIBRARYTHING + b"9\tDune\n" * 20_001, 413, "Split it"),
    ("JSON of lists", TEXT_CSV, lambda: filled(OPEN_JSON + b"[]", b",[]"), 400, "lists, objects"),
    ("JSON of texts", TEXT_CSV, lambda: filled(OPEN_JSON + b'""', b',"ab"'), 400, "lists, objects"),
    ("deep JSON", TEXT_CSV, lambda: OPEN_JSON + b"[" * 1_000_000, 400, "its book 2"),
    ("a long number", TEXT_CSV, lambda: filled(OPEN_JSON, b"9"), 400, "its book 2"),
    ("JSON without books", TEXT_CSV, lambda: b'{"1": {"books_id": "1", "title": ""}}', 400, "no row with a book"),
    ("20,001 books of JSON", TEXT_CSV, lambda: many_books(20_001), 413, "Split it"),
    ("the privacy archive", TEXT_CSV, lambda: PRIVACY_ARCHIVE, 400, "privacy archive"),
    ("another media type", {"Content-Type": "application/json"}, lambda: PRIVACY_ARCHIVE, 415, "Send the export as"),
    ("no media type", {}, lambda: DUNE, 415, "Send the export as"),
]  # fmt: skip
MANY_SMALL_ROWS = {"20,001 rows", "20,001 rows of a table", "20,001 books of JSON", "no title in any row"}
"""Tracing them takes ten times as long as reading them, and they are less than the largest library."""


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("headers", "build", "status", "says", "traced"),
    [pytest.param(*case[1:], case[0] not in MANY_SMALL_ROWS, id=case[0]) for case in CORPUS],
)
def test_it_is_refused_quickly_saying_what_to_do_and_leaves_nothing(
    client: Client, tmp_path: Path, headers: dict[str, str], build: Build, status: int, says: str, traced: bool
) -> None:
    body = build()
    if traced:
        tracemalloc.start()
    cpu_before = time.process_time()
    try:
        response = upload(client, body, headers)
        # Not by the clock on the wall: other processes of the machine do not count.
        seconds = time.process_time() - cpu_before
        _, peak = tracemalloc.get_traced_memory()  # 0 where it is not traced
    finally:
        tracemalloc.stop()
    code = {400: "BadRequestError", 413: "PayloadTooLargeError", 415: "UnsupportedMediaTypeError"}[status]
    message = assert_error(response, status, code)
    assert says in message
    assert len(message) < 500
    assert peak + len(body) < MOST_BYTES, f"{peak / 1e6:.0f} MB"
    assert seconds < MOST_SECONDS * 2, "tracing memory takes as long again"
    assert stored(tmp_path) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(DUNE.replace(b"\n", b"\r\n", 1), id="mixed line ends"),
        pytest.param(DUNE.replace(b"\n", b"\r"), id="CR alone"),
        pytest.param(b"\xef\xbb\xbf" + DUNE, id="byte order mark"),
        pytest.param(DUNE + b"\n" * 50_000, id="many blank lines"),
    ],
)
def test_what_odd_programs_save_is_accepted(client: Client, body: bytes) -> None:
    assert upload(client, body).json_body["books_processed"] == 1


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/passwd", "C:\\a.csv", "a\\0.csv", "x" * 3000, "CON"])
def test_a_file_name_like_a_path_names_nothing(client: Client, tmp_path: Path, name: str) -> None:
    headers, body = form(DUNE)
    body = body.replace(b"goodreads_library_export.csv", name.encode())
    result = upload(client, body, headers).json_body
    dashboard = tmp_path / "data" / "data" / f"{result['job_id']}.json"
    assert {path.name for path in stored(tmp_path)} == {dashboard.name, "enrichment.sqlite3"}


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("-" * 1000, id="separators"),
        pytest.param("x" + "(a)" * 333, id="brackets"),
        pytest.param("(" * 1000, id="open brackets"),
        pytest.param("(x #1" * 200, id="series without end"),
        pytest.param("the kindle " * 90, id="editions without end"),
        pytest.param(": " * 500, id="subtitles"),
        pytest.param("\u0300" * 1000, id="accents alone"),
        pytest.param("ﷺ" * 1000, id="a letter that unfolds to eighteen"),
    ],
)
def test_a_title_made_to_be_slow_costs_no_more_than_others(client: Client, title: str) -> None:
    """Looking for editions and series in a title once took time by the square of its length."""
    body = export(*(csv_row(str(number), f"{title}"[: 999 - number] + str(number), "A") for number in range(50)))
    before = time.process_time()
    assert upload(client, body).json_body["books_processed"] == 50
    # Of this process's own time; by the square of the length it would be a minute.
    assert time.process_time() - before < 20


@pytest.mark.parametrize("column", ["Title", "Author", "Book Id"])
def test_an_endless_title_author_or_id_is_rejected_and_the_others_stay(client: Client, column: str) -> None:
    cells = {"Title": "T", "Author": "A", "Book Id": "9"} | {column: "-" * 900_000}
    row = f'{cells["Book Id"]},"{cells["Title"]}","{cells["Author"]}"'
    result = upload(client, export(ROW, row)).json_body
    dashboard = client.http.get(f"/{result['data_url']}").json_body
    assert [book["title"] for book in dashboard["books"]] == ["Dune"]
    (rejected,) = dashboard["metadata"]["rows_rejected"]
    assert rejected["line"] == 3
    assert f"{column} has more than 1000 letters" in rejected["reason"]


def test_shelves_without_end_are_cut(client: Client) -> None:
    shelves = ",".join(f"s{number}" for number in range(5000))
    body = b'Title,Author,My Rating,Exclusive Shelf,Bookshelves\nT,A,4,read,"' + shelves.encode() + b'"\n'
    result = upload(client, body).json_body
    (book,) = client.http.get(f"/{result['data_url']}").json_body["books"]
    assert book["bookshelves"] == [f"s{number}" for number in range(100)]


@pytest.mark.parametrize(
    ("data", "rejected"),
    [
        pytest.param(lambda: broken_library(range(1, 2)), 1, id="one"),
        pytest.param(lambda: broken_library(range(1, 19_000, 2)), 9_500, id="every second"),
        pytest.param(lambda: broken_library(range(1, 18_999)), 18_998, id="all but the last"),
        pytest.param(lambda: export(ROW) + (b"," * 49_000 + b"\n") * 400, 400, id="rows of commas"),
    ],
)
def test_broken_rows_of_a_large_library_cost_little(data: Build, rejected: int) -> None:
    body = data()
    before = time.process_time()
    parsed = parse_export(body, max_books=20_000)
    # Of this process's own time; by the square of the rows it would be minutes.
    assert time.process_time() - before < MOST_SECONDS
    assert len(parsed.rejected) == rejected
    assert len(parsed.books) + rejected == parsed.rows_total


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: reviews(b"\n", 900_000), id="reviews of blank lines"),
        pytest.param(lambda: reviews(b"1,,,1,x\n", 90_000), id="reviews of almost the ends of rows"),
        pytest.param(lambda: filled(DUNE, b'5,x","""\n'), id="cells that open each other"),
        pytest.param(lambda: filled(MANY_COLUMNS, b'T,A,4,x","""\n'), id="rows that open each other"),
    ],
)
def test_lines_made_to_be_read_often_are_refused_in_time(data: Build) -> None:
    body = data()
    before = time.process_time()
    with pytest.raises(BadExport, match="more than 200,000 lines"):
        parse_export(body, max_books=20_000)
    assert time.process_time() - before < MOST_SECONDS


def broken_library(broken: range) -> bytes:
    """The header and 18,999 rows of 900 letters, of which those with the numbers in `broken` have an open review."""
    rows = (
        unclosed(number, 800) if number in broken else csv_row(str(number), "T" * 800, "A").encode() + b"\n"
        for number in range(1, 19_000)
    )
    return HEADER.encode() + b"\n" + b"".join(rows)


READ_ALONE = """
import resource, sys
from chalicelib.ingest.library_file import parse_export
most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
before = most()
parsed = parse_export(open(sys.argv[1], "rb").read(), max_books=20_000)
print(len(parsed.books), most() - before)
"""
"""Reads a file in a process of its own; tells the books, and the bytes of memory that this took at most."""


def test_the_largest_library_that_is_accepted_fits_into_memory(tmp_path: Path) -> None:
    """20,000 books with 230 shelves each, no two of a book alike."""
    shelves = [",".join(f"{(number * 7 + shelf) % 999:03}" for shelf in range(230)) for number in range(999)]
    rows = (f'T,A,1,read,"{shelves[number % 999]}"' for number in range(20_000))
    file = tmp_path / "library.csv"
    file.write_text("\n".join(["Title,Author,My Rating,Exclusive Shelf,Bookshelves", *rows]), encoding="utf-8")
    read = subprocess.run([sys.executable, "-c", READ_ALONE, str(file)], capture_output=True, text=True, check=True)
    books, peak = map(int, read.stdout.split())
    assert books == 20_000
    assert peak < MOST_BYTES, f"{peak / 1e6:.0f} MB"


PIECE = st.binary(max_size=3) | st.sampled_from([b'"', b",", b"\n"])
EDITS = st.lists(st.tuples(st.integers(0, len(SMALL)), st.integers(0, 3), PIECE), min_size=1, max_size=10)


# All examples share one application and one storage, as all requests to a server do.
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_a_damaged_export_is_processed_or_refused(client: Client, edits: list[tuple[int, int, bytes]]) -> None:
    data = SMALL
    for position, removed, inserted in edits:
        data = data[:position] + inserted + data[position + removed :]
    response = upload(client, data)
    assert response.status_code in {200, 400}, response.body
    body = response.json_body
    assert set(body) == {"Code", "Message"} or body["status"] == "complete"


def mutated(data: bytes, draw: random.Random) -> bytes:
    """`data` with one to eight bytes changed, removed or put in."""
    damaged = bytearray(data)
    for _ in range(draw.randint(1, 8)):
        position = draw.randrange(len(damaged))
        match draw.randrange(4):
            case 0:
                damaged[position] = draw.randrange(256)
            case 1:
                damaged[position] ^= 1 << draw.randrange(8)
            case 2:
                del damaged[position]
            case _:
                damaged.insert(position, draw.choice(b'",;\n\r\0\xff\xef='))
    return bytes(damaged)


def excerpts(data: bytes, draw: random.Random) -> Iterator[bytes]:
    """The header with twenty rows from anywhere in the file, again and again."""
    header, *rows = data.split(b"\n")
    while True:
        start = draw.randrange(max(1, len(rows) - 20))
        yield b"\n".join([header, *rows[start : start + 20], b""])


@pytest.mark.parametrize("path", [pytest.param(None, id="made up"), *real_exports()])
def test_random_byte_changes_never_give_a_server_error(path: Path | None) -> None:
    data = path.read_bytes() if path else SMALL
    seed = os.environ.get("MUTATIONS_SEED", "1")
    draw = random.Random(f"{path.stem if path else ''} {seed}")
    source = excerpts(data, draw)
    for _ in range(-(-MUTATIONS // 6)):
        try:
            damaged = mutated(next(source), draw)
            parsed = parse_export(damaged, max_books=20_000)
        except StatsError as error:
            refusal = error
        else:
            assert len(parsed.books) + len(parsed.rejected) == parsed.rows_total
            continue
        assert 400 <= refusal.status < 500, refusal
