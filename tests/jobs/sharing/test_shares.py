"""Shares in a storage: made, listed, taken back, gone with their job, and what is left when two things meet."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.errors import (
    BadShare,
    DashboardBusy,
    DeletionRefused,
    JobFailed,
    JobNotFound,
    NothingToShare,
    ShareMissing,
    StatsError,
    StorageUnavailable,
    TooEarly,
    TooManyShares,
)
from chalicelib.jobs.job_id import is_job_id, job_id_of, new_delete_token
from chalicelib.jobs.job_store import JobStore, Progress, dashboard_key, to_bytes
from chalicelib.jobs.service import Jobs
from chalicelib.jobs.sharing.share_store import MOST_SHARES, list_key, share_key
from chalicelib.jobs.sharing.shares import Shares
from chalicelib.seams.local_storage import LocalStorage
from chalicelib.seams.s3_storage import S3Storage
from chalicelib.seams.storage import Storage
from chalicelib.settings import Settings
from tests.jobs.sharing.test_shared_copy import THREE, dashboard
from tests.jobs.test_service import FakeOrchestrator

TOKEN = "T" * 43
JOB = job_id_of(TOKEN)
NOBODY = "22222222-2222-4222-8222-222222222222"
YEAR = b'{"year": 2024}'
OVERVIEW = b'{"view": "overview"}'


def over(storage: Storage) -> Shares:
    """The shares in a storage, at the same moment each."""
    return Shares(Jobs(Settings.from_env({}), JobStore(storage, lambda: 1.8e9), FakeOrchestrator(), lambda: 1.8e9))


def with_dashboard(storage: Storage) -> Shares:
    storage.put(dashboard_key(JOB), to_bytes(dashboard(*THREE)))
    return over(storage)


@pytest.fixture(params=["local", "s3"])
def shares(request: pytest.FixtureRequest, tmp_path: Path) -> Shares:
    """Over a storage that has one complete job."""
    if request.param == "local":
        return with_dashboard(LocalStorage(tmp_path))
    client = boto3.client("s3", endpoint_url=request.getfixturevalue("moto_url"))
    bucket = f"bucket-{abs(hash(tmp_path))}"
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return with_dashboard(S3Storage(client, bucket))


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_share_is_read_by_its_id_alone_and_listed_for_the_owner(shares: Shares) -> None:
    year, overview = shares.make(JOB, TOKEN, YEAR), shares.make(JOB, TOKEN, OVERVIEW)
    assert year == {
        "share_id": year["share_id"],
        **{"view": "year", "year": 2024, "shared_at": "2027-01-15T08:00:00+00:00"},
        "share_url": f"share/{year['share_id']}",
    }
    assert (overview["view"], overview["year"]) == ("overview", None)
    assert shares.listed(JOB, TOKEN) == [year, overview]
    copy = json.loads(shares.read(year["share_id"]).dashboard or b"")
    assert [book["title"] for book in copy["books"]] == ["Dune"]
    assert shares.words(year["share_id"])[0] == "2024 in books: 1 book, 300 pages"
    assert shares.words(overview["share_id"])[0] == "A reading life: 3 books, 900 pages"


def test_neither_id_leads_to_the_other(shares: Shares) -> None:
    made = [shares.make(JOB, TOKEN, YEAR) for _ in range(5)]
    assert len({share["share_id"] for share in made}) == 5
    for share in made:
        assert is_job_id(share["share_id"])
        stored = shares.store.get(share["share_id"])
        assert JOB.encode() not in stored
        assert json.dumps(dashboard(*THREE)["metadata"]["upload_fingerprint"]).encode() not in stored
        with pytest.raises(JobNotFound):
            shares.jobs.read(share["share_id"])
    with pytest.raises(ShareMissing):
        shares.read(JOB)


def test_what_is_taken_back_is_gone_and_the_others_stay(shares: Shares) -> None:
    one, other = shares.make(JOB, TOKEN, YEAR), shares.make(JOB, TOKEN, YEAR)
    shares.take_back(JOB, TOKEN, one["share_id"])
    for read in (shares.read, shares.words):
        with pytest.raises(ShareMissing):
            read(one["share_id"])
    with pytest.raises(ShareMissing):
        shares.take_back(JOB, TOKEN, one["share_id"])
    assert shares.listed(JOB, TOKEN) == [other]
    assert shares.read(other["share_id"]).dashboard


def test_shares_go_with_their_job(shares: Shares) -> None:
    made = [shares.make(JOB, TOKEN, YEAR), shares.make(JOB, TOKEN, OVERVIEW)]
    shares.jobs.delete(JOB, TOKEN)
    storage = shares.jobs.store.storage
    keys = [list_key(JOB), *(share_key(share["share_id"]) for share in made)]
    assert [key for key in keys if storage.stat(key) is not None] == []
    with pytest.raises(JobNotFound):
        shares.listed(JOB, TOKEN)


def test_a_share_stays_as_it_was_when_the_dashboard_changes(shares: Shares) -> None:
    made = shares.make(JOB, TOKEN, YEAR)
    before = shares.read(made["share_id"])
    shares.jobs.store.storage.put(dashboard_key(JOB), to_bytes(dashboard(THREE[1])))
    assert shares.read(made["share_id"]) == before


def test_another_jobs_share_cannot_be_taken_back(shares: Shares) -> None:
    made = shares.make(JOB, TOKEN, YEAR)
    other = new_delete_token()
    shares.jobs.store.storage.put(dashboard_key(job_id_of(other)), to_bytes(dashboard(*THREE)))
    with pytest.raises(ShareMissing):
        shares.take_back(job_id_of(other), other, made["share_id"])
    assert shares.read(made["share_id"]).dashboard


def test_a_dashboard_has_a_few_shares_at_most(shares: Shares) -> None:
    made = [shares.make(JOB, TOKEN, YEAR) for _ in range(MOST_SHARES)]
    with pytest.raises(TooManyShares, match=f"at most {MOST_SHARES}"):
        shares.make(JOB, TOKEN, YEAR)
    assert shares.listed(JOB, TOKEN) == made
    shares.take_back(JOB, TOKEN, made[3]["share_id"])
    shares.make(JOB, TOKEN, YEAR)


def test_of_many_made_at_once_none_is_lost_and_none_is_too_many(tmp_path: Path) -> None:
    shares = with_dashboard(LocalStorage(tmp_path))

    def make(_: int) -> str | None:
        try:
            return str(shares.make(JOB, TOKEN, YEAR)["share_id"])
        except (TooManyShares, DashboardBusy):
            return None

    with ThreadPoolExecutor(8) as threads:
        made = {found for found in threads.map(make, range(MOST_SHARES + 5)) if found}
    assert {share["share_id"] for share in shares.listed(JOB, TOKEN)} == made
    assert files(tmp_path / "shares") == {f"of-{JOB}.json", *(f"{share_id}.json" for share_id in made)}


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"2024",
            b"[]",
            b"{}",
            b"null",
            b'"overview"',
            b"{",
            b"\xff",
            b"[" * 900,
            b'{"year": 2024}' + b" " * 1000,
        ),
        *(b'{"year": "2024"}', b'{"year": 2024.5}', b'{"year": true}', b'{"year": 0}', b'{"year": 10000}'),
        *(b'{"view": "year"}', b'{"view": null}', b'{"year": 2024, "view": "overview"}', b'{"year": NaN}'),
        b'{"year": 2024, "reviews": true}',
    ],
)
def test_what_is_no_wish_is_refused(tmp_path: Path, body: bytes) -> None:
    shares = with_dashboard(LocalStorage(tmp_path))
    with pytest.raises(BadShare):
        shares.make(JOB, TOKEN, body)
    assert not (tmp_path / "shares").exists()


def test_a_year_without_books_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(NothingToShare):
        with_dashboard(LocalStorage(tmp_path)).make(JOB, TOKEN, b'{"year": 1999}')
    assert not (tmp_path / "shares").exists()


@pytest.mark.parametrize(("status", "error"), [("processing", TooEarly), ("failed", JobFailed), (None, JobNotFound)])
def test_a_job_without_a_dashboard_cannot_be_shared(tmp_path: Path, status: Any, error: type[StatsError]) -> None:
    shares = over(LocalStorage(tmp_path))
    if status:
        shares.jobs.store.report(JOB, Progress(1.8e9, 1, 2, status))
    with pytest.raises(error):
        shares.make(JOB, TOKEN, YEAR)
    if status == "processing":
        assert shares.listed(JOB, TOKEN) == []
    else:
        with pytest.raises(error):
            shares.listed(JOB, TOKEN)
    assert not (tmp_path / "shares").exists()


class UntouchedStorage:
    """A storage that nobody may touch."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the storage's {name} was reached with an unchecked id or token")


