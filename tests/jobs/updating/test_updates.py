"""A newer export for a dashboard that is there: it is swapped in one step, or stays as it was."""

import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.errors import (
    BadExport,
    DeletionRefused,
    JobFailed,
    JobNotFound,
    StatsError,
    StorageUnavailable,
    UpdateFailed,
    UpdateRuns,
)
from chalicelib.jobs.job_id import is_job_id, may_delete, new_delete_token, update_id_of
from chalicelib.jobs.job_store import JobStore, Progress, dashboard_key, keys_of_update, upload_key
from chalicelib.jobs.orchestrator import Services, orchestrate
from chalicelib.jobs.service import Jobs
from chalicelib.jobs.updating.update_store import UpdateStore
from chalicelib.jobs.updating.updates import Updates
from chalicelib.models import Json
from chalicelib.seams.local_invoker import LocalInvoker
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.sqlite_cache import SQLiteCache
from chalicelib.settings import Settings
from tests.builders import csv_row, export
from tests.jobs.enriching.test_fan_out import FakeProcessor, answer_for
from tests.jobs.test_service import RESULT_KEYS, FakeOrchestrator, broken, still_running
from tests.jobs.test_so_far import Interrupted

OLD = export(csv_row("1", "Dune", "Frank Herbert", shelf="to-read"), csv_row("2", "Emma", "Jane Austen"))
NEW = export(csv_row("1", "Dune", "Frank Herbert"), csv_row("3", "Ulysses", "James Joyce", shelf="to-read"))
NEWER = export(csv_row("3", "Ulysses", "James Joyce"))


@dataclass
class House:
    """A complete job of `OLD` on this machine, and what updates it."""

    folder: Path
    processor: FakeProcessor = field(default_factory=FakeProcessor)
    runs: list[Mapping[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.storage = LocalStorage(self.folder / "data")
        result = self.jobs().start(OLD)
        self.job_id, self.token = result["job_id"], result["delete_token"]
        self.update_id = update_id_of(self.job_id)
        self.runs.clear()

    def services(self, storage: LocalStorage) -> Services:
        settings = Settings.from_env({"CHUNK_SIZE": "1", "CHUNK_PAUSE_SECONDS": "0"})
        return Services(settings, JobStore(storage), SQLiteCache(self.folder / "cache.sqlite3"), self.processor)

    def jobs(self) -> Jobs:
        services = self.services(self.storage)

        def run(event: Mapping[str, Any], remaining_s: Callable[[], float]) -> Json:
            self.runs.append(event)
            return orchestrate(event, services, remaining_s)

        return Jobs(services.settings, services.store, LocalInvoker(run, 900.0))

    def updates(self) -> Updates:
        return Updates(self.jobs())

    def update(self, csv: bytes = NEW, wait_s: float | None = None) -> Json:
        return self.updates().start(self.job_id, self.token, csv, wait_s)

    def dashboard(self) -> Any:
        state = self.jobs().read(self.job_id)
        assert state.dashboard is not None
        return json.loads(state.dashboard)

    def titles(self) -> set[str]:
        dashboard = self.dashboard()
        return {book["title"] for book in (*dashboard["books"], *dashboard["other_books"])}

    def stored(self) -> set[str]:
        root = self.folder / "data"
        return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def left_running(house: House, csv: bytes = NEW) -> None:
    """An update with which the Orchestrator has begun, and which stays there."""
    jobs = replace(house.jobs(), orchestrator=FakeOrchestrator(still_running))
    answer = Updates(jobs).start(house.job_id, house.token, csv)
    assert (answer["job_id"], answer["status"], answer["delete_token"]) == (house.job_id, "processing", house.token)
    assert answer["source"] == "goodreads"
    jobs.store.report(house.update_id, Progress(jobs.clock(), 1, 2))


def test_a_newer_export_takes_the_place_of_the_dashboard_and_says_what_changed(house: House) -> None:
    before = house.dashboard()
    assert (before["metadata"]["changes"], before["metadata"]["previous_export_timestamp"]) == (None, None)
    result = house.update()
    assert set(result) == RESULT_KEYS
    assert (result["job_id"], result["status"], result["books_processed"]) == (house.job_id, "complete", 2)
    after = house.dashboard()
    assert house.titles() == {"Dune", "Ulysses"}
    assert after["export_id"] == after["metadata"]["export_id"] == house.job_id
    assert after["metadata"]["previous_export_timestamp"] == before["metadata"]["export_timestamp"]
    assert after["metadata"]["changes"] == {
        "finished": ["1"],
        "rated": ["3"],
        "added": ["3"],
        "gone": {"count": 1, "books": [{"title": "Emma", "author": "Jane Austen"}]},
    }
    assert set(after["metadata"]) == set(before["metadata"])
    assert house.stored() == {dashboard_key(house.job_id)}
    assert house.runs == [{"csv_key": upload_key(house.update_id), "job_id": house.update_id, "replaces": house.job_id}]


def test_updates_follow_one_another_and_the_token_still_deletes(house: House) -> None:
    house.update()
    house.update(NEWER)
    assert house.dashboard()["metadata"]["changes"]["finished"] == ["3"]
    house.jobs().delete(house.job_id, house.token)
    assert house.stored() == set()


def test_the_id_of_an_update_belongs_to_no_token(house: House) -> None:
    assert is_job_id(house.update_id)
    assert not may_delete(house.update_id, house.token)
    assert update_id_of(house.update_id) != house.update_id


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"delete_token": ""}, DeletionRefused),
        ({"delete_token": new_delete_token()}, DeletionRefused),
        ({"job_id": "x"}, JobNotFound),
        ({"csv": b"a,b\n1,2\n"}, BadExport),
    ],
)
def test_what_is_refused_changes_nothing(house: House, change: dict[str, Any], error: type[StatsError]) -> None:
    stored = house.stored()
    arguments = {"job_id": house.job_id, "delete_token": house.token, "csv": NEW} | change
    with pytest.raises(error):
        house.updates().start(**arguments)
    assert house.stored() == stored
    assert house.runs == []


