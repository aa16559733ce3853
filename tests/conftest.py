"""What every test may rely on: no connection leaves this machine, no real AWS account is ever touched."""

import ipaddress
import os
import signal
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.loaders import JSONFileLoader
from chalice.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as property_tests
from moto.server import ThreadedMotoServer

from app import app
from bench.simulator.catalogue import Catalogue, Edition, Work
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib import wiring
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_state import ProviderState, forget_provider_states, provider_state
from chalicelib.settings import Settings
from chalicelib.telemetry import json_log
from chalicelib.wiring import aws_clients
from tests.answers import CheckedClient

EXPORTS = Path(__file__).parent.parent.parent / "shared" / "data" / "exports"


def _refuse_outside(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect" or not isinstance(arguments[1], tuple):
        return
    host = arguments[1][0]
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        raise ConnectionRefusedError(f"a test tried to connect to {host}: no test needs the internet")


# An audit hook cannot be removed or patched away, so it holds for every library and thread of the test process.
sys.addaudithook(_refuse_outside)

# A busy machine is slow, not wrong. Whoever chose other settings for the property tests keeps them.
if property_tests.get_current_profile_name() == "default":
    property_tests.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    property_tests.load_profile("any machine")

# A suite that a shell started in the background ignores Ctrl-C, and so would every process that a test interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_DEFAULT_REGION="eu-central-1",
    AWS_EC2_METADATA_DISABLED="true",
)

# Every new session reads botocore's descriptions of AWS anew, megabytes of JSON that stay the same.
_read_description = JSONFileLoader.load_file


@cache
def _described(path: str) -> Any:
    return _read_description(JSONFileLoader(), path)


JSONFileLoader.load_file = lambda self, path: _described(path)


DUNE = Work(
    key="/works/OL893415W",
    title="Dune",
    authors=("Frank Herbert",),
    editions=(Edition("/books/OL1M", ("9780441172719", "0441172717"), 101),),
    subjects=("Fiction, science fiction, general", "Science fiction", "Dune (Imaginary place)", "Science Fiction"),
    cover_i=100,
    ratings_average=4.3,
    ratings_count=812,
    number_of_pages_median=592,
    first_publish_year=1965,
    category="Fiction",
)
EMMA = Work(
    key="/works/OL66513W",
    title="Emma",
    authors=("Jane Austen",),
    editions=(Edition("/books/OL2M", ("9780141439587",), 201), Edition("/books/OL3M", ("9780199535521",), 202)),
    subjects=("England, fiction", "Love stories", "Fiction, romance, general"),
    cover_i=200,
    first_publish_year=1815,
    category="Fiction",
)
BARE = Work(
    key="/works/OL9W",
    title="A Book Without Subjects",
    authors=("Nora Nobody",),
    editions=(Edition("/books/OL9M", ("9780306406157",)),),
    category="Cooking",
)
WORKS = Catalogue.of(DUNE, EMMA, BARE)


@pytest.fixture
def simulator() -> Iterator[ProviderSimulator]:
    """Both providers on this machine, instant and without limits, knowing three books."""
    with ProviderSimulator(WORKS, latency_s=0, rate_limit=None) as running:
        yield running


@pytest.fixture
def settings(simulator: ProviderSimulator, tmp_path: Path) -> Settings:
    """Settings of a local installation that asks the simulator."""
    return Settings.from_env(environment(simulator, tmp_path))


def environment(simulator: ProviderSimulator, data_dir: Path) -> dict[str, str]:
    """The environment of a local installation that asks the simulator."""
    return {
        "DATA_DIR": str(data_dir),
        "OPEN_LIBRARY_URL": simulator.open_library_url,
        "GOOGLE_BOOKS_URL": simulator.google_books_url,
        "CHUNK_PAUSE_SECONDS": "0",
    }


@pytest.fixture(autouse=True)
def no_job() -> Iterator[None]:
    """A job that a test starts names the log lines of that test only, as it does those of one request."""
    with json_log.of_job(None):
        yield


@pytest.fixture(autouse=True)
def no_provider_state() -> None:
    """Nothing is known of any provider: a test's simulator may have the port of an earlier one, that was down."""
    forget_provider_states()


@pytest.fixture
def fresh_wiring() -> Iterator[None]:
    """`wiring` keeps what it made for the life of the process; this test's process is a new one."""
    forget_wiring()
    yield
    forget_wiring()


@pytest.fixture
def client(
    simulator: ProviderSimulator, tmp_path: Path, fresh_wiring: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Client]:
    """The application in this process, as a local installation that keeps its data in `tmp_path / "data"`.

    Each of its answers is held against the OpenAPI document.
    """
    for name, value in environment(simulator, tmp_path / "data").items():
        monkeypatch.setenv(name, value)
    for url in (simulator.open_library_url, simulator.google_books_url):
        # Their published pace is for them, and would make a test wait.
        provider_state(url, lambda: ProviderState(Pace(1_000_000, 1000)))
    with CheckedClient(app) as running:
        yield running


def forget_wiring() -> None:
    """Forget everything that `wiring` has made so far, and the session of boto3 behind it, which keeps its region."""
    boto3.DEFAULT_SESSION = None
    for made in (*vars(wiring).values(), *vars(aws_clients).values()):
        if hasattr(made, "cache_clear"):
            made.cache_clear()


@pytest.fixture(scope="session")
def moto_url() -> Iterator[str]:
    """The address of a moto server that plays AWS for unmodified boto3 code."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def real_exports() -> list[Any]:
    """The real exports beside the project as parameters; where there are none, one that skips with the reason."""
    files = sorted(EXPORTS.glob("*.csv")) if EXPORTS.is_dir() else []
    if not files:
        return [pytest.param(None, marks=pytest.mark.skip(reason="no ../shared/data/exports beside this clone"))]
    return [pytest.param(path, id=path.stem) for path in files]


def real_libraries() -> list[Any]:
    """The real exports that become a dashboard: one of them has no header and is refused."""
    return [parameter for parameter in real_exports() if not str(parameter.id).startswith("headerless")]
