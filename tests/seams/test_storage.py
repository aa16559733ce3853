"""The storage contract, over every implementation."""

import time
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.errors import ObjectMissing, StorageUnavailable
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.s3_storage import S3Storage
from chalicelib.seams.storage import Storage, dashboard_key, progress_key, upload_key

JOB = "0b8ce1a4-4b0c-4d6e-9f5c-3d0a3a1d2b4e"


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


def test_modified_at_tells_the_time_of_the_put(storage: Storage) -> None:
    before = time.time()
    storage.put(upload_key(JOB), b"x")
    modified = storage.modified_at(upload_key(JOB))
    assert modified is not None
    # S3 tells whole seconds.
    assert before - 2 <= modified <= time.time() + 1


def test_what_is_missing_is_said_to_be_missing(storage: Storage) -> None:
    assert storage.modified_at(dashboard_key(JOB)) is None
    with pytest.raises(ObjectMissing):
        storage.get(dashboard_key(JOB))


def test_what_was_deleted_is_gone_and_deleting_again_is_no_error(storage: Storage) -> None:
    storage.put(upload_key(JOB), b"x")
    for _ in range(2):
        storage.delete(upload_key(JOB))
        assert storage.modified_at(upload_key(JOB)) is None


def test_deleting_one_job_leaves_the_others(storage: Storage) -> None:
    other = JOB.replace("0", "1")
    for job in (JOB, other):
        storage.put(dashboard_key(job), job.encode())
    storage.delete(dashboard_key(JOB))
    assert storage.get(dashboard_key(other)) == other.encode()


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


def test_an_s3_bucket_that_is_not_there_is_unavailable(moto_url: str) -> None:
    client: Any = boto3.client("s3", endpoint_url=moto_url)
    with pytest.raises(StorageUnavailable):
        S3Storage(client, "no-such-bucket-anywhere").put(upload_key(JOB), b"x")


def test_an_s3_that_cannot_be_reached_is_unavailable() -> None:
    client: Any = boto3.client("s3", endpoint_url="http://127.0.0.1:1")
    with pytest.raises(StorageUnavailable):
        S3Storage(client, "bucket").get(upload_key(JOB))
