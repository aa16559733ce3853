"""The storage contract, over every implementation."""

import io
import os
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError, ResponseStreamingError

from chalicelib.errors import ObjectMissing, StorageMissing, StorageUnavailable
from chalicelib.jobs.job_store import dashboard_key, progress_key, upload_key
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.s3_storage import S3Storage
from chalicelib.seams.storage import Storage

JOB = "0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e"
OTHER_JOB = JOB.replace("0", "1")


@pytest.fixture(params=["local", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "local":
        return LocalStorage(tmp_path / "data")
    client = boto3.client("s3", endpoint_url=request.getfixturevalue("moto_url"))
    bucket = f"bucket-{abs(hash(tmp_path))}"
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return S3Storage(client, bucket)


@pytest.mark.parametrize("key", [upload_key(JOB), dashboard_key(JOB), progress_key(JOB)])
def test_what_was_put_can_be_got(storage: Storage, key: str) -> None:
    storage.put(key, b'{"t":"\xc3\xa9"}')
    assert storage.get(key) == b'{"t":"\xc3\xa9"}'


def test_putting_again_replaces(storage: Storage) -> None:
    storage.put(progress_key(JOB), b"a longer text first")
    storage.put(progress_key(JOB), b"short")
    assert storage.get(progress_key(JOB)) == b"short"


def test_stat_tells_the_size_and_the_time_of_the_put(storage: Storage) -> None:
    before = time.time()
    storage.put(upload_key(JOB), "é".encode())
    found = storage.stat(upload_key(JOB))
    assert found is not None
    assert found.size == 2
    # S3 tells whole seconds.
    assert before - 2 <= found.modified_at <= time.time() + 1


def test_what_is_created_is_there_and_is_created_once(storage: Storage) -> None:
    assert storage.create(dashboard_key(JOB), b"first")
    assert not storage.create(dashboard_key(JOB), b"second")
    assert storage.get(dashboard_key(JOB)) == b"first"
    storage.delete(dashboard_key(JOB))
    assert storage.create(dashboard_key(JOB), b"third")
    assert storage.get(dashboard_key(JOB)) == b"third"


# S3 does so by itself. What plays it here compares and stores in two steps, between which another thread may come.
def test_of_many_that_create_at_once_one_succeeds(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)
    barrier = threading.Barrier(8, timeout=30)

    def create(number: int) -> bool:
        barrier.wait()
        return storage.create(dashboard_key(JOB), str(number).encode())

    with ThreadPoolExecutor(8) as threads:
        created = list(threads.map(create, range(8)))
    assert sum(created) == 1
    assert storage.get(dashboard_key(JOB)) == str(created.index(True)).encode()


def test_what_is_replaced_has_to_be_what_was_read(storage: Storage) -> None:
    storage.put(dashboard_key(JOB), b"first")
    assert not storage.replace(dashboard_key(JOB), b"another", b"second")
    assert storage.get(dashboard_key(JOB)) == b"first"
    assert storage.replace(dashboard_key(JOB), b"first", b"second")
    assert storage.get(dashboard_key(JOB)) == b"second"


def test_what_is_missing_is_not_replaced(storage: Storage) -> None:
    with pytest.raises(ObjectMissing):
        storage.replace(dashboard_key(JOB), b"", b"new")
    assert storage.stat(dashboard_key(JOB)) is None


def test_of_many_that_replace_the_same_at_once_one_succeeds(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)
    barrier = threading.Barrier(8, timeout=30)
    storage.put(dashboard_key(JOB), b"old")

    def replace(number: int) -> bool:
        barrier.wait()
        return storage.replace(dashboard_key(JOB), b"old", str(number).encode())

    with ThreadPoolExecutor(8) as threads:
        replaced = list(threads.map(replace, range(8)))
    assert sum(replaced) == 1
    assert storage.get(dashboard_key(JOB)) == str(replaced.index(True)).encode()


def test_what_changes_between_reading_and_replacing_in_the_bucket_stays(moto_url: str) -> None:
    client = boto3.client("s3", endpoint_url=moto_url)
    client.create_bucket(Bucket="changed-between", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    storage = S3Storage(client, "changed-between")
    storage.put(dashboard_key(JOB), b"old")

    class Late:
        """A client for which somebody else is faster."""

        def __getattr__(self, name: str) -> Any:
            if name == "put_object":
                storage.put(dashboard_key(JOB), b"faster")
            return getattr(client, name)

    assert not S3Storage(Late(), "changed-between").replace(dashboard_key(JOB), b"old", b"new")
    assert storage.get(dashboard_key(JOB)) == b"faster"


def test_replacing_locally_leaves_no_temporary_file(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)
    storage.put(dashboard_key(JOB), b"old")
    for old in (b"old", b"old", b"new"):
        storage.replace(dashboard_key(JOB), old, b"new")
    storage.delete(dashboard_key(JOB))
    with pytest.raises(ObjectMissing):
        storage.replace(dashboard_key(JOB), b"new", b"newer")
    assert [*(tmp_path / "data").iterdir()] == []


def test_creating_locally_leaves_no_temporary_file(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)
    for data in (b"first", b"second"):
        storage.create(dashboard_key(JOB), data)
    assert [path.name for path in (tmp_path / "data").iterdir()] == [f"{JOB}.json"]


def test_what_is_missing_is_said_to_be_missing(storage: Storage) -> None:
    assert storage.stat(dashboard_key(JOB)) is None
    with pytest.raises(ObjectMissing):
        storage.get(dashboard_key(JOB))


def test_what_was_deleted_is_gone_and_deleting_again_is_no_error(storage: Storage) -> None:
    storage.put(upload_key(JOB), b"x")
    for _ in range(2):
        storage.delete(upload_key(JOB))
        assert storage.stat(upload_key(JOB)) is None


def test_deleting_one_job_leaves_the_others(storage: Storage) -> None:
    for job in (JOB, OTHER_JOB):
        storage.put(dashboard_key(job), job.encode())
    storage.delete(dashboard_key(JOB))
    assert storage.get(dashboard_key(OTHER_JOB)) == OTHER_JOB.encode()


def test_an_empty_object_is_not_a_missing_one(storage: Storage) -> None:
    storage.put(upload_key(JOB), b"")
    assert storage.get(upload_key(JOB)) == b""


def test_a_local_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(StorageUnavailable):
        LocalStorage(tmp_path / "data").put(upload_key(JOB), b"x")


def test_a_failed_put_leaves_the_old_bytes_and_no_temporary_file(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)
    # A folder stands where the file should go, so that the last step of the put fails.
    (tmp_path / dashboard_key(JOB)).mkdir(parents=True)
    with pytest.raises(StorageUnavailable):
        storage.put(dashboard_key(JOB), b"x")
    assert [path.name for path in (tmp_path / "data").iterdir()] == [f"{JOB}.json"]


def test_a_full_disk_is_unavailable_and_leaves_the_old_bytes() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    # Every write to /dev/full fails as on a full disk; the root of the storage is a link to nowhere writable.
    with pytest.raises(StorageUnavailable):
        LocalStorage(Path("/dev/full")).put(upload_key(JOB), b"x")


@pytest.mark.parametrize("operation", ["get", "stat", "delete"])
def test_a_local_folder_that_cannot_be_read_is_unavailable(tmp_path: Path, operation: str) -> None:
    """Not missing: a job must not read as one that never was."""
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(StorageUnavailable):
        getattr(LocalStorage(tmp_path), operation)(dashboard_key(JOB))


@pytest.mark.parametrize(("operation", "step"), [("put", "replace"), ("create", "link")])
def test_a_file_is_whole_before_it_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str, step: str
) -> None:
    """It is written beside its place, because only within one file system can it be moved at once."""
    into_place = getattr(os, step)
    written: list[Path] = []

    def look(source: str, target: Path) -> None:
        written.append(Path(source))
        assert Path(source).stat().st_size == 100
        into_place(source, target)

    monkeypatch.setattr(os, step, look)
    getattr(LocalStorage(tmp_path), operation)(dashboard_key(JOB), b"x" * 100)
    assert [path.parent for path in written] == [(tmp_path / dashboard_key(JOB)).parent]


@pytest.mark.parametrize(("operation", "step"), [("put", "replace"), ("create", "link")])
def test_what_a_killed_process_leaves_half_written_is_deleted_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str, step: str
) -> None:
    into_place = getattr(os, step)

    def leave_a_part(source: str, target: Path) -> None:
        shutil.copy(source, f"{source}-of-a-killed-process")
        into_place(source, target)

    storage = LocalStorage(tmp_path)
    storage.put(dashboard_key(OTHER_JOB), b"y")
    monkeypatch.setattr(os, step, leave_a_part)
    getattr(storage, operation)(dashboard_key(JOB), b"x")
    storage.delete(dashboard_key(JOB))
    assert [path.name for path in (tmp_path / "data").iterdir()] == [f"{OTHER_JOB}.json"]


def test_a_folder_that_another_thread_removes_first_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = LocalStorage(tmp_path / "data")
    storage.put(upload_key(JOB), b"csv")
    glob = Path.glob

    def remove_and_look(folder: Path, pattern: str) -> Any:
        folder.rmdir()
        os.scandir(folder)
        return glob(folder, pattern)

    monkeypatch.setattr(Path, "glob", remove_and_look)
    storage.delete(upload_key(JOB))
    monkeypatch.undo()
    with pytest.raises(ObjectMissing):
        storage.get(upload_key(JOB))


def test_a_half_written_file_that_another_process_deletes_first_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def second(path: Path, missing_ok: bool = False) -> None:
        unlink(path, missing_ok=True)
        unlink(path, missing_ok)

    storage = LocalStorage(tmp_path)
    storage.put(dashboard_key(JOB), b"x")
    (tmp_path / "data" / f".{JOB}.json.part").write_bytes(b"")
    monkeypatch.setattr(Path, "unlink", second)
    storage.delete(dashboard_key(JOB))
    assert list((tmp_path / "data").iterdir()) == []


def test_creating_where_a_folder_stands_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / dashboard_key(JOB)).mkdir(parents=True)
    with pytest.raises(StorageUnavailable):
        LocalStorage(tmp_path).create(dashboard_key(JOB), b"x")