@pytest.mark.parametrize("text", ["", "x", "..", "../data/x", f"of-{JOB}", JOB.upper(), f"{NOBODY}.json", "a" * 9999])
def test_what_is_no_id_never_reaches_a_key(text: str) -> None:
    shares = over(UntouchedStorage())
    for read in (shares.read, shares.words):
        with pytest.raises(ShareMissing):
            read(text)
    with pytest.raises(ShareMissing):
        shares.take_back(JOB, TOKEN, text)
    with pytest.raises(JobNotFound):
        shares.make(text, TOKEN, YEAR)
    with pytest.raises(JobNotFound):
        shares.listed(text, TOKEN)


@pytest.mark.parametrize("token", ["", "x", JOB, "U" * 43])
def test_a_wrong_token_never_reaches_the_storage(token: str) -> None:
    shares = over(UntouchedStorage())
    with pytest.raises(DeletionRefused):
        shares.make(JOB, token, YEAR)
    with pytest.raises(DeletionRefused):
        shares.listed(JOB, token)
    with pytest.raises(DeletionRefused):
        shares.take_back(JOB, token, NOBODY)


# Two things at once


class Meeting(LocalStorage):
    """A folder that lets something else happen right before one operation on keys that contain a text."""

    def __init__(self, root: Path, operation: str, part: str) -> None:
        super().__init__(root)
        self.moment = (operation, part)
        self.then: Callable[[], object] | None = None

    def _before(self, operation: str, key: str) -> None:
        if self.then and operation == self.moment[0] and self.moment[1] in key:
            then, self.then = self.then, None
            then()

    def put(self, key: str, data: bytes) -> None:
        self._before("put", key)
        super().put(key, data)

    def create(self, key: str, data: bytes) -> bool:
        self._before("create", key)
        return super().create(key, data)

    def replace(self, key: str, old: bytes, new: bytes) -> bool:
        self._before("replace", key)
        return super().replace(key, old, new)

    def get(self, key: str) -> bytes:
        self._before("get", key)
        return super().get(key)

    def stat(self, key: str) -> Any:
        self._before("stat", key)
        return super().stat(key)

    def delete(self, key: str) -> None:
        self._before("delete", key)
        super().delete(key)


