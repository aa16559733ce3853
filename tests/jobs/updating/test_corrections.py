"""Corrections of a dashboard: applied, taken back, carried over to a newer export, and never lost to one."""

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.errors import (
    BadCorrections,
    CorrectionsTooLarge,
    DashboardBusy,
    DeletionRefused,
    JobFailed,
    JobNotFound,
    StatsError,
    TooEarly,
)
from chalicelib.ingest.corrections_file import Correction
from chalicelib.jobs.downloads.library_csv import library_csv
from chalicelib.jobs.job_id import new_delete_token
from chalicelib.jobs.job_store import JobStore, dashboard_key, upload_key
from chalicelib.jobs.orchestrator import orchestrate
from chalicelib.jobs.so_far import tell_state
from chalicelib.jobs.updating.correcting import carried_over, corrected
from chalicelib.jobs.updating.corrections import Corrections
from chalicelib.jobs.updating.rewriting import rewrite
from chalicelib.models import EnrichedBook, Json
from chalicelib.seams.local_storage import LocalStorage
from tests.answers import checked
from tests.builders import csv_row, export
from tests.jobs.dashboard.dashboards import FOUND, FULL, dashboard
from tests.jobs.test_service import FakeOrchestrator, still_running
from tests.jobs.test_so_far import Interrupted
from tests.jobs.updating.test_updates import NEW, House, event, left_running

COVER = "https://books.google.com/books/content?id=x"
BARE = replace(
    FULL,
    average_rating=None,
    num_pages=None,
    original_publication_year=None,
    year_published=None,
    language=None,
    my_review=None,
)


def complete(*pairs: Any) -> Json:
    return tell_state(dashboard(*pairs), (), "0" * 32)


def book_of(made: Json, book_id: str = "0") -> Json:
    (book,) = (book for book in (*made["books"], *made["other_books"]) if book["goodreads_id"] == book_id)
    found: Json = book
    return found


def drop(book_id: str = "0") -> Correction:
    return {"goodreads_id": book_id, "match": "dropped"}


# Applied and taken back


@pytest.mark.parametrize(
    ("correction", "fields", "names"),
    [
        (
            {"genres": ["War", "Sea Stories"]},
            {"genres": ["War", "Sea Stories"], "genre_enriched": True, "genre_sources": []},
            ["genres"],
        ),
        ({"genres": []}, {"genres": [], "genre_enriched": False, "genre_sources": []}, ["genres"]),
        ({"thumbnail_url": COVER}, {"thumbnail_url": COVER, "small_thumbnail_url": COVER}, ["thumbnail_url"]),
        ({"thumbnail_url": None}, {"thumbnail_url": None, "small_thumbnail_url": None}, ["thumbnail_url"]),
        (
            {"match": "dropped", "genres": ["War"]},
            {"matched_by": None, "genres": ["War"], "genre_enriched": True, "thumbnail_url": None},
            ["genres", "matched_by"],
        ),
    ],
)
def test_a_correction_sets_its_fields_and_says_which(
    correction: dict[str, Any], fields: dict[str, Any], names: list[str]
) -> None:
    made = complete((FULL, FOUND))
    before = copy.deepcopy(book_of(made))
    sent: Any = {"goodreads_id": "0", **correction}
    after = book_of(checked(corrected(made, [sent])))
    assert {name: after[name] for name in fields} == fields
    assert after["corrected"] == names
    if "match" not in correction:
        assert {name for name in after if after[name] != before[name]} <= {*fields, "corrected"}


def test_a_dropped_match_takes_everything_along_that_a_provider_told() -> None:
    made = complete((BARE, FOUND), (BARE, EnrichedBook("1", "Title", "Author", success=True)))
    assert set(book_of(made)["provided"]) == {"average_rating", "num_pages", "series", "publication_year", "language"}
    checked(corrected(made, [drop()]))
    told, never = book_of(made), book_of(made, "1")
    names = {"goodreads_id", "corrected"}
    assert {name: told[name] for name in told if name not in names} == {
        name: never[name] for name in never if name not in names
    }
    assert told["corrected"] == ["matched_by"]