def test_a_key_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s")
    storage = LocalStorage(tmp_path / "data")
    with pytest.raises(ObjectMissing):
        storage.get("../secret")


def test_local_files_are_for_their_owner_only(tmp_path: Path) -> None:
    LocalStorage(tmp_path / "data").put(upload_key(JOB), b"x")
    path = tmp_path / "data" / upload_key(JOB)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_storage_that_can_be_used_passes_its_check(storage: Storage) -> None:
    storage.check()


def test_an_s3_bucket_that_is_not_there_is_missing(moto_url: str) -> None:
    client: Any = boto3.client("s3", endpoint_url=moto_url)
    missing = S3Storage(client, "no-such-bucket-anywhere")
    with pytest.raises(StorageMissing):
        missing.put(upload_key(JOB), b"x")
    with pytest.raises(StorageMissing):
        missing.check()


def test_a_folder_that_is_a_file_or_is_read_only_cannot_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageUnavailable):
        LocalStorage(tmp_path / "file").check()
    LocalStorage(tmp_path / "not" / "yet").check()
    # Whoever runs the tests may write everywhere.
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)
    with pytest.raises(StorageUnavailable):
        LocalStorage(tmp_path / "not" / "yet").check()


def test_an_s3_that_cannot_be_reached_is_unavailable() -> None:
    client: Any = boto3.client("s3", endpoint_url="http://127.0.0.1:1")
    with pytest.raises(StorageUnavailable):
        S3Storage(client, "bucket").get(upload_key(JOB))


