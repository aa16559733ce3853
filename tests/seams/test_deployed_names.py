"""What a deployed function can tell from its own name and address."""

import pytest

from chalicelib.seams.deployed_names import bucket_name, complete, function_name, names_of
from scripts.aws.stage_project import FUNCTIONS, stages

ACCOUNT = "123456789012"
REGION = "eu-central-1"
ADDRESS = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:goodreads-stats-dev"
NAMES = {
    "DATA_BUCKET": "goodreads-stats-dev-123456789012-eu-central-1",
    "CACHE_TABLE": "goodreads-stats-dev-cache",
    "ORCHESTRATOR_FUNCTION_NAME": "goodreads-stats-dev-Orchestrator",
    "BOOK_PROCESSOR_FUNCTION_NAME": "goodreads-stats-dev-BookProcessor",
}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("alias", ["", ":7", ":live"])
def test_each_function_knows_all_names_of_its_stage(function: str, alias: str) -> None:
    own = {"AWS_LAMBDA_FUNCTION_NAME": function_name("dev", function)}
    environ = dict(own)
    complete(environ, f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function_name('dev', function)}{alias}")
    assert environ == {**own, **NAMES}


def test_what_is_set_stays_and_what_is_empty_counts_as_not_set() -> None:
    environ = {"AWS_LAMBDA_FUNCTION_NAME": "goodreads-stats-dev", "DATA_BUCKET": "mine", "CACHE_TABLE": " "}
    complete(environ, ADDRESS)
    assert environ == {"AWS_LAMBDA_FUNCTION_NAME": "goodreads-stats-dev", **NAMES, "DATA_BUCKET": "mine"}


@pytest.mark.parametrize(
    ("own_name", "address"),
    [
        (None, ADDRESS),  # no Lambda
        ("goodreads-stats-dev", ""),  # chalice local
        ("goodreads-stats-dev", "arn:aws:lambda:local:0:function:f"),
        ("goodreads-stats-prod-app-APIHandler-1A2B3C4D5E6F", ADDRESS),  # named by CloudFormation
        ("goodreads-stats-dev-Other", ADDRESS),
        ("another-application-dev", ADDRESS),
    ],
)
def test_elsewhere_nothing_is_set(own_name: str | None, address: str) -> None:
    environ = {} if own_name is None else {"AWS_LAMBDA_FUNCTION_NAME": own_name}
    before = dict(environ)
    complete(environ, address)
    assert environ == before


def test_stages_accounts_and_regions_share_no_bucket() -> None:
    places = [("dev", ACCOUNT, REGION), ("prod", ACCOUNT, REGION), ("dev", "210987654321", REGION)]
    places.append(("dev", ACCOUNT, "us-east-1"))
    assert len({names_of(*place)["DATA_BUCKET"] for place in places}) == len(places)


@pytest.mark.parametrize("stage", stages())
def test_a_bucket_name_is_short_enough_in_every_region(stage: str) -> None:
    """S3 takes 63 characters; ap-southeast-1 is as long as names of regions are."""
    assert len(bucket_name(stage, ACCOUNT, "ap-southeast-1")) <= 63
