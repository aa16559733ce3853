"""Dumps in, a catalogue out: what is in it, and what happens when the build is stopped, hindered or lied to."""

import errno
import gzip
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest

from chalicelib.enrichment.catalogue.finder import find_in_catalogue
from chalicelib.enrichment.catalogue.records import Work, unpack
from chalicelib.enrichment.catalogue.sqlite_catalogue import SQLiteCatalogue
from chalicelib.models import BookInfo
from scripts.catalogue import BuildFailed, assembling, building, dumps, reading, writing
from scripts.catalogue import __main__ as command
from scripts.catalogue.building import build
from scripts.catalogue.dumps import find_dumps
from scripts.catalogue.progress import Progress
from scripts.catalogue.workers import Workers
from tests.scripts.catalogue.dump_lines import author, edition, line, redirect, work, write_dumps

ISBN = "9780441172719"
HERBERT = author(1, "Frank Herbert", alternate_names=["Φρανκ Χέρμπερτ"])
DUNE = work(
    45, "Dune", 1, subtitle="a novel", subjects=["Science fiction"], covers=[5], subject_people=["Paul Atreides"],
    subject_places=["Arrakis"], subject_times=["10191"],
)  # fmt: skip
DUNE_IN_ENGLISH = edition(
    7, 45, "Dune", isbn_13=[ISBN], identifiers={"goodreads": ["44767458"]}, covers=[6], publish_date="1965",
    languages=[{"key": "/languages/eng"}], number_of_pages=604, series=["Dune -- 1"],
)  # fmt: skip
DUNE_IN_GERMAN = edition(8, 45, "Der Wüstenplanet", publish_date="1967", number_of_pages=700)


