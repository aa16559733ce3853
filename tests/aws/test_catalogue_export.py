"""The files that DynamoDB imports a catalogue from, and what they cost."""

import base64
import gzip
import json
import os
import random
import resource
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from chalicelib.enrichment.catalogue.interface import Edition
from chalicelib.enrichment.catalogue.records import FORMAT
from scripts.aws.catalogue.costs import Costs, bill, costs_of
from scripts.aws.catalogue.export import MOST_ITEM_BYTES, MOST_WORKS, Export, ExportFailed, export_catalogue
from tests.catalogue_file import DUMP_DATE, DUNE, WITHOUT_WORK, catalogue_file, small_catalogue


def lines(export: Export) -> list[str]:
    """The lines of all files."""
    texts = [gzip.decompress((export.folder / name).read_bytes()).decode() for name, _ in export.parts]
    return [line for text in texts for line in text.splitlines()]


def items(export: Export) -> dict[str, Any]:
    """Key -> value, with its type."""
    read = [json.loads(line)["Item"] for line in lines(export)]
    found = {item["k"]["S"]: item["v"] for item in read}
    assert len(found) == len(read) == export.items
    return found


@pytest.fixture
def small(tmp_path: Path) -> Export:
    return export_catalogue(small_catalogue(tmp_path / "c.sqlite3"), tmp_path / "export")


def test_every_row_becomes_one_item(small: Export) -> None:
    assert items(small) == {
        "about": {"S": f"{FORMAT}\n{DUMP_DATE}"},
        "i9780441172719": {"S": "893415\n7353617\n8739161\neng"},
        "i9783161484100": {"S": "-27000001\n27000001\n0\n"},
        "g234225": {"S": "893415\n7353617\n8739161\neng"},
        "g7": {"S": "893415\n5\n0\n"},
        "t1a2b3c": {"S": "-27000001\n893415\n893416"},
        "tffffffffffff": {"S": "893415"},
        "t0": {"S": "893416"},
        "w893415": {"B": base64.b64encode(DUNE).decode()},
        "w-27000001": {"B": base64.b64encode(WITHOUT_WORK).decode()},
        "a79034": {"S": 'Frank Herbert\nHerbert, "Frank"\nΦρανκ Χέρμπερτ'},
        "a8": {"S": "Nur Einer"},
        "digest": {"S": small.digest},
    }


def test_the_sizes_are_those_that_aws_bills(small: Export) -> None:
    assert small.source_bytes == sum(len(line.encode()) + 1 for line in lines(small))
    sizes = {
        key: len(value["S"].encode()) if "S" in value else len(base64.b64decode(value["B"]))
        for key, value in items(small).items()
    }
    # The names `k` and `v`, key and value, and 100 bytes an item.
    assert small.table_bytes == sum(2 + len(key) + size + 100 for key, size in sizes.items())
    assert small.packed_bytes == sum(path.stat().st_size for path in small.folder.glob("*.gz"))
    assert small.left_out == 0


def test_no_file_is_larger_than_it_may_be(tmp_path: Path) -> None:
    file = catalogue_file(tmp_path / "c.sqlite3", authors={number: (f"Name {number}",) for number in range(1000)})
    export = export_catalogue(file, tmp_path / "export", part_bytes=2000)
    sizes = [len(gzip.decompress((export.folder / name).read_bytes())) for name, _ in export.parts]
    longest = max(len(line) + 1 for line in lines(export))
    assert all(2000 <= size < 2000 + longest for size in sizes[:-1])
    assert sum(sizes) == export.source_bytes
    assert len({name for name, _ in export.parts}) == len(sizes) > 20
    assert set(items(export)) == {"about", "digest", *(f"a{number}" for number in range(1000))}


@pytest.mark.parametrize(
    ("works", "kept"),
    [
        (range(1, 201), range(1, 201)),
        (range(1, 400), range(1, 201)),
        # Editions without a work only where works leave room.
        (range(-300, 300), range(1, 201)),
        (range(-300, 151), [*range(-300, -250), *range(1, 151)]),
        (range(-300, 0), range(-300, -100)),
    ],
)
def test_a_title_leads_to_so_many_works_at_most(tmp_path: Path, works: range, kept: Any) -> None:
    titles = {1: [7], 2: [work for work in works if work], 3: [8, 9]}
    export = export_catalogue(catalogue_file(tmp_path / "c.sqlite3", titles=titles), tmp_path / "export")
    found = items(export)
    assert list(map(int, found["t2"]["S"].split("\n"))) == list(kept)
    assert len(found["t2"]["S"].split("\n")) == MOST_WORKS
    assert (found["t1"], found["t3"]) == ({"S": "7"}, {"S": "8\n9"})


