"""What a packaged template (`sam.json`) configures, with its references resolved as CloudFormation resolves them."""

from collections.abc import Mapping
from typing import Any

from tests.aws.execution_environment import Function

Template = Mapping[str, Any]


def physical_name(stack: str, logical: str) -> str:
    """A name as CloudFormation makes them: after the stack, with a part of its own making."""
    return f"{stack}-{logical}-1A2B3C4D5E6F"


def event_settings(configured: Mapping[str, int]) -> dict[str, int]:
    """A function's asynchronous invocations, as `Function` names them; Lambda's defaults are left out."""
    names = {"MaximumRetryAttempts": "retry_attempts", "MaximumEventAgeInSeconds": "event_age_s"}
    return {name: configured[setting] for setting, name in names.items() if setting in configured}


def functions_of(template: Template, stack: str, others: Mapping[str, str]) -> list[Function]:
    """The template's functions; `others` are the physical names of resources that are no functions."""
    defaults = {name: parameter["Default"] for name, parameter in template["Parameters"].items()}
    serverless = {
        logical: resource["Properties"]
        for logical, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    values = {**others, **defaults, **{logical: physical_name(stack, logical) for logical in serverless}}
    return [
        Function(
            name=values[logical],
            handler=properties["Handler"],
            timeout_s=properties["Timeout"],
            memory_mb=properties["MemorySize"],
            environment={
                variable: _resolved(value, values) for variable, value in properties["Environment"]["Variables"].items()
            },
            reserved_concurrency=properties.get("ReservedConcurrentExecutions"),
            **event_settings(properties.get("EventInvokeConfig", {})),
        )
        for logical, properties in serverless.items()
    ]


def _resolved(value: Any, values: Mapping[str, str]) -> str:
    """A variable's value. Every condition asks whether a parameter is set, and by default none is."""
    if not isinstance(value, dict):
        return str(value)
    if "Fn::If" in value:
        return _resolved(value["Fn::If"][2], values)
    return values[value["Ref"]]
