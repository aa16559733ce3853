"""The names of what a stage has in an account. A deployed function can tell all of them from its own name and address.

`chalice deploy` names the functions of a stage after the application and the stage, and `resources.json` names bucket
and table alike. So no name has to be recorded anywhere, and `chalice deploy` works from any clone. Where CloudFormation
made the names (`make package`), environment variables tell them.
"""

import re
from collections.abc import MutableMapping
from typing import Final

APP_NAME: Final = "goodreads-stats"
FUNCTIONS: Final = ("api_handler", "Orchestrator", "BookProcessor")
_OWN_NAME: Final = re.compile(rf"{APP_NAME}-([a-z0-9]+)(?:-Orchestrator|-BookProcessor)?")
# https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: an alias or a version may follow the name.
_OWN_ADDRESS: Final = re.compile(r"arn:[\w-]+:lambda:([a-z0-9-]+):(\d{12}):function:.+")


def stack_name(stage: str) -> str:
    """The CloudFormation stack of a stage's bucket and table. All names of the stage begin with it."""
    return f"{APP_NAME}-{stage}"


def function_name(stage: str, function: str) -> str:
    """The name that `chalice deploy` gives one of `FUNCTIONS`."""
    return stack_name(stage) if function == "api_handler" else f"{stack_name(stage)}-{function}"


def bucket_name(stage: str, account: str, region: str) -> str:
    """The name of a stage's bucket. Names of buckets are unique in the world, so this one holds account and region."""
    return f"{stack_name(stage)}-{account}-{region}"


def table_name(stage: str) -> str:
    """The name of the table of a stage's enrichment cache."""
    return f"{stack_name(stage)}-cache"


def names_of(stage: str, account: str, region: str) -> dict[str, str]:
    """The names of a stage as the environment variables that would set them."""
    return {
        "DATA_BUCKET": bucket_name(stage, account, region),
        "CACHE_TABLE": table_name(stage),
        "ORCHESTRATOR_FUNCTION_NAME": function_name(stage, "Orchestrator"),
        "BOOK_PROCESSOR_FUNCTION_NAME": function_name(stage, "BookProcessor"),
    }


def complete(environ: MutableMapping[str, str], function_arn: str) -> None:
    """Set the variables that name bucket, table and functions, where they are not set or empty.

    `function_arn` is the address by which this function was invoked: only there does Lambda tell the account. Nothing
    is changed in a function that `chalice deploy` has not named, nor on a machine that is not Lambda.
    """
    own_name = _OWN_NAME.fullmatch(environ.get("AWS_LAMBDA_FUNCTION_NAME", ""))
    address = _OWN_ADDRESS.fullmatch(function_arn)
    if own_name is None or address is None:
        return
    for variable, name in names_of(own_name[1], account=address[2], region=address[1]).items():
        if not environ.get(variable, "").strip():
            environ[variable] = name