class Built:
    """Builds a catalogue of lines and looks into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "catalogue.sqlite3"
        self.told: list[str] = []

    def __call__(self, only_numbered: bool = False, /, **lines: list[str]) -> "Built":
        if lines:
            shutil.rmtree(self.folder / "dumps", ignore_errors=True)
            write_dumps(self.folder / "dumps", **lines)
        found = find_dumps(self.folder / "dumps")
        made = build(found, self.path, only_numbered=only_numbered, tell=self.told.append, processes=1)
        assert made is not None
        self.made = made
        return self

    def work(self, number: int) -> Work | None:
        record = SQLiteCatalogue(self.path).works([number]).get(number)
        return unpack(record) if record else None

    def find(self, title: str = "?", name: str = "", **numbers: str) -> str | None:
        (found,) = find_in_catalogue([BookInfo(title, name, **numbers)], SQLiteCatalogue(self.path))
        return found.open_library.answer.reference if found.open_library else None

    def content(self) -> dict[str, list[Any]]:
        with closing(sqlite3.connect(self.path)) as connection:
            tables = ("about", "works", "authors", "isbns", "goodreads", "titles")
            return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables}


@pytest.fixture
def built(tmp_path: Path) -> Built:
    return Built(tmp_path)


def test_a_work_holds_what_it_and_its_editions_tell(built: Built) -> None:
    built(
        authors=[HERBERT],
        works=[DUNE],
        editions=[DUNE_IN_ENGLISH, DUNE_IN_GERMAN, edition(9, 45, "DUNE", series=["Other"]), edition(10, 45, "")],
        ratings=["/works/OL45W\t/books/OL7M\t5\t2024-01-01", "/works/OL45W\t\\N\t3\t2024-01-01"],
        reading_log=["/works/OL45W\t\\N\tAlready read\t2024-01-01"],
    )
    assert built.work(45) == Work(
        "Dune",
        subtitle="a novel",
        authors=(1,),
        subjects=("Science fiction",),
        people=("Paul Atreides",),
        places=("Arrakis",),
        times=("10191",),
        series="Dune",
        series_position="1",
        cover=5,
        first_publish_year=1965,
        pages=604,
        ratings=2,
        stars=8,
        readers=1,
        editions=4,
        other_titles=(("Der Wüstenplanet", ""),),
    )
    assert SQLiteCatalogue(built.path).dump_date() == "2026-10-31"
    assert 1000 < built.made.bytes_meanwhile < 100_000
    assert SQLiteCatalogue(built.path).authors([1]) == {1: ("Frank Herbert", "Φρανκ Χέρμπερτ")}
    assert SQLiteCatalogue(built.path).editions_by_isbn13([ISBN])[ISBN] == (45, 7, 6, "eng")


def test_a_book_is_found_by_each_of_its_numbers_titles_and_names(built: Built) -> None:
    built(authors=[HERBERT], works=[DUNE], editions=[DUNE_IN_ENGLISH, DUNE_IN_GERMAN])
    assert built.find(isbn13=ISBN) == "/works/OL45W"
    assert built.find(goodreads_id="44767458") == "/works/OL45W"
    assert built.find("Dune (Dune, #1)", "Herbert, Frank") == "/works/OL45W"
    assert built.find("Der Wüstenplanet", "Φρανκ Χέρμπερτ") == "/works/OL45W"
    assert built.find("Dune", "Jane Austen") is None


def test_what_a_work_does_not_say_its_editions_say(built: Built) -> None:
    built(
        authors=[HERBERT],
        works=[line("work", "/works/OL45W")],
        editions=[
            edition(7, 45, "Dune", authors=[{"key": "/authors/OL1A"}], subjects=["Deserts"], covers=[6],
                    dewey_decimal_class=["813.54"], lc_classifications=["PS3558"]),
            edition(8, 45, "Other", subjects=["Sand"]),
        ],
    )  # fmt: skip
    found = built.work(45)
    assert found is not None
    assert (found.title, found.authors, found.subjects, found.cover) == ("Dune", (1,), ("Deserts", "Sand"), 6)
    assert (found.ddc, found.lcc) == (("813.54",), ("PS-3558",))
    assert built.find("Dune", "Frank Herbert") == "/works/OL45W"


def test_the_series_is_the_one_that_most_editions_name(built: Built) -> None:
    series = [edition(number, 45, "Dune", series=[name]) for number, name in enumerate(["A -- 1", "B", "B"], start=7)]
    built(authors=[HERBERT], works=[DUNE], editions=series)
    assert (getattr(built.work(45), "series", None), getattr(built.work(45), "series_position", None)) == ("B", "")


def test_thirty_other_titles_are_enough(built: Built) -> None:
    titles = [edition(number, 45, f"Dune in language {number}") for number in range(100, 140)]
    built(authors=[HERBERT], works=[DUNE], editions=[*titles, *titles])
    assert len(getattr(built.work(45), "other_titles", ())) == 30


def test_an_edition_without_a_work_is_found_by_itself(built: Built) -> None:
    built(authors=[HERBERT], editions=[edition(7, None, "Dune", isbn_13=[ISBN], authors=[{"key": "/authors/OL1A"}])])
    assert built.find(isbn13=ISBN) == built.find("Dune", "Frank Herbert") == "/books/OL7M"


def test_redirects_are_followed_and_deleted_works_are_dropped(built: Built) -> None:
    built(
        authors=[HERBERT, redirect("/authors/OL2A", "/authors/OL1A")],
        works=[
            DUNE.replace("/authors/OL1A", "/authors/OL2A"),
            redirect("/works/OL99999999W", "/works/OL70000000W"),
            redirect("/works/OL70000000W", "/works/OL45W"),
            line("delete", "/works/OL50W"),
        ],
        editions=[
            edition(7, 99999999, "Dune", isbn_13=[ISBN]),
            edition(8, 50, "Gone", isbn_13=["9780140283334"]),
            edition(9, 51, "Never there", isbn_13=["9780140328721"]),
        ],
        ratings=["/works/OL70000000W\t\\N\t4\t2024-01-01"],
    )
    assert built.find(isbn13=ISBN) == built.find("Dune", "Frank Herbert") == "/works/OL45W"
    assert built.find(isbn13="9780140283334") is built.find(isbn13="9780140328721") is None
    assert getattr(built.work(45), "ratings", None) == 1
    assert built.made.editions_dropped == 2


def test_redirects_in_a_circle_end(built: Built) -> None:
    circle = [redirect("/works/OL1W", "/works/OL2W"), redirect("/works/OL2W", "/works/OL1W")]
    built(authors=[HERBERT], works=[DUNE, *circle], editions=[edition(7, 1, "Dune")])
    assert built.made.editions_dropped == 1


@pytest.mark.parametrize(
    ("works", "editions", "kept"),
    [
        ([work(45, "Dune", 1)], [], True),
        ([work(45, "Dune")], [edition(7, 45, "Dune", isbn_13=[ISBN])], True),
        ([work(45, "Dune")], [edition(7, 45, "Dune", identifiers={"goodreads": ["5"]})], True),
        ([work(45, "Dune", subjects=["Deserts"])], [edition(7, 45, "Dune")], False),
        ([line("work", "/works/OL45W", authors=[{"author": {"key": "/authors/OL1A"}}])], [], False),
        ([work(45, "???", 1)], [], False),
    ],
)
def test_what_nobody_can_find_is_left_out(built: Built, works: list[str], editions: list[str], kept: bool) -> None:
    built(authors=[HERBERT], works=works, editions=editions)
    assert (built.work(45) is not None) is kept


def test_what_is_left_out_leaves_out_nothing_else(built: Built) -> None:
    built(authors=[HERBERT], works=[work(44, ""), DUNE, work(46, ""), work(47, "Emma", 1)], editions=[])
    assert built.work(45) is not None
    assert built.work(47) is not None


def test_the_smaller_choice_keeps_works_with_a_number(built: Built) -> None:
    lines = {"authors": [HERBERT], "works": [DUNE, work(46, "Emma", 1)], "editions": [DUNE_IN_ENGLISH]}
    built(True, **lines)
    assert built.work(45) is not None
    assert built.work(46) is None
    assert built.find("Dune", "Frank Herbert") == "/works/OL45W"


def test_of_two_editions_with_one_number_the_better_one_is_kept(built: Built) -> None:
    box = edition(1, 46, "Box", isbn_13=[ISBN, "9780140283334"], covers=[1])
    bare = edition(2, 46, "Bare", isbn_13=[ISBN])
    single = edition(3, 45, "Dune", isbn_13=[ISBN], covers=[3])
    built(authors=[HERBERT], works=[DUNE, work(46, "Box", 1)], editions=[box, bare, single])
    assert SQLiteCatalogue(built.path).editions_by_isbn13([ISBN])[ISBN].edition == 3


def test_a_record_that_stands_twice_counts_as_it_stands_last(built: Built) -> None:
    built(authors=[author(1, "F. Herbert"), HERBERT], works=[work(45, "Doon", 1), DUNE], editions=[])
    assert getattr(built.work(45), "title", None) == "Dune"
    assert SQLiteCatalogue(built.path).authors([1])[1][0] == "Frank Herbert"


def test_damaged_lines_are_counted_and_skipped(built: Built) -> None:
    built(
        authors=[HERBERT, "nonsense"],
        works=["", DUNE, DUNE[:-20]],
        editions=[DUNE_IN_ENGLISH],
        ratings=["/works/OL45W\t5", "/works/OL45W\t\\N\t5\t2024"],
    )
    assert (built.made.lines, built.made.damaged_lines) == (7, 3)
    assert built.find(isbn13=ISBN) == "/works/OL45W"


def many() -> dict[str, list[str]]:
    """Works and editions that fill several pieces and several ranges."""
    numbers = range(1, 400)
    return {
        "authors": [author(number, f"Ann{number} Smith{number}") for number in numbers],
        "works": [work(number * 1000, f"Tale {number} of many", number) for number in numbers],
        "editions": [edition(number, (number % 399 + 1) * 1000, f"Tale {number}", isbn_10=[]) for number in numbers],
        "ratings": [f"/works/OL{number * 1000}W\t\\N\t4\t2024-01-01" for number in numbers],
    }


def test_pieces_and_processes_do_not_change_the_catalogue(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = built(**many()).content()
    assert len(whole["works"]) == 399
    monkeypatch.setattr(reading, "pieces", lambda dump: dumps.pieces(dump, size=5000))
    built.path.unlink()
    assert built().content() == whole
    built.path.unlink()
    build(find_dumps(built.folder / "dumps"), built.path, tell=built.told.append, processes=2)
    assert built.content() == whole


class Stop(Exception):
    """Stands for whatever ends a process."""


@pytest.mark.parametrize("stopped_at", range(1, 275, 25))
def test_a_stopped_build_goes_on_and_ends_in_the_same_catalogue(
    built: Built, monkeypatch: pytest.MonkeyPatch, stopped_at: int
) -> None:
    whole, made = built(**many()).content(), built.made[:5]
    built.path.unlink()
    monkeypatch.setattr(reading, "pieces", lambda dump: dumps.pieces(dump, size=9000))
    steps = 0

    def work_until(step: Callable[..., Any]) -> Callable[..., Any]:
        def counted(task: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps == stopped_at:
                raise Stop
            return step(task)

        return counted

    monkeypatch.setattr(reading, "_read_piece", work_until(reading._read_piece))
    monkeypatch.setattr(building, "assemble", work_until(assembling.assemble))
    monkeypatch.setattr(writing, "_in_order", work_until(writing._in_order))
    with pytest.raises(Stop):
        built()
    assert not built.path.exists()
    built()
    assert (built.content(), built.made[:5]) == (whole, made)
    assert sorted(path.name for path in built.folder.iterdir()) == ["catalogue.sqlite3", "dumps"]


def test_a_build_that_goes_on_reads_no_piece_twice(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "pieces", lambda dump: dumps.pieces(dump, size=9000))
    read: list[tuple[str, int]] = []
    real = reading._read_piece
    stop_after = 9

    def counted(task: reading.Task) -> int:
        if len(read) == stop_after:
            raise Stop
        read.append((task.kind, task.piece.number))
        return real(task)

    monkeypatch.setattr(reading, "_read_piece", counted)
    with pytest.raises(Stop):
        built(**many())
    stop_after = 1000
    built()
    assert len(read) == len(set(read)) > 12


class Told(Progress):
    """Notes how far each step is told to be."""

    parts: ClassVar[dict[str, list[float]]] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[float], None]]:
        self.parts[name] = []
        yield self.parts[name].append


def test_each_step_tells_how_far_it_is(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "Progress", Told)
    monkeypatch.setattr(reading, "pieces", lambda dump: dumps.pieces(dump, size=9000))
    built(**many())
    for name in ("authors", "works", "editions", "ratings", "putting together", "writing"):
        parts = Told.parts[name]
        assert parts == sorted(parts)
        assert 0 < parts[0] <= parts[-1] == 1
        assert len(parts) > 1
    assert Told.parts["reading-log"] == []


def test_a_build_that_goes_on_tells_how_far_all_of_it_is(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*arguments: object) -> None:
        raise Stop

    with monkeypatch.context() as patched:
        patched.setattr(building, "write_catalogue", stop)
        with pytest.raises(Stop):
            built(**many())
    last = max(assembling.ranges_of_works(built.folder / "catalogue.sqlite3.building"))
    assembling.packed_run(built.folder / "catalogue.sqlite3.building", last).unlink()
    monkeypatch.setattr(building, "Progress", Told)
    built()
    assert Told.parts["putting together"] == [1]


def test_a_catalogue_of_the_same_dumps_is_left_as_it_is(built: Built, capsys: pytest.CaptureFixture[str]) -> None:
    before = built(authors=[HERBERT], works=[DUNE], editions=[]).path.stat().st_mtime_ns
    assert run(built) == 0
    assert "is made of these dumps already" in capsys.readouterr().out
    assert built.path.stat().st_mtime_ns == before
    assert run(built, "--only-numbered") == 0
    assert built.work(45) is None


@pytest.mark.parametrize("there", [b"", b"not a database" * 100])
def test_whatever_is_there_instead_of_a_catalogue_is_replaced(built: Built, there: bytes) -> None:
    built.path.write_bytes(there)
    assert built(authors=[HERBERT], works=[DUNE], editions=[]).work(45) is not None


def test_other_dumps_begin_anew(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*arguments: object) -> None:
        raise Stop

    with monkeypatch.context() as patched:
        patched.setattr(building, "write_catalogue", stop)
        with pytest.raises(Stop):
            built(authors=[HERBERT], works=[DUNE], editions=[DUNE_IN_ENGLISH])
    built(authors=[HERBERT], works=[work(46, "Emma", 1)], editions=[])
    assert built.work(45) is None
    assert built.work(46) is not None


def test_a_reader_sees_the_old_catalogue_or_the_new_one(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    built(authors=[HERBERT], works=[DUNE], editions=[DUNE_IN_ENGLISH])
    seen: list[str | None] = []
    real = writing.write_catalogue

    def look_and_write(*arguments: Any) -> None:
        seen.append(built.find(isbn13=ISBN))
        real(*arguments)
        seen.append(built.find(isbn13=ISBN))

    monkeypatch.setattr(building, "write_catalogue", look_and_write)
    built(authors=[HERBERT], works=[work(46, "Dune", 1)], editions=[edition(7, 46, "Dune", isbn_13=[ISBN])])
    assert seen == ["/works/OL45W"] * 2
    assert built.find(isbn13=ISBN) == "/works/OL46W"


def run(built: Built, *arguments: str) -> int:
    return command.main(["--dumps", str(built.folder / "dumps"), "--file", str(built.path), *arguments])


def test_the_command_tells_what_it_made(built: Built, capsys: pytest.CaptureFixture[str]) -> None:
    write_dumps(built.folder / "dumps", authors=[HERBERT], works=[DUNE, "x"], editions=[DUNE_IN_ENGLISH])
    assert run(built) == 0
    told = capsys.readouterr().out
    assert "1 works and 1 editions" in told
    assert "4 lines read, 1 of them damaged and skipped" in told
    assert re.search(r"\d+ bytes an edition", told)
    assert f"{built.path} is in use from now on" in told
    assert re.search(r"and [\d.,]+ MB meanwhile", told)


@pytest.mark.parametrize(
    "error",
    [OSError(errno.ENOSPC, "No space left on device"), sqlite3.OperationalError("database or disk is full")],
)
def test_a_full_disk_is_one_sentence_and_leaves_the_old_catalogue(
    built: Built, error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = built(authors=[HERBERT], works=[DUNE], editions=[DUNE_IN_ENGLISH]).content()

    def fail(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(building, "write_catalogue", fail)
    write_dumps(built.folder / "dumps", authors=[HERBERT], works=[DUNE, work(46, "Emma", 1)], editions=[])
    assert run(built) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert built.content() == before
    monkeypatch.undo()
    assert run(built) == 0


def test_ctrl_c_says_that_the_build_goes_on(
    built: Built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    write_dumps(built.folder / "dumps", authors=[HERBERT], works=[DUNE], editions=[])
    monkeypatch.setattr(building, "write_catalogue", interrupt)
    assert run(built) == 130
    assert "goes on from here" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["authors", "works", "editions"])
def test_a_dump_that_is_not_there_is_named(built: Built, missing: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_dumps(built.folder / "dumps")
    (built.folder / "dumps" / f"ol_dump_{missing}_2026-10-31.txt.gz").unlink()
    assert run(built) == 1
    assert f"ol_dump_{missing}_" in capsys.readouterr().err


def test_a_folder_that_is_not_there_and_no_folder_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--dumps", str(tmp_path / "nowhere"), "--file", str(tmp_path / "c.sqlite3")]) == 1
    assert "nowhere" in capsys.readouterr().err
    assert command.main(["--file", str(tmp_path / "c.sqlite3")]) == 1
    assert "DUMPS=<folder>" in capsys.readouterr().err


@pytest.mark.parametrize("keep", [0.5, 0.98])
def test_a_dump_that_is_cut_off_is_told(built: Built, keep: float, capsys: pytest.CaptureFixture[str]) -> None:
    write_dumps(built.folder / "dumps", **many())
    path = built.folder / "dumps" / "ol_dump_works_2026-10-31.txt.gz"
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    assert run(built) == 1
    assert "ol_dump_works_2026-10-31.txt.gz is cut off or damaged" in capsys.readouterr().err
    assert not built.path.exists()


def test_a_dump_of_several_gzip_members_is_read_whole(built: Built) -> None:
    write_dumps(built.folder / "dumps", authors=[HERBERT], works=[DUNE], editions=[DUNE_IN_ENGLISH])
    path = built.folder / "dumps" / "ol_dump_works_2026-10-31.txt.gz"
    path.write_bytes(path.read_bytes() + gzip.compress(f"{work(46, 'Emma', 1)}\n".encode()))
    built()
    assert built.work(46) is not None


def test_plain_files_and_the_last_line_without_an_end_are_read(built: Built) -> None:
    write_dumps(built.folder / "dumps", False, authors=[HERBERT], works=[DUNE], editions=[])
    path = built.folder / "dumps" / "ol_dump_works_2026-10-31.txt"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert built().work(45) is not None


def test_the_newest_dump_of_each_kind_is_read(tmp_path: Path) -> None:
    write_dumps(tmp_path, True, "2026-09-30")
    write_dumps(tmp_path, False, "2026-10-31")
    write_dumps(tmp_path, True, "2026-08-31")
    (tmp_path / "ol_dump_2026-11-30.txt.gz").write_bytes(b"")
    (tmp_path / "ol_dump_works_2026-11-30.txt.gz.part").write_bytes(b"")
    assert {dump.date for dump in find_dumps(tmp_path).values()} == {"2026-10-31"}


def test_a_line_longer_than_a_piece_stays_whole(tmp_path: Path) -> None:
    write_dumps(tmp_path, works=["a" * 100, "b", "c" * 100])
    read = list(dumps.pieces(find_dumps(tmp_path)["works"], size=30))
    assert b"".join(piece.text for piece in read) == b"a" * 100 + b"\nb\n" + b"c" * 100 + b"\n"
    assert all(piece.text.endswith(b"\n") for piece in read)
    assert [piece.number for piece in read] == list(range(len(read)))


def test_a_process_that_was_ended_from_outside_is_told() -> None:
    with Workers(2) as workers, pytest.raises(BuildFailed, match="ended from outside"):
        list(workers.map(end_this_process, [1]))


def end_this_process(task: int) -> None:
    os._exit(9)
