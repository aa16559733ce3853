"""The deployment package, built once, unpacked and served; moto for everything that keeps data."""

import compileall
import importlib.util
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import boto3
import pytest

from bench.simulator.catalogue import build_catalogue
from bench.simulator.provider_simulator import ProviderSimulator
from chalicelib.ingest.library_file import parse_export
from scripts.aws.deploy_resources import deploy_resources
from scripts.aws.package import package
from scripts.aws.stage_project import record_environment
from tests.aws.api_gateway import ApiGateway
from tests.aws.catalogue_stage import OTHER_VARIABLES, World
from tests.aws.execution_environment import FaultRule
from tests.aws.exports import BOOKS, export_of
from tests.aws.lambda_emulator import UNRESERVED_CONCURRENCY, LambdaEmulator
from tests.aws.recording_proxy import Recording, recording
from tests.aws.shared_folder import shared_folder
from tests.aws.template import functions_of, physical_name
from tests.catalogue_file import Imports, imports_as_documented
from tests.conftest import EXPORTS
from tests.held import Held

STAGE: Final = "prod"
STACK: Final = "goodreads-stats-prod"
API_HANDLER: Final = physical_name(STACK, "APIHandler")
ORCHESTRATOR: Final = physical_name(STACK, "Orchestrator")
BOOK_PROCESSOR: Final = physical_name(STACK, "BookProcessor")
GOOGLE_BOOKS_KEY: Final = "a-key-that-no-template-may-hold"
# What Lambda's Python image holds beside the function: its runtime client and boto3, with what they need.
_RUNTIME: Final = [
    "awslambdaric",
    "runtime_client",
    "simplejson",
    "snapshot_restore_py",
    "boto3",
    "botocore",
    "s3transfer",
    "jmespath",
    "dateutil",
    "six",
    "urllib3",
]