def test_a_dropped_match_leaves_what_the_file_tells() -> None:
    after = book_of(corrected(complete((FULL, FOUND)), [drop()]))
    assert (after["average_rating"], after["num_pages"], after["publication_year"]) == (3.69, 182, 1954)
    assert (after["series"], after["language"]) == (None, None), "the file has neither"


def test_the_figures_are_counted_again() -> None:
    made = complete((BARE, FOUND), (FULL, FOUND))
    before = copy.deepcopy(made["summary"])
    corrected(made, [drop(), {"goodreads_id": "1", "genres": ["War"]}])
    after = made["summary"]
    assert (before["total_pages"], before["books_with_pages"]) == (737, 2)
    assert (after["total_pages"], after["books_with_pages"]) == (182, 1)
    assert (after["genre_enriched_books"], after["genre_enrichment_rate"], after["unique_genres"]) == (1, 50.0, 1)
    assert after["most_common_genres"] == [{"genre": "War", "count": 1, "percentage": 50.0}]
    assert list(after) == list(before)


def test_the_next_corrections_take_the_place_of_all_and_none_take_everything_back() -> None:
    made = complete((BARE, FOUND), (FULL, FOUND))
    first = copy.deepcopy(made)
    corrected(made, [drop(), {"goodreads_id": "1", "genres": ["War"], "thumbnail_url": None}])
    checked(corrected(made, [{"goodreads_id": "1", "thumbnail_url": COVER}]))
    assert book_of(made) == book_of(first)
    assert book_of(made, "1")["genres"] == ["Classics", "Fiction"]
    (kept,) = made["metadata"]["corrections"]
    assert kept["before"] == {
        "thumbnail_url": "https://covers.openlibrary.org/b/id/1-M.jpg",
        "small_thumbnail_url": "https://covers.openlibrary.org/b/id/1-S.jpg",
    }
    assert next(iter(kept)) != "goodreads_id", "pages take a list that begins so for books"
    assert (kept["title"], kept["author"], kept["isbn13"]) == ("Title", "Author", "9780140283334")
    assert corrected(made, []) == first


def test_a_dashboard_of_an_older_version_is_corrected_with_the_fields_that_it_has() -> None:
    made = complete((FULL, FOUND))
    new = {"format", "provided", "corrected", "places", "people", "times", "community_ratings"}
    made["books"][0] = {name: value for name, value in made["books"][0].items() if name not in new}
    del made["metadata"]["corrections"]
    first = copy.deepcopy(made)
    corrected(made, [drop()])
    assert set(made["books"][0]) == {*first["books"][0], "corrected"}
    assert (made["books"][0]["genres"], made["books"][0]["average_rating"]) == ([], 3.69)
    corrected(made, [])
    assert made["books"][0] == {**first["books"][0], "corrected": []}


def test_a_book_that_is_not_there_is_named() -> None:
    with pytest.raises(BadCorrections, match=r"no book with the id '8'\."):
        corrected(complete((FULL, FOUND)), [drop(), drop("8"), drop("9")])


def test_another_sites_file_finds_the_book_by_its_isbn_and_then_by_its_words() -> None:
    other = replace(FULL, title="Other", isbn13=None, isbn=None, source_id="o")
    before = corrected(
        complete((FULL, FOUND), (other, FOUND), (replace(other, title="Gone"), FOUND)),
        [drop("0"), drop("1"), drop("2")],
    )
    now = complete((replace(other, source_id="b"), FOUND), (replace(FULL, title="Anders", source_id="a"), FOUND))
    now["metadata"]["source"] = "storygraph"
    checked(carried_over(before, now))
    assert [book["corrected"] for book in now["books"]] == [["matched_by"], ["matched_by"]]
    assert [kept["goodreads_id"] for kept in now["metadata"]["corrections"]] == ["1", "0"]


# Saved


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def save(house: House, *books: Any, job_id: str | None = None, token: str | None = None) -> None:
    body = json.dumps({"version": 1, "books": books}).encode()
    Corrections(house.jobs()).save(job_id or house.job_id, house.token if token is None else token, body)


WAR = {"goodreads_id": "1", "genres": ["War"]}