MOMENTS_OF_MAKING = [
    *(("get", "data/"), ("get", "shares/of-"), ("create", "shares/of-"), ("put", "shares/")),
    *(("stat", "data/"),),
]


@pytest.mark.parametrize(("operation", "part"), MOMENTS_OF_MAKING)
def test_of_a_job_that_is_deleted_while_it_is_shared_nothing_is_left(tmp_path: Path, operation: str, part: str) -> None:
    storage = Meeting(tmp_path, operation, part)
    shares = with_dashboard(storage)
    storage.then = lambda: over(LocalStorage(tmp_path)).jobs.delete(JOB, TOKEN)
    with pytest.raises(JobNotFound):
        shares.make(JOB, TOKEN, YEAR)
    assert storage.then is None
    assert files(tmp_path) == set()


@pytest.mark.parametrize(
    ("operation", "part"),
    [
        ("delete", "uploads/"),
        ("delete", "data/"),
        ("delete", "progress/"),
        ("get", "shares/of-"),
        ("delete", "shares/"),
    ],
)
def test_of_a_job_that_is_shared_while_it_is_deleted_nothing_is_left(tmp_path: Path, operation: str, part: str) -> None:
    storage = Meeting(tmp_path, operation, part)
    shares = with_dashboard(storage)
    shares.make(JOB, TOKEN, OVERVIEW)
    outcomes: list[object] = []

    def share() -> None:
        try:
            outcomes.append(over(LocalStorage(tmp_path)).make(JOB, TOKEN, YEAR))
        except JobNotFound as error:
            outcomes.append(error)

    storage.then = share
    shares.jobs.delete(JOB, TOKEN)
    assert len(outcomes) == 1
    assert files(tmp_path) == set()