def cfn_lint(template: Path) -> str:
    """What the linter has to say about a template, warnings included; nothing when it is clean."""
    command = [str(Path(sys.executable).parent / "cfn-lint"), "--include-checks", "I", "--", str(template)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@dataclass(frozen=True)
class Package:
    """What `make package` writes."""

    zip: Path
    template: dict[str, Any]
    template_file: Path


def _build(folder: Path) -> None:
    package(STAGE, {"GOOGLE_BOOKS_API_KEY": GOOGLE_BOOKS_KEY}, folder / "out", state=folder / "state")
    with zipfile.ZipFile(folder / "out" / "deployment.zip") as archive:
        archive.extractall(folder / "task")
    # Many processes start from it on few cores; without this each would compile it.
    compileall.compile_dir(folder / "task", quiet=2)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package of the stage prod, built by the script that `make package` runs, and unpacked."""
    return shared_folder(tmp_path_factory, "package", _build)


@pytest.fixture(scope="session")
def packaged(built: Path) -> Package:
    """The package of the stage prod."""
    template_file = built / "out" / "sam.json"
    return Package(built / "out" / "deployment.zip", json.loads(template_file.read_text()), template_file)


@pytest.fixture(scope="session")
def packed(built: Path) -> Path:
    """Where Chalice keeps what it has packed: it takes that for another stage too, as long as no code has changed."""
    return built / "state" / "deployments"


@pytest.fixture(scope="session")
def task_root(built: Path) -> Path:
    """The unpacked zip."""
    return built / "task"


@pytest.fixture(scope="session")
def runtime_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what Lambda's Python image brings, and nothing else of this machine."""
    folder = tmp_path_factory.mktemp("runtime")
    for name in _RUNTIME:
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        origin = Path(spec.origin)
        installed = origin.parent if origin.name == "__init__.py" else origin
        (folder / installed.name).symlink_to(installed)
    return folder


@pytest.fixture(scope="session")
def stores(moto_url: str) -> dict[str, str]:
    """Bucket and table, deployed by the script that `make deploy` runs; as environment variables."""
    return deploy_resources(boto3.client("cloudformation", endpoint_url=moto_url), STAGE)


@pytest.fixture(scope="session")
def providers() -> Iterator[ProviderSimulator]:
    """Both providers, instant and without limits, knowing the books of the generated exports and of the real ones."""
    files = [export_of(BOOKS), *(path.read_bytes() for path in EXPORTS.glob("reader-*.csv"))]
    books = [book for file in files for book in parse_export(file, max_books=20_000).books]
    catalogue = build_catalogue([(book.title, book.author, book.isbn13) for book in books])
    with ProviderSimulator(catalogue, latency_s=0, rate_limit=None) as simulator:
        yield simulator


@pytest.fixture(scope="session")
def recorded(moto_url: str) -> Iterator[Recording]:
    """The door to moto through which all functions go."""
    with recording(moto_url) as calls:
        yield calls


@pytest.fixture(scope="session")
def served(
    packaged: Package,
    task_root: Path,
    runtime_path: Path,
    stores: dict[str, str],
    recorded: Recording,
    providers: ProviderSimulator,
) -> Iterator[LambdaEmulator]:
    """The packaged functions, running."""
    others = {"DataBucket": stores["DATA_BUCKET"], "CacheTable": stores["CACHE_TABLE"]}
    functions = functions_of(packaged.template, STACK, others)
    with LambdaEmulator(functions, task_root, runtime_path) as emulator:
        emulator.configure(
            {
                "AWS_ENDPOINT_URL_S3": recorded.url,
                "AWS_ENDPOINT_URL_DYNAMODB": recorded.url,
                "AWS_ENDPOINT_URL_LAMBDA": emulator.url,
                "OPEN_LIBRARY_URL": providers.open_library_url,
                "GOOGLE_BOOKS_URL": providers.google_books_url,
                "CHUNK_PAUSE_SECONDS": "0",
            }
        )
        yield emulator


@pytest.fixture
def empty_cache(stores: dict[str, str], moto_url: str) -> None:
    """The cache as on the first day, so that a test's books are asked for."""
    table = boto3.resource("dynamodb", endpoint_url=moto_url).Table(stores["CACHE_TABLE"])
    with table.batch_writer() as batch:
        for item in table.scan(ProjectionExpression="#key", ExpressionAttributeNames={"#key": "key"})["Items"]:
            batch.delete_item(Key=item)


@pytest.fixture
def emulator(served: LambdaEmulator, providers: ProviderSimulator, empty_cache: None) -> Iterator[LambdaEmulator]:
    """The running functions with their usual settings, their counters at zero and without faults."""
    usual = dict(served.functions)
    served.configure({"BOOKS_PER_INVOCATION": "", "CHUNK_SIZE": "", "CHUNK_PAUSE_SECONDS": "0"}, ORCHESTRATOR)
    served.reset_counters()
    providers.reset_counters()
    yield served
    served.fault = lambda name, number: None
    served.functions = usual
    served.unreserved_concurrency = UNRESERVED_CONCURRENCY
    served.deliver_twice = False
    served.queue_pauses = 1.0


class HeldBooks(Held):
    """Open Library, which holds those who ask until enough of them do."""

    def until(self, function: str, invocation: int) -> FaultRule:
        """A rule for the functions: none fails, and with this invocation of this function Open Library answers."""

        def let_go(name: str, number: int) -> None:
            if (name, number) == (function, invocation):
                self.let_go()

        return let_go


@pytest.fixture
def held(providers: ProviderSimulator) -> Iterator[HeldBooks]:
    """Open Library, which does not answer yet."""
    providers.open_library_fault = held = HeldBooks()
    yield held
    held.let_go()
    providers.open_library_fault = None


@pytest.fixture
def gateway(packaged: Package, emulator: LambdaEmulator) -> ApiGateway:
    """The API in front of them."""
    definition = packaged.template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    return ApiGateway(definition, emulator.url, API_HANDLER)


@pytest.fixture
def patient_gateway(packaged: Package, emulator: LambdaEmulator) -> ApiGateway:
    """A gateway that also waits for a busy machine."""
    definition = packaged.template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    return ApiGateway(definition, emulator.url, API_HANDLER, answer_limit_s=300.0)


@pytest.fixture
def bucket(moto_url: str, stores: dict[str, str]) -> Any:
    """The data bucket, as a boto3 resource."""
    return boto3.resource("s3", endpoint_url=moto_url).Bucket(stores["DATA_BUCKET"])


@pytest.fixture
def imports() -> Iterator[Imports]:
    with imports_as_documented() as imports:
        yield imports


@pytest.fixture
def world(moto_url: str, tmp_path: Path, imports: Imports) -> World:
    made = World(moto_url, tmp_path)
    made.deploy()
    return made


@pytest.fixture
def former(world: World) -> str:
    """A catalogue that is in use already, of the month before."""
    table = world.make_table(world.table().replace("20261031", "20260930"))
    record_environment(world.stage.environment, {"CATALOGUE_TABLE": table})
    world.stage.functions.update_function_configuration(
        FunctionName=world.function, Environment={"Variables": {**OTHER_VARIABLES, "CATALOGUE_TABLE": table}}
    )
    return table