class RefusingS3:
    """An S3 client that answers every call with one error code, and notes what it was sent."""

    def __init__(self, code: str = "") -> None:
        self._code = code
        self.sent: list[dict[str, Any]] = []

    def __getattr__(self, operation: str) -> Any:
        def call(**arguments: Any) -> Any:
            self.sent.append(arguments)
            if self._code:
                raise ClientError({"Error": {"Code": self._code}}, operation)
            return {"Body": io.BytesIO(b"x")}

        return call


@pytest.mark.parametrize("code", ["404", "NoSuchKey", "NotFound"])
def test_what_s3_calls_missing_is_missing(code: str) -> None:
    storage = S3Storage(RefusingS3(code), "bucket")
    assert storage.stat(upload_key(JOB)) is None
    with pytest.raises(ObjectMissing):
        storage.get(upload_key(JOB))


@pytest.mark.parametrize("code", ["412", "PreconditionFailed", "409", "ConditionalRequestConflict"])
def test_what_s3_calls_taken_is_not_created(code: str) -> None:
    assert S3Storage(RefusingS3(code), "bucket").create(dashboard_key(JOB), b"x") is False


@pytest.mark.parametrize(
    ("code", "missing"),
    [
        ("404", True),
        ("NoSuchBucket", True),
        ("403", True),  # somebody else's, or not allowed
        ("AccessDenied", True),
        ("301", True),  # in another region
        ("400", False),  # such as credentials that have expired
        ("503", False),
        ("SlowDown", False),
    ],
)
def test_a_bucket_is_missing_or_s3_does_not_answer(code: str, missing: bool) -> None:
    with pytest.raises(StorageMissing if missing else StorageUnavailable):
        S3Storage(RefusingS3(code), "bucket").check()


