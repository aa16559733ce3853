"""The whole flow through a real `chalice local` process, over the network, as a person would start it."""

import shutil
import signal
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.simulator.catalogue import build_catalogue
from bench.simulator.faults import Fault
from bench.simulator.provider_simulator import ProviderSimulator
from bench.simulator.traffic import RequestRecord
from chalicelib.ingest.library_file import parse_export
from scripts.catalogue.samples import SAMPLE
from scripts.client import get, upload
from scripts.local_server import PROJECT, running
from tests.answers import checked
from tests.conftest import environment


@pytest.fixture(scope="module")
def sample_simulator() -> Iterator[ProviderSimulator]:
    books = [(book.title, book.author, book.isbn13) for book in parse_export(SAMPLE.read_bytes(), max_books=1000).books]
    with ProviderSimulator(build_catalogue(books), latency_s=0, rate_limit=None) as simulator:
        yield simulator


def test_the_sample_goes_in_by_rest_and_its_dashboard_comes_out(
    sample_simulator: ProviderSimulator, tmp_path: Path
) -> None:
    log_path = tmp_path / "log"
    with (
        log_path.open("wb") as log,
        running(environment(sample_simulator, tmp_path / "data"), log=log) as url,
    ):
        result = upload(url, SAMPLE.read_bytes())
        dashboard = checked(get(f"{url}/{result['data_url']}"))
        with urllib.request.urlopen(f"{url}/{result['dashboard_url']}") as page:
            assert page.headers["Content-Type"].startswith("text/html")
            assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    rows = len(dashboard["books"]) + len(dashboard["other_books"]) + len(dashboard["metadata"]["rows_rejected"])
    assert rows == dashboard["metadata"]["rows_total"] == result["books_processed"]
    assert dashboard["summary"]["genre_enrichment_rate"] > 80
    assert "chunk 1 done, 100 %" in log_path.read_text()


def test_plain_chalice_local_serves_although_its_watcher_sees_every_file_opened(
    sample_simulator: ProviderSimulator, tmp_path: Path
) -> None:
    """Auto-reload on, in a copy of the project without compiled files, so that imports write what they can."""
    project = tmp_path / "project"
    tracked = ("app.py", "chalicelib", ".chalice", "requirements.txt")
    for name in tracked:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, project / name, ignore=shutil.ignore_patterns("__pycache__", "bundle", "vendor"))
        else:
            project.mkdir(exist_ok=True)
            shutil.copy(source, project / name)
    log_path = tmp_path / "log"
    env = {**environment(sample_simulator, tmp_path / "data"), "PYTHONDONTWRITEBYTECODE": ""}
    with log_path.open("wb") as log, running(env, options=(), log=log, project=project) as url:
        for _ in range(3):
            result = upload(url, SAMPLE.read_bytes())
            assert get(f"{url}/{result['data_url']}")["books"]
        # A change still restarts it.
        (project / "app.py").write_text((project / "app.py").read_text() + "\n# changed\n")
        _wait_for_line(log_path, "Serving on", times=2)
    assert log_path.read_text().count("Serving on") == 2


@pytest.mark.parametrize("options", [("--no-autoreload",), ()], ids=["as make serve does", "as chalice local does"])
def test_ctrl_c_ends_it_although_a_provider_hangs(
    sample_simulator: ProviderSimulator, tmp_path: Path, options: tuple[str, ...]
) -> None:
    asked = threading.Event()

    def hang(request: RequestRecord) -> Fault:
        asked.set()
        return Fault.HANG

    sample_simulator.open_library_fault = hang
    env = environment(sample_simulator, tmp_path / "data")
    try:
        with running(env, options=options, stop=signal.SIGINT) as url:
            upload(url, SAMPLE.read_bytes(), "?wait=0")
            assert asked.wait(30)
            stopped_at = time.monotonic()
        # A provider's time-out is ten seconds, and it is asked twice.
        assert time.monotonic() - stopped_at < 5
    finally:
        sample_simulator.open_library_fault = None


def _wait_for_line(path: Path, text: str, times: int) -> None:
    with path.open() as lines:
        seen = 0
        while seen < times:
            seen += text in lines.readline()