@pytest.mark.parametrize(("operation", "part"), [("put", "shares/"), ("stat", "data/")])
def test_a_share_that_is_taken_back_while_it_is_made_does_not_stay(tmp_path: Path, operation: str, part: str) -> None:
    storage = Meeting(tmp_path, operation, part)
    shares = replace(with_dashboard(storage), new_share_id=lambda: NOBODY)
    storage.then = lambda: over(LocalStorage(tmp_path)).take_back(JOB, TOKEN, NOBODY)
    with pytest.raises(ShareMissing):
        shares.make(JOB, TOKEN, YEAR)
    assert files(tmp_path) == {f"data/{JOB}.json", f"shares/of-{JOB}.json"}
    assert shares.listed(JOB, TOKEN) == []


@pytest.mark.parametrize(
    ("operation", "part"), [("get", "shares/of-"), ("replace", "shares/of-"), ("delete", "shares/")]
)
def test_of_a_job_that_is_deleted_while_a_share_is_taken_back_nothing_is_left(
    tmp_path: Path, operation: str, part: str
) -> None:
    storage = Meeting(tmp_path, operation, part)
    shares = with_dashboard(storage)
    share_id = shares.make(JOB, TOKEN, YEAR)["share_id"]
    deleted: list[object] = []

    def delete() -> None:
        over(LocalStorage(tmp_path)).jobs.delete(JOB, TOKEN)
        deleted.append(True)

    def at_the_second() -> None:
        storage.then = delete  # the first time it looks whether there is such a share

    storage.then = at_the_second if operation == "get" else delete
    shares.take_back(JOB, TOKEN, share_id)
    assert deleted == [True]
    assert files(tmp_path) == set()


def test_a_copy_that_is_stored_while_it_is_taken_back_does_not_stay(tmp_path: Path) -> None:
    storage = Meeting(tmp_path, "replace", "shares/of-")
    shares = with_dashboard(storage)
    share_id = shares.make(JOB, TOKEN, YEAR)["share_id"]
    # Whoever makes it stores its copy only now.
    (tmp_path / share_key(share_id)).unlink()
    storage.then = lambda: LocalStorage(tmp_path).put(share_key(share_id), b"{}")
    shares.take_back(JOB, TOKEN, share_id)
    assert storage.then is None
    assert files(tmp_path / "shares") == {f"of-{JOB}.json"}


@pytest.mark.parametrize("operation", ["get", "create", "replace"])
def test_of_two_lists_that_change_at_once_neither_change_is_lost(tmp_path: Path, operation: str) -> None:
    storage = Meeting(tmp_path, operation, "shares/of-")
    shares = with_dashboard(storage)
    if operation == "replace":
        shares.make(JOB, TOKEN, OVERVIEW)
    storage.then = lambda: over(LocalStorage(tmp_path)).make(JOB, TOKEN, YEAR)
    shares.make(JOB, TOKEN, OVERVIEW)
    listed = shares.listed(JOB, TOKEN)
    assert len(listed) == (3 if operation == "replace" else 2)
    assert all(shares.read(share["share_id"]).dashboard for share in listed)


def test_a_list_that_is_another_one_each_time_is_given_up(tmp_path: Path) -> None:
    class Restless(LocalStorage):
        def replace(self, key: str, old: bytes, new: bytes) -> bool:
            return False

    shares = with_dashboard(Restless(tmp_path))
    shares.make(JOB, TOKEN, YEAR)
    with pytest.raises(DashboardBusy):
        shares.make(JOB, TOKEN, YEAR)
    assert len(files(tmp_path / "shares")) == 2


class Full(LocalStorage):
    """A folder in which no copy has room, and, once it is so, nothing can be removed."""

    stuck = False

    def put(self, key: str, data: bytes) -> None:
        if key.startswith("shares/"):
            raise StorageUnavailable
        super().put(key, data)

    def delete(self, key: str) -> None:
        if self.stuck and key.startswith("shares/"):
            raise StorageUnavailable
        super().delete(key)


def test_a_copy_that_cannot_be_stored_is_not_listed(tmp_path: Path) -> None:
    shares = with_dashboard(Full(tmp_path))
    with pytest.raises(StorageUnavailable):
        shares.make(JOB, TOKEN, YEAR)
    assert shares.listed(JOB, TOKEN) == []


def test_what_could_not_be_removed_either_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    storage = Full(tmp_path)
    shares = with_dashboard(storage)
    storage.stuck = True
    with pytest.raises(StorageUnavailable):
        shares.make(JOB, TOKEN, YEAR)
    assert caplog.messages == [f"job {JOB}: a share that is not wanted could not be deleted"]


