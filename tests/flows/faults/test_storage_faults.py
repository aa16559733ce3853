"""Whole jobs with a storage that refuses, is slow, or is deleted from meanwhile."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chalicelib.errors import JobFailed, ObjectMissing, StorageUnavailable
from chalicelib.jobs.job_store import TIME_LIMIT_S, dashboard_key, progress_key, upload_key
from chalicelib.models import Json
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.storage import Stat
from tests.builders import library
from tests.flows.faults.house import MIXED, House, failures
from tests.jobs.enriching.test_fan_out import answer_for


class RefusingStorage(LocalStorage):
    """A storage that refuses one operation on one kind of key."""

    def __init__(self, root: Path, operation: str, kind: str) -> None:
        super().__init__(root)
        self._refused = (operation, kind)

    def _check(self, operation: str, key: str) -> None:
        if (operation, key.partition("/")[0]) == self._refused:
            raise StorageUnavailable

    def put(self, key: str, data: bytes) -> None:
        self._check("put", key)
        super().put(key, data)

    def get(self, key: str) -> bytes:
        self._check("get", key)
        return super().get(key)

    def create(self, key: str, data: bytes) -> bool:
        self._check("create", key)
        return super().create(key, data)

    def stat(self, key: str) -> Stat | None:
        self._check("stat", key)
        return super().stat(key)

    def delete(self, key: str) -> None:
        self._check("delete", key)
        super().delete(key)


@pytest.mark.parametrize(
    ("operation", "kind", "left"),
    [
        ("put", "progress", {"data"}),
        ("get", "progress", {"data"}),
        ("delete", "progress", {"data", "progress"}),
        ("stat", "uploads", {"data"}),
        # Nothing can be done about it here; in S3 the bucket's own rule removes it after seven days.
        ("delete", "uploads", {"data", "uploads"}),
        ("delete", "data", {"data"}),
    ],
)
def test_a_storage_that_refuses_what_is_not_vital_costs_nothing(
    house_of_fakes: House, operation: str, kind: str, left: set[str]
) -> None:
    house_of_fakes.storage = RefusingStorage(house_of_fakes.folder / "data", operation, kind)
    assert failures(house_of_fakes.dashboard(MIXED)) == {}
    assert {key.partition("/")[0] for key in house_of_fakes.stored_keys()} == left


def test_an_upload_that_cannot_be_stored_is_told_at_once_and_starts_no_job(house_of_fakes: House) -> None:
    house_of_fakes.storage = RefusingStorage(house_of_fakes.folder / "data", "create", "uploads")
    with pytest.raises(StorageUnavailable):
        house_of_fakes.jobs().start(MIXED)
    assert house_of_fakes.processor.events == []
    assert house_of_fakes.stored_keys() == set()


@pytest.mark.parametrize(("operation", "kind"), [("get", "uploads"), ("create", "data")])
def test_a_job_that_the_storage_fails_is_told_as_failed_and_keeps_nothing_private(
    house_of_fakes: House, operation: str, kind: str
) -> None:
    healthy = house_of_fakes.storage
    house_of_fakes.storage = RefusingStorage(house_of_fakes.folder / "data", operation, kind)
    with pytest.raises(JobFailed):
        house_of_fakes.jobs().start(MIXED)
    (key,) = house_of_fakes.stored_keys()
    assert key.startswith("progress/")
    with pytest.raises(JobFailed):
        house_of_fakes.jobs().read(Path(key).stem)
    # What was found until then is kept: the second try asks for nothing.
    house_of_fakes.storage = healthy
    asked = len(house_of_fakes.processor.events)
    house_of_fakes.dashboard(MIXED)
    assert (len(house_of_fakes.processor.events) == asked) == (kind == "data")


def test_a_job_left_running_that_fails_is_told_to_who_polls_at_once(house_of_fakes: House) -> None:
    """Not only when the time limit is over."""
    release, ended = threading.Event(), threading.Event()

    def wait(event: Mapping[str, Any]) -> Json:
        release.wait(30)
        return answer_for(event)

    class Storage(RefusingStorage):
        def put(self, key: str, data: bytes) -> None:
            try:
                super().put(key, data)
            finally:
                if key.startswith("progress/") and b'"status":"failed"' in data:
                    ended.set()

    house_of_fakes.processor.behave = wait
    house_of_fakes.storage = Storage(house_of_fakes.folder / "data", "create", "data")
    answer = house_of_fakes.jobs().start(MIXED, wait_s=0)
    assert answer["status"] == "processing"
    assert house_of_fakes.jobs().read(answer["job_id"]).progress
    release.set()
    assert ended.wait(10)
    with pytest.raises(JobFailed):
        house_of_fakes.jobs().read(answer["job_id"])
    house_of_fakes.jobs().delete(answer["job_id"], answer["delete_token"])
    assert house_of_fakes.stored_keys() == set()


class SlowStorage(LocalStorage):
    """A storage whose every operation takes three seconds of a clock; it notes when a dashboard was stored."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.seconds = 0.0
        self.completed_at_s = 0.0

    def create(self, key: str, data: bytes) -> bool:
        self.seconds += 3
        self.completed_at_s = self.seconds
        return super().create(key, data)

    def put(self, key: str, data: bytes) -> None:
        self.seconds += 3
        super().put(key, data)

    def get(self, key: str) -> bytes:
        self.seconds += 3
        return super().get(key)

    def stat(self, key: str) -> Stat | None:
        self.seconds += 3
        return super().stat(key)

    def delete(self, key: str) -> None:
        self.seconds += 3
        super().delete(key)