def test_a_row_that_is_larger_than_dynamodb_takes_is_counted_and_left_out(tmp_path: Path) -> None:
    room = MOST_ITEM_BYTES - len("kvw1")
    file = catalogue_file(
        tmp_path / "c.sqlite3",
        works={1: bytes(room), 2: bytes(room + 1), 3: b"\0"},
        authors={4: ("é" * (room // 2),), 5: ("é" * (room // 2 + 1),)},
    )
    export = export_catalogue(file, tmp_path / "export")
    assert set(items(export)) == {"about", "digest", "w1", "w3", "a4"}
    assert export.left_out == 2


def test_the_same_catalogue_makes_the_same_files_and_another_has_another_digest(tmp_path: Path) -> None:
    made = [
        export_catalogue(small_catalogue(tmp_path / f"{name}.sqlite3", **rows), tmp_path / name)
        for name, rows in {"one": {}, "two": {}, "other": {"authors": {8: ("Another",)}}}.items()
    ]
    one, two, other = made
    assert [(one.folder / name).read_bytes() for name, _ in one.parts] == [
        (two.folder / name).read_bytes() for name, _ in two.parts
    ]
    assert one.digest == two.digest != other.digest


def test_finished_files_are_found_again(tmp_path: Path) -> None:
    file, folder, told = small_catalogue(tmp_path / "c.sqlite3"), tmp_path / "export", list[str]()
    first = export_catalogue(file, folder, 300, told.append)
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    again = export_catalogue(file, folder, 300, told.append)
    assert again == first
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert told[-1] == f"{folder} holds the files of this catalogue already."


def test_files_that_are_not_finished_or_of_another_catalogue_are_made_anew(tmp_path: Path) -> None:
    file, folder = small_catalogue(tmp_path / "c.sqlite3"), tmp_path / "export"
    first = export_catalogue(file, folder, 300)
    part = folder / first.parts[1][0]
    whole = part.read_bytes()
    (folder / "items-09999.json.gz").write_bytes(b"left over")
    part.write_bytes(whole[:-1])
    assert export_catalogue(file, folder, 300) == first
    assert part.read_bytes() == whole
    assert not (folder / "items-09999.json.gz").exists()
    for manifest in ("", "{}", "[]", '{"source": 1}'):
        (folder / "export.json").write_text(manifest)
        part.unlink()
        assert export_catalogue(file, folder, 300) == first
    file.unlink()
    small_catalogue(file, authors={})
    os.utime(file, ns=(1, 1))
    assert "a8" not in items(export_catalogue(file, folder, 300))


def damage(file: Path) -> None:
    """Overwrite the middle of the file."""
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2] + b"\xff" * 20_000 + data[len(data) // 2 + 20_000 :])


def test_a_damaged_catalogue_is_told_and_leaves_no_files(tmp_path: Path) -> None:
    file = catalogue_file(tmp_path / "c.sqlite3", works={number: bytes(900) for number in range(200)})
    damage(file)
    with pytest.raises(ExportFailed, match=r"the catalogue c\.sqlite3 is damaged .*: build it anew"):
        export_catalogue(file, tmp_path / "export")
    assert not (tmp_path / "export").exists()


@pytest.mark.parametrize(
    ("about", "message"),
    [
        ({"made_as": FORMAT + 1}, r"c\.sqlite3 is of another format"),
        ({"dump_date": "2026/10"}, r"c\.sqlite3 has the date '2026/10'"),
        ({"dump_date": ""}, r"c\.sqlite3 has the date ''"),
    ],
)
def test_a_catalogue_that_cannot_be_named_or_read_there_is_refused(
    tmp_path: Path, about: dict[str, Any], message: str
) -> None:
    file = catalogue_file(tmp_path / "c.sqlite3", **about)
    with pytest.raises(ExportFailed, match=message):
        export_catalogue(file, tmp_path / "export")
    assert not (tmp_path / "export").exists()


def test_a_missing_catalogue_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExportFailed, match=r"there is no catalogue .*none\.sqlite3"):
        export_catalogue(tmp_path / "none.sqlite3", tmp_path / "export")


@contextmanager
def small_disk(most_bytes: int) -> Iterator[None]:
    """No file of this process may grow larger, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_and_leaves_no_files(tmp_path: Path) -> None:
    noise = random.Random(1)
    file = catalogue_file(tmp_path / "c.sqlite3", works={number: noise.randbytes(5000) for number in range(100)})
    with small_disk(200_000), pytest.raises(ExportFailed, match=r"export cannot be written: .*; its files have been"):
        export_catalogue(file, tmp_path / "export")
    assert not (tmp_path / "export").exists()


def test_memory_does_not_grow_with_the_catalogue(tmp_path: Path) -> None:
    """Twelve megabytes of works, and a title that leads to very many."""
    noise = random.Random(1).randbytes(600)
    works = dict.fromkeys(range(1, 20001), noise)
    file = catalogue_file(tmp_path / "c.sqlite3", works=works, titles={1: range(1, 60_001)})
    del works
    tracemalloc.start()
    try:
        export = export_catalogue(file, tmp_path / "export", part_bytes=2**21)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert export.source_bytes > 12_000_000
    assert peak < 4_000_000


def test_the_bill_is_right_for_a_large_catalogue(tmp_path: Path) -> None:
    gb = 2**30
    parts = tuple((f"items-{number}", gb // 10) for number in range(100))
    export = Export(tmp_path, "2026-10-31", "d", 150_000_000, 20 * gb, 32 * gb, 0, parts)
    # 20 GB × 0.15; 10 GB × 0.023 × 7/30 and 100 × 15 requests × 0.005/1000; 32 GB × 0.25.
    assert costs_of(export) == pytest.approx(Costs(3.0, 0.0537 + 0.0075, 8.0), abs=0.0001)
    text = bill(export)
    assert "The catalogue of 2026-10-31 has 150,000,000 items." in text
    assert "us-east-1, known on 2026-11-30" in text
    assert "import, once: 20.000 GB unpacked × US$ 0.15 = US$ 3.00" in text
    assert "files in S3, once: 10.000 GB, at most 7 days = US$ 0.06" in text
    assert "table, each month: 32.000 GB × US$ 0.25 = US$ 8.00" in text


def test_an_edition_may_lack_cover_and_language(tmp_path: Path) -> None:
    file = catalogue_file(tmp_path / "c.sqlite3", isbns={9780306406157: Edition(1, 2, 0, "")})
    assert items(export_catalogue(file, tmp_path / "export"))["i9780306406157"] == {"S": "1\n2\n0\n"}