def test_a_job_that_is_not_there_has_no_update(house: House) -> None:
    house.jobs().delete(house.job_id, house.token)
    with pytest.raises(JobNotFound):
        house.update()
    with pytest.raises(JobNotFound):
        house.updates().read(house.job_id)
    assert house.stored() == set()


def test_a_job_that_is_not_complete_takes_no_update(house: House) -> None:
    jobs = replace(house.jobs(), orchestrator=FakeOrchestrator(still_running))
    answer = jobs.start(OLD)
    with pytest.raises(UpdateRuns):
        Updates(jobs).start(answer["job_id"], answer["delete_token"], NEW)
    jobs.store.fail(answer["job_id"])
    with pytest.raises(JobFailed):
        Updates(jobs).start(answer["job_id"], answer["delete_token"], NEW)


# While it runs


def test_the_old_dashboard_is_answered_while_an_update_runs(house: House) -> None:
    seen: list[tuple[set[str], Any, Any]] = []

    def look(event: Mapping[str, Any]) -> Json:
        updates = house.updates()
        so_far = updates.read(house.job_id, so_far=True).dashboard
        seen.append((house.titles(), updates.read(house.job_id).progress, json.loads(so_far or b"null")))
        return answer_for(event)

    house.processor.behave = look
    house.update()
    titles, progress, so_far = seen[-1]
    assert titles == {"Dune", "Emma"}
    assert (progress["status"], progress["books_total"]) == ("processing", 2)
    assert (so_far["export_id"], so_far["metadata"]["status"]) == (house.job_id, "processing")
    assert {book["title"] for book in (*so_far["books"], *so_far["other_books"])} == {"Dune", "Ulysses"}
    for wanted in (False, True):
        state = house.updates().read(house.job_id, so_far=wanted)
        assert state.dashboard is not None
        assert json.loads(state.dashboard) == house.dashboard()


def test_another_file_waits_until_the_update_is_complete_and_the_same_one_is_not_run_twice(house: House) -> None:
    left_running(house)
    with pytest.raises(UpdateRuns):
        house.update(NEWER)
    # The file of the dashboard itself, too: the answer would not be true for long.
    with pytest.raises(UpdateRuns):
        house.update(OLD)
    assert house.update(NEW)["status"] == "processing"
    assert house.runs == []


def test_the_same_file_again_answers_for_what_is_there(house: House) -> None:
    house.update()
    before = house.dashboard()
    again = house.update()
    assert (again["status"], again["books_processed"]) == ("complete", 2)
    assert house.dashboard() == before, "what changed is still told"
    assert len(house.runs) == 1


def test_two_at_the_same_moment_end_in_one_update(house: House) -> None:
    both = threading.Barrier(2, timeout=30)

    class Meeting(LocalStorage):
        def create(self, key: str, data: bytes) -> bool:
            if key == upload_key(house.update_id):
                both.wait()
            return super().create(key, data)

    release = threading.Event()

    def behave(event: Mapping[str, Any]) -> Json:
        release.wait(30)
        return answer_for(event)

    house.storage = Meeting(house.folder / "data")
    house.processor.behave = behave

    def send() -> str:
        status: str = house.update()["status"]
        release.set()
        return status

    with ThreadPoolExecutor(2) as pool:
        statuses = [sent.result() for sent in [pool.submit(send) for _ in range(2)]]
    assert sorted(statuses) == ["complete", "processing"]
    assert len(house.runs) == 1


# When it fails


def test_an_update_that_fails_leaves_the_dashboard_and_is_told(house: House) -> None:
    before = house.dashboard()
    jobs = replace(house.jobs(), orchestrator=FakeOrchestrator(broken))
    with pytest.raises(UpdateFailed):
        Updates(jobs).start(house.job_id, house.token, NEW)
    assert house.dashboard() == before
    for so_far in (False, True):
        with pytest.raises(UpdateFailed):
            house.updates().read(house.job_id, so_far=so_far)
    assert not [key for key in house.stored() if key.startswith("uploads/")]
    # The next one is a new try.
    assert house.update()["status"] == "complete"
    assert house.titles() == {"Dune", "Ulysses"}
    assert house.stored() == {dashboard_key(house.job_id)}