@pytest.mark.parametrize("code", ["403", "AccessDenied", "SlowDown", "InternalError"])
def test_what_else_s3_refuses_is_unavailable(code: str) -> None:
    storage = S3Storage(RefusingS3(code), "bucket")
    for call in (storage.get, storage.stat, storage.delete):
        with pytest.raises(StorageUnavailable):
            call(upload_key(JOB))
    for write in (storage.put, storage.create):
        with pytest.raises(StorageUnavailable):
            write(upload_key(JOB), b"x")


@pytest.mark.parametrize(
    ("key", "content_type"),
    [(upload_key(JOB), "text/csv"), (dashboard_key(JOB), "application/json"), (progress_key(JOB), "application/json")],
)
def test_an_object_in_s3_tells_its_media_type(key: str, content_type: str) -> None:
    """A browser that follows a link to a large dashboard gets it from there."""
    client = RefusingS3()
    storage = S3Storage(client, "bucket")
    storage.put(key, b"x")
    storage.create(key, b"x")
    sent = {"Bucket": "bucket", "Key": key, "Body": b"x", "ContentType": content_type}
    assert client.sent == [sent, {**sent, "IfNoneMatch": "*"}]


def test_an_object_whose_bytes_break_off_is_unavailable() -> None:
    class Breaking:
        def get_object(self, **arguments: Any) -> Any:
            return {"Body": self}

        def read(self) -> bytes:
            raise ResponseStreamingError(error="broken")

    with pytest.raises(StorageUnavailable):
        S3Storage(Breaking(), "bucket").get(upload_key(JOB))


def test_a_link_of_s3_names_the_file_that_a_browser_saves() -> None:
    client = boto3.client("s3", region_name="eu-central-1")
    storage = S3Storage(client, "bucket")
    named = parse_qs(urlsplit(storage.link("uploads/x/library.csv", "goodreads-stats.csv")).query)
    assert named["response-content-disposition"] == ['attachment; filename="goodreads-stats.csv"']
    assert "response-content-disposition" not in parse_qs(urlsplit(storage.link("data/x.json")).query)
