"""Bodies of upload requests: the CSV out of each kind, bounded while unpacking, refused with the right status."""

import gzip
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.errors import BadExport, StatsError, UnsupportedUpload, UploadTooLarge
from chalicelib.ingest.upload_body import read_upload

LIMIT = 100_000
CSV = "Title,Author\nGödel, Escher, Bach,…\n".encode()
FORM = "multipart/form-data; boundary=frontier"


def part(name: str, content: bytes, *, filename: str | None = None, headers: tuple[str, ...] = ()) -> bytes:
    described = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename is not None else "")
    lines = (f"Content-Disposition: {described}", *headers)
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + content


def form(*parts: bytes) -> bytes:
    return b"".join(b"--frontier\r\n" + each + b"\r\n" for each in parts) + b"--frontier--\r\n"


FILE = part("csv", CSV, filename="goodreads_library_export.csv", headers=("Content-Type: text/csv",))


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        pytest.param("text/csv", CSV, id="csv"),
        pytest.param("text/csv; charset=utf-8", CSV, id="csv with charset"),
        pytest.param("Text/CSV;header=present", CSV, id="media types have no case"),
        pytest.param("application/gzip", gzip.compress(CSV), id="gzip"),
        pytest.param("application/gzip", gzip.compress(CSV[:9]) + gzip.compress(CSV[9:]), id="gzip of two members"),
        pytest.param("application/gzip", gzip.compress(CSV) + bytes(512), id="gzip padded with zeros"),
        pytest.param("application/gzip", gzip.compress(CSV) + b"trailing garbage", id="gzip with something behind"),
        pytest.param(FORM, form(FILE), id="form"),
        pytest.param('multipart/form-data; boundary="frontier"', form(FILE), id="boundary in quotation marks"),
        pytest.param("multipart/form-data; charset=utf-8; boundary=frontier", form(FILE), id="another option first"),
        pytest.param(FORM, b"preamble\r\n" + form(FILE) + b"epilogue", id="preamble and epilogue"),
        pytest.param(FORM, form(part("csv", CSV)), id="a csv part without file name"),
        pytest.param(FORM, form(part("file", CSV, filename="a.csv")), id="the only file, under another name"),
        pytest.param(FORM, form(part("note", b"hello"), part("file", CSV, filename="a.csv")), id="beside a text field"),
        pytest.param(FORM, form(FILE, part("cover", b"\xff\xd8", filename="a.jpg")), id="csv among other files"),
        pytest.param(FORM, form(part("csv", CSV, filename="../../etc/passwd")), id="file name like a path"),
        pytest.param(FORM, form(part("csv", CSV, filename="C:\\Users\\me\\a.csv")), id="file name of Windows"),
        pytest.param(FORM, form(part("csv", CSV, filename="")), id="no file name"),
        pytest.param(FORM, form(part("csv", gzip.compress(CSV), filename="a.csv.gz")), id="gzip in a form"),
    ],
)
def test_the_csv_comes_out_of_every_kind_of_body(content_type: str, body: bytes) -> None:
    assert read_upload(content_type, body, max_bytes=LIMIT) == CSV


