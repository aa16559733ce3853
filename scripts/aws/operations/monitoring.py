"""Create or update a stage's alarms, dashboard and budgets, a CloudFormation stack of their own; safe to run twice.

    python -m scripts.aws.operations.monitoring --stage prod --email ops@example.org

It is a stack of its own so that what watches the data can fail, change and go without the data.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import boto3

from scripts.aws.operations.monitoring_template import monitoring
from scripts.aws.stage.account import plain_errors
from scripts.aws.stage.stack import deploy_stack
from scripts.aws.stage_project import FUNCTIONS, function_name, stack_name, stage_argument

_PARAMETERS: Final = ("AlarmEmail", "MonthlyBudget", "DailyBudget")


def monitoring_stack(stage: str) -> str:
    """The name of the stack."""
    return f"{stack_name(stage)}-monitoring"


def template(stage: str) -> dict[str, Any]:
    """The template of a stage that `chalice deploy` has made."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Alarms, dashboard and budgets of Goodreads Stats.",
        **monitoring({function: function_name(stage, function) for function in FUNCTIONS}),
    }


def deploy_monitoring(client: Any, stage: str, given: Mapping[str, str]) -> None:
    """Bring the stack up to date with a boto3 CloudFormation client; parameters that are not `given` stay.

    Raises `StackFailed`.
    """
    deploy_stack(client, stage, monitoring_stack(stage), template(stage), given)


def main(arguments: Sequence[str] | None = None) -> int:
    """Deploy; returns the exit code."""
    parser = stage_argument("Create or update a stage's alarms, dashboard and budgets.")
    parser.add_argument("--email", help="address that alarms and budgets write to; an empty one: nobody any more")
    parser.add_argument("--monthly-budget", help="US dollars for the whole account, 20 unless given")
    parser.add_argument("--daily-budget", help="US dollars for the whole account, 20 unless given")
    options = parser.parse_args(arguments)
    values = (options.email, options.monthly_budget, options.daily_budget)
    given = {key: value for key, value in zip(_PARAMETERS, values, strict=True) if value is not None}
    with plain_errors():
        deploy_monitoring(boto3.client("cloudformation"), options.stage, given)
    print(f"Alarms and dashboard: CloudWatch, {monitoring_stack(options.stage)}")
    if options.email:
        print(f"{options.email} gets a message that it has to confirm before alarms reach it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