def test_a_saved_correction_is_in_the_dashboard_and_survives_newer_exports(house: House) -> None:
    first = house.dashboard()
    save(house, WAR, drop("2"))
    assert book_of(checked(house.dashboard()), "1")["genres"] == ["War"]
    house.update()
    after = checked(house.dashboard())
    assert (book_of(after, "1")["genres"], book_of(after, "1")["corrected"]) == (["War"], ["genres"])
    assert [kept["goodreads_id"] for kept in after["metadata"]["corrections"]] == ["1"], "Emma is gone"
    assert after["metadata"]["changes"]["finished"] == ["1"]
    save(house)
    assert book_of(house.dashboard(), "1")["genres"] == book_of(first, "1")["genres"]
    assert house.stored() == {dashboard_key(house.job_id)}
    save(house, WAR)
    house.jobs().delete(house.job_id, house.token)
    assert house.stored() == set()


def test_corrections_in_our_own_csv_are_corrections_of_its_job_and_can_be_taken_back(house: House) -> None:
    first = house.dashboard()
    save(house, WAR, drop("2"))
    other = house.jobs().start(library_csv(house.dashboard()))
    made = checked(json.loads(house.storage.get(dashboard_key(other["job_id"]))))
    assert (book_of(made, "1")["genres"], book_of(made, "1")["corrected"]) == (["War"], ["genres"])
    assert (book_of(made, "2")["matched_by"], book_of(made, "2")["corrected"]) == (None, ["matched_by"])
    save(house, job_id=other["job_id"], token=other["delete_token"])
    made = json.loads(house.storage.get(dashboard_key(other["job_id"])))
    for book_id in "12":
        assert book_of(made, book_id)["genres"] == book_of(first, book_id)["genres"]


def test_what_was_corrected_since_the_csv_holds_before_what_is_in_it(house: House) -> None:
    save(house, WAR, drop("2"))
    csv = library_csv(house.dashboard())
    save(house, {"goodreads_id": "1", "genres": ["Sea Stories"]})
    house.update(csv)
    after = checked(house.dashboard())
    assert book_of(after, "1")["genres"] == ["Sea Stories"]
    assert book_of(after, "2")["corrected"] == ["matched_by"], "by the file alone"


def test_what_is_taken_back_while_the_csv_is_swapped_in_does_not_stay_by_an_earlier_try() -> None:
    """The newer dashboard is made of each one that is found there, once more."""
    now = complete((FULL, FOUND), (replace(FULL, goodreads_id="1", title="Emma"), FOUND))
    before = copy.deepcopy(now)
    carried_over(corrected(copy.deepcopy(before), [drop("0")]), now, [drop("1")])
    carried_over(before, now, [drop("1")])
    assert [one["goodreads_id"] for one in now["metadata"]["corrections"]] == ["1"]
    assert book_of(now, "0")["corrected"] == []


def test_a_correction_never_reaches_another_job(house: House) -> None:
    first = book_of(house.dashboard(), "1")
    save(house, WAR)
    other = house.jobs().start(export(csv_row("1", "Dune", "Frank Herbert", shelf="to-read")))
    stored = json.loads(house.storage.get(dashboard_key(other["job_id"])))
    assert book_of(stored, "1")["genres"] == first["genres"]
    assert b"War" not in b"".join(path.read_bytes() for path in house.folder.glob("cache*"))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"token": ""}, DeletionRefused),
        ({"token": new_delete_token()}, DeletionRefused),
        ({"job_id": "x"}, JobNotFound),
        ({"books": [WAR, drop("9")]}, BadCorrections),
        ({"books": [{"goodreads_id": "1"}]}, BadCorrections),
        ({"books": [drop(str(number)) for number in range(20_001)]}, CorrectionsTooLarge),
    ],
)
def test_what_is_refused_changes_nothing(house: House, change: dict[str, Any], error: type[StatsError]) -> None:
    save(house, drop("2"))
    before = house.storage.get(dashboard_key(house.job_id))
    books = change.pop("books", [WAR])
    with pytest.raises(error):
        save(house, *books, **change)
    assert house.storage.get(dashboard_key(house.job_id)) == before