@pytest.mark.parametrize(
    ("content_type", "body", "words"),
    [
        pytest.param("multipart/form-data", form(FILE), "no boundary", id="no boundary"),
        pytest.param("multipart/form-data; boundary=", form(FILE), "no boundary", id="empty boundary"),
        pytest.param("multipart/form-data; boundary=other", form(FILE), "cannot be read", id="wrong boundary"),
        pytest.param(FORM, b"", "cannot be read", id="nothing"),
        pytest.param(FORM, b"\r\n" * 50_000, "cannot be read", id="line ends only"),
        pytest.param(FORM, form(FILE)[:-20], "cannot be read", id="cut off in the file"),
        pytest.param(FORM, form(FILE)[:30], "cannot be read", id="cut off in a header"),
        pytest.param(FORM, b"--frontier--\r\n", "no file", id="no part"),
        pytest.param(FORM, form(part("note", CSV)), "no file", id="no file"),
        pytest.param(FORM, form(FILE, FILE), "2 files", id="csv twice"),
        pytest.param(
            FORM,
            form(part("a", CSV, filename="a"), part("b", CSV, filename="b"), part("c", CSV, filename="c")),
            "3 files",
            id="several files, none called csv",
        ),
        pytest.param(FORM, form(*(part(f"n{n}", b"") for n in range(1000)), FILE), "segment count", id="many parts"),
        pytest.param(FORM, form(part("n" * 9000, CSV)), "header length", id="an endless header"),
        pytest.param(FORM, form(part("csv", CSV, headers=("X-A: 1",) * 50)), "header count", id="many headers"),
        pytest.param(
            FORM, b"--frontier\r\nno header\r\n\r\n" + CSV + b"\r\n--frontier--\r\n", "cannot be read", id="bad"
        ),
        pytest.param("application/gzip", b"", "cut off", id="empty gzip"),
        pytest.param("application/gzip", CSV, "cannot be unpacked", id="no gzip"),
        pytest.param("application/gzip", gzip.compress(CSV)[:-9], "cut off", id="cut gzip"),
        pytest.param(
            "application/gzip", gzip.compress(CSV) + gzip.compress(CSV)[:-9], "cut off", id="cut second member"
        ),
        pytest.param("application/gzip", gzip.compress(b"") * 5000, "too many pieces", id="thousands of members"),
        pytest.param(
            "application/gzip", gzip.compress(CSV)[:-8] + b"\0" * 8, "cannot be unpacked", id="wrong check sum"
        ),
        pytest.param(FORM, form(part("csv", gzip.compress(CSV)[:-9])), "cut off", id="cut gzip in a form"),
    ],
)
def test_a_body_that_is_not_what_it_claims_is_refused(content_type: str, body: bytes, words: str) -> None:
    with pytest.raises(BadExport, match=words):
        read_upload(content_type, body, max_bytes=LIMIT)


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/json",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/x-www-form-urlencoded",
        "multipart/mixed; boundary=frontier",
        "text/csvx",
        "text/plain",
        ";;;",
        "\ud800",
    ],
)
def test_another_media_type_is_refused_naming_those_that_are_taken(content_type: str) -> None:
    with pytest.raises(UnsupportedUpload, match=r"multipart/form-data, text/csv or application/gzip"):
        read_upload(content_type, CSV, max_bytes=LIMIT)


FULL, OVER = b"x" * LIMIT, b"x" * (LIMIT + 1)
KINDS = [
    pytest.param("text/csv", lambda data: data, id="csv"),
    pytest.param("application/gzip", gzip.compress, id="gzip"),
    pytest.param("application/gzip", lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:]), id="two members"),
    pytest.param(FORM, lambda data: form(part("csv", data, filename="a.csv")), id="form"),
    pytest.param(FORM, lambda data: form(part("csv", gzip.compress(data), filename="a.csv")), id="gzip in a form"),
]


@pytest.mark.parametrize(("content_type", "packed"), KINDS)
def test_the_limit_is_on_the_unpacked_file(content_type: str, packed: Callable[[bytes], bytes]) -> None:
    assert read_upload(content_type, packed(FULL), max_bytes=LIMIT) == FULL
    with pytest.raises(UploadTooLarge, match="100,000 bytes"):
        read_upload(content_type, packed(OVER), max_bytes=LIMIT)


def test_a_gzip_bomb_is_never_unpacked_beyond_the_limit() -> None:
    bomb = gzip.compress(bytes(50_000_000), compresslevel=1)
    tracemalloc.start()
    try:
        with pytest.raises(UploadTooLarge):
            read_upload("application/gzip", bomb, max_bytes=LIMIT)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20 * LIMIT


def test_a_bomb_inside_a_bomb_stays_packed() -> None:
    inner = gzip.compress(OVER)
    assert read_upload("application/gzip", gzip.compress(inner), max_bytes=LIMIT) == inner


def survives(content_type: str, body: bytes) -> None:
    try:
        data = read_upload(content_type, body, max_bytes=LIMIT)
    except StatsError as error:
        refusal = error
    else:
        assert len(data) <= LIMIT
        return
    assert 400 <= refusal.status < 500, refusal


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([FORM, "text/csv", "application/gzip", "multipart/form-data; boundary=\xff"])
    | st.text().map("multipart/form-data; boundary=".__add__)
    | st.text(),
    st.binary(max_size=500) | st.binary(max_size=200).map(lambda tail: gzip.compress(CSV)[:15] + tail),
)
def test_any_body_of_any_type_is_read_or_refused(content_type: str, body: bytes) -> None:
    survives(content_type, body)


WHOLE = form(part("note", b"hello"), FILE, part("other", gzip.compress(CSV), filename="a.gz"))
EDITS = st.lists(
    st.tuples(
        st.integers(0, len(WHOLE)),
        st.integers(0, 5),
        st.binary(max_size=4) | st.sampled_from([b"\r\n", b"\n", b"--frontier", b"--", b'"', b";", b":", b"\0", b"="]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(EDITS)
def test_a_damaged_form_is_read_or_refused(edits: list[tuple[int, int, bytes]]) -> None:
    body = WHOLE
    for place, removed, inserted in edits:
        body = body[:place] + inserted + body[place + removed :]
    survives(FORM, body)