def test_a_slow_storage_costs_books_and_not_the_job(house_of_fakes: House) -> None:
    storage = SlowStorage(house_of_fakes.folder / "data")
    house_of_fakes.storage = storage
    house_of_fakes.remaining_s = lambda: TIME_LIMIT_S - storage.seconds
    answer = house_of_fakes.jobs().start(library(600))
    assert TIME_LIMIT_S / 2 < storage.completed_at_s < TIME_LIMIT_S
    assert 0 < answer["failed_enrichments"] < 600
    assert house_of_fakes.stored_keys() == {dashboard_key(answer["job_id"])}


class DeletingStorage(LocalStorage):
    """A storage in which the reader deletes the job while its dashboard is being stored."""

    def __init__(self, root: Path, *, before: bool) -> None:
        super().__init__(root)
        self._before = before

    def create(self, key: str, data: bytes) -> bool:
        job_id = Path(key).stem
        keys = (upload_key(job_id), dashboard_key(job_id), progress_key(job_id))
        # `JobStore.delete` in two halves, with this call between them.
        for one in keys[:1] if self._before else ():
            self.delete(one)
        created = super().create(key, data)
        for one in keys:
            self.delete(one)
        return created


@pytest.mark.parametrize("before", [True, False])
def test_a_job_deleted_while_its_dashboard_is_stored_leaves_nothing(house_of_fakes: House, before: bool) -> None:
    house_of_fakes.storage = DeletingStorage(house_of_fakes.folder / "data", before=before)
    result = house_of_fakes.jobs().start(MIXED)
    assert house_of_fakes.stored_keys() == set()
    with pytest.raises(ObjectMissing):
        house_of_fakes.storage.get(dashboard_key(result["job_id"]))


class WitnessStorage(LocalStorage):
    """A storage that notes in which order keys go."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.deleted: list[str] = []

    def delete(self, key: str) -> None:
        self.deleted.append(key.partition("/")[0])
        super().delete(key)


def test_deleting_takes_the_upload_before_the_dashboard(house_of_fakes: House) -> None:
    """Its own and that of an update. In the other order a run that ends in between would store what nobody deletes."""
    storage = WitnessStorage(house_of_fakes.folder / "data")
    house_of_fakes.storage = storage
    result = house_of_fakes.jobs().start(MIXED)
    storage.deleted.clear()
    house_of_fakes.jobs().delete(result["job_id"], result["delete_token"])
    assert storage.deleted[:3] == ["uploads", "uploads", "data"]


def test_a_half_written_file_of_a_killed_process_goes_with_its_job(house_of_fakes: House) -> None:
    result = house_of_fakes.jobs().start(MIXED)
    half = house_of_fakes.folder / "data" / "data" / f".{result['job_id']}.json.x1y2"
    half.write_bytes(b'{"books": [')
    house_of_fakes.jobs().delete(result["job_id"], result["delete_token"])
    assert house_of_fakes.stored_keys() == set()