def test_only_a_job_that_is_complete_can_be_corrected(house: House) -> None:
    jobs = replace(house.jobs(), orchestrator=FakeOrchestrator(still_running))
    answer = jobs.start(NEW)
    job = {"job_id": answer["job_id"], "token": answer["delete_token"]}
    with pytest.raises(TooEarly):
        save(house, WAR, **job)
    jobs.store.fail(answer["job_id"])
    with pytest.raises(JobFailed):
        save(house, WAR, **job)
    jobs.delete(answer["job_id"], answer["delete_token"])
    with pytest.raises(JobNotFound):
        save(house, WAR, **job)


def test_a_job_that_becomes_complete_at_this_moment_is_corrected(house: House) -> None:
    folder, key = house.folder / "data", dashboard_key(house.job_id)
    stored = house.storage.get(key)
    house.storage.delete(key)
    house.storage = Interrupted(folder, 1, lambda: LocalStorage(folder).put(key, stored))
    save(house, WAR)
    assert book_of(house.dashboard(), "1")["genres"] == ["War"]


# At the same moment as something else


def moments(house: House, run: Callable[[House], None], meanwhile: Callable[[], None]) -> Iterator[str]:
    """Run something again and again, each time with something else before its next storage call; yields after each."""
    dashboard_bytes, call = house.storage.get(dashboard_key(house.job_id)), 0
    while True:
        house.storage.put(dashboard_key(house.job_id), dashboard_bytes)
        house.storage.put(upload_key(house.update_id), NEW)
        interrupted = copy.copy(house)
        storage = Interrupted(house.folder / "data", call, meanwhile)
        interrupted.storage = storage
        run(interrupted)
        if not storage.happened:
            return
        yield f"before call {call}"
        call += 1


def run_update(house: House) -> None:
    with suppress(JobNotFound):
        orchestrate(event(house), house.services(house.storage), lambda: 900.0)


def delete(house: House) -> None:
    assert JobStore(house.storage).delete(house.job_id)


def run_save(house: House) -> None:
    with suppress(JobNotFound):
        save(house, WAR)


def is_new_and_corrected(house: House) -> bool:
    made = checked(house.dashboard())
    return book_of(made, "1")["genres"] == ["War"] and {"1", "3"} == {
        book["goodreads_id"] for book in (*made["books"], *made["other_books"])
    }


def test_corrections_that_are_saved_at_any_moment_of_an_update_are_kept_and_so_is_the_update(house: House) -> None:
    calls = 0
    for moment in moments(house, run_update, lambda: save(house, WAR)):
        assert is_new_and_corrected(house), moment
        calls += 1
    assert calls > 15


def test_an_update_that_completes_at_any_moment_of_saving_is_kept_and_so_are_the_corrections(house: House) -> None:
    calls = 0
    for moment in moments(house, run_save, lambda: run_update(house)):
        assert is_new_and_corrected(house), moment
        calls += 1
    assert calls == 2


def test_a_job_that_is_deleted_at_any_moment_of_saving_leaves_nothing(house: House) -> None:
    calls = 0
    for moment in moments(house, run_save, lambda: delete(house)):
        assert house.stored() == set(), moment
        calls += 1
    assert calls == 2


def test_of_two_that_save_at_once_the_last_one_counts(house: House) -> None:
    for moment in moments(house, run_save, lambda: save(house, drop("2"))):
        assert book_of(house.dashboard(), "1")["genres"] == ["War"], moment
        assert book_of(house.dashboard(), "2")["corrected"] == [], moment


def test_a_dashboard_that_never_stands_still_is_busy(house: House) -> None:
    class Changing(LocalStorage):
        def replace(self, key: str, old: bytes, new: bytes) -> bool:
            super().put(key, old + b" ")
            return super().replace(key, old, new)

    with pytest.raises(DashboardBusy):
        rewrite(Changing(house.folder / "data"), house.job_id, lambda made: made)


def test_corrections_can_be_saved_while_an_update_runs(house: House) -> None:
    left_running(house)
    save(house, WAR)
    assert book_of(house.dashboard(), "1")["genres"] == ["War"]