def test_a_deletion_that_fails_halfway_can_be_repeated(tmp_path: Path) -> None:
    storage = Full(tmp_path)
    shares = with_dashboard(LocalStorage(tmp_path))
    shares.make(JOB, TOKEN, YEAR)
    storage.stuck = True
    with pytest.raises(StorageUnavailable):
        over(storage).jobs.delete(JOB, TOKEN)
    assert files(tmp_path / "data") == set()
    over(LocalStorage(tmp_path)).jobs.delete(JOB, TOKEN)
    assert files(tmp_path) == set()


class Unheard(LocalStorage):
    """A folder that stores the list of shares, and of whose answer to that nobody hears."""

    def __init__(self, root: Path, error: Exception | None) -> None:
        super().__init__(root)
        self._left: list[Exception | None] = [error]

    def _answer(self, stored: bool) -> bool:
        if not self._left:
            return stored
        if error := self._left.pop():
            raise error
        return False

    def create(self, key: str, data: bytes) -> bool:
        return self._answer(super().create(key, data))

    def replace(self, key: str, old: bytes, new: bytes) -> bool:
        return self._answer(super().replace(key, old, new))


@pytest.mark.parametrize("older", [0, 1, MOST_SHARES - 1])
def test_a_share_is_listed_once_when_the_answer_to_its_listing_was_lost(tmp_path: Path, older: int) -> None:
    """S3 answers a repeated write with 412, which is what another's write is answered."""
    shares = with_dashboard(LocalStorage(tmp_path))
    for _ in range(older):
        shares.make(JOB, TOKEN, YEAR)
    made = over(Unheard(tmp_path, None)).make(JOB, TOKEN, YEAR)
    ids = [entry["share_id"] for entry in shares.listed(JOB, TOKEN)]
    assert (len(ids), ids.count(made["share_id"])) == (older + 1, 1)


@pytest.mark.parametrize("older", [0, 1])
def test_a_share_that_failed_while_it_was_listed_is_not_listed(tmp_path: Path, older: int) -> None:
    shares = with_dashboard(LocalStorage(tmp_path))
    for _ in range(older):
        shares.make(JOB, TOKEN, YEAR)
    with pytest.raises(StorageUnavailable):
        over(Unheard(tmp_path, StorageUnavailable())).make(JOB, TOKEN, YEAR)
    assert len(shares.listed(JOB, TOKEN)) == older


def test_taking_back_that_fails_halfway_can_be_repeated(tmp_path: Path) -> None:
    """Else the link stays out, and is no longer listed, so that nobody could take it back."""
    storage = Full(tmp_path)
    share_id = with_dashboard(LocalStorage(tmp_path)).make(JOB, TOKEN, YEAR)["share_id"]
    storage.stuck = True
    with pytest.raises(StorageUnavailable):
        over(storage).take_back(JOB, TOKEN, share_id)
    well = over(LocalStorage(tmp_path))
    assert [entry["share_id"] for entry in well.listed(JOB, TOKEN)] == [share_id]
    well.take_back(JOB, TOKEN, share_id)
    assert well.listed(JOB, TOKEN) == []
    assert not (tmp_path / share_key(share_id)).exists()


class LinkingFolder(LocalStorage):
    """A folder whose files can be read through links, as S3's can."""

    def link(self, key: str, file_name: str | None = None) -> str:
        return f"https://bucket.example/{key}"


@pytest.fixture
def large(tmp_path: Path) -> tuple[Path, str]:
    shares = with_dashboard(LocalStorage(tmp_path))
    return tmp_path, str(shares.make(JOB, TOKEN, YEAR)["share_id"])


def test_a_share_too_large_for_an_answer_is_a_link_where_there_are_links(large: tuple[Path, str]) -> None:
    folder, share_id = large
    file = folder / share_key(share_id)
    file.write_bytes(file.read_bytes() + b" " * 2_000_000)
    found = over(LinkingFolder(folder)).read(share_id)
    assert (found.dashboard, found.dashboard_url) == (None, f"https://bucket.example/shares/{share_id}.json")
    assert over(LocalStorage(folder)).read(share_id).dashboard == file.read_bytes()
    assert over(LinkingFolder(folder)).words(share_id)[0] == "2024 in books: 1 book, 300 pages"