@pytest.mark.parametrize("killed", [False, True])
def test_an_update_that_died_by_itself_can_be_sent_again(house: House, killed: bool) -> None:
    left_running(house)
    store = house.jobs().store
    if killed:
        store.report(house.update_id, Progress(house.jobs().clock() - 1000, 1, 2))
    else:
        store.fail(house.update_id)
    with pytest.raises(UpdateFailed):
        house.updates().read(house.job_id)
    # It was killed between the two steps of its swap.
    house.storage.create(keys_of_update(house.job_id)[-1], b"{}")
    assert house.update(NEWER)["status"] == "complete"
    assert house.titles() == {"Ulysses"}
    assert house.stored() == {dashboard_key(house.job_id)}


def test_a_storage_that_refuses_the_swap_leaves_the_old_dashboard(house: House) -> None:
    before = house.dashboard()

    class Refusing(LocalStorage):
        def replace(self, key: str, old: bytes, new: bytes) -> bool:
            raise StorageUnavailable

    house.storage = Refusing(house.folder / "data")
    with pytest.raises(UpdateFailed):
        house.update()
    assert house.dashboard() == before
    house.storage = LocalStorage(house.folder / "data")
    assert house.update()["status"] == "complete"


# Deleted, and delivered twice, at any moment


def event(house: House) -> Json:
    return {"csv_key": upload_key(house.update_id), "job_id": house.update_id, "replaces": house.job_id}


def test_a_job_that_is_deleted_at_any_moment_of_its_update_leaves_nothing(house: House) -> None:
    dashboard, call = house.storage.get(dashboard_key(house.job_id)), 0

    def delete() -> None:
        assert JobStore(LocalStorage(house.folder / "data")).delete(house.job_id)

    while True:
        house.storage.put(dashboard_key(house.job_id), dashboard)
        house.storage.put(upload_key(house.update_id), NEW)
        storage = Interrupted(house.folder / "data", call, delete)
        with suppress(JobNotFound):
            orchestrate(event(house), house.services(storage), lambda: 900.0)
        if not storage.happened:
            break
        assert house.stored() == set(), f"deleted before call {call}"
        call += 1
    assert call > 15


def test_a_swap_at_any_moment_of_a_deletion_goes_with_it(house: House) -> None:
    dashboard, call, storage = house.dashboard(), 0, house.storage
    while True:
        storage.put(dashboard_key(house.job_id), b"{}")
        storage.put(upload_key(house.update_id), NEW)
        interrupted = Interrupted(
            house.folder / "data", call, lambda: swap(UpdateStore(storage), house.job_id, dashboard)
        )
        assert JobStore(interrupted).delete(house.job_id)
        assert house.stored() == set(), f"swapped before call {call} of the deletion"
        if not interrupted.happened:
            break
        call += 1
    assert call > 8


def test_where_the_dashboard_is_gone_nothing_is_swapped(house: House) -> None:
    house.storage.put(upload_key(house.update_id), NEW)
    house.storage.delete(dashboard_key(house.job_id))
    assert not UpdateStore(house.storage).swap(house.job_id, lambda before: before)
    assert house.stored() == set()


def swap(store: UpdateStore, job_id: str, dashboard: Json) -> None:
    store.swap(job_id, lambda _: dashboard)


def test_an_update_that_another_run_completes_at_any_moment_is_swapped_once(house: House) -> None:
    dashboard, call = house.storage.get(dashboard_key(house.job_id)), 0

    def complete() -> None:
        with suppress(JobNotFound):
            orchestrate(event(house), house.services(LocalStorage(house.folder / "data")), lambda: 900.0)

    while True:
        house.storage.put(dashboard_key(house.job_id), dashboard)
        house.storage.put(upload_key(house.update_id), NEW)
        storage = Interrupted(house.folder / "data", call, complete)
        orchestrate(event(house), house.services(storage), lambda: 900.0)
        if not storage.happened:
            break
        assert house.titles() == {"Dune", "Ulysses"}, f"complete before call {call}"
        assert house.dashboard()["metadata"]["changes"]["finished"] == ["1"], f"complete before call {call}"
        assert house.stored() == {dashboard_key(house.job_id)}, f"complete before call {call}"
        call += 1
    assert call > 15


def test_an_event_that_comes_again_later_answers_the_figures_that_are_there(house: House) -> None:
    house.update()
    before = house.dashboard()
    again = orchestrate(event(house), house.services(house.storage), lambda: 900.0)
    assert (again["job_id"], again["total_books"]) == (house.job_id, 2)
    assert house.dashboard() == before


@pytest.mark.parametrize("replaces", ["x", 7, "../../etc", "0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e"])
def test_an_event_that_would_replace_another_job_is_refused(house: House, replaces: object) -> None:
    house.storage.put(upload_key(house.update_id), NEW)
    with pytest.raises(JobNotFound):
        orchestrate({**event(house), "replaces": replaces}, house.services(house.storage), lambda: 900.0)
