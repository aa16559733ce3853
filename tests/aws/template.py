"""What a packaged template (`sam.json`) configures, with its references resolved as CloudFormation resolves them."""

from collections.abc import Mapping
from typing import Any

from tests.aws.execution_environment import Function

Template = Mapping[str, Any]


def physical_name(stack: str, logical: str) -> str:
    """A name as CloudFormation makes them: after the stack, with a part of its own making."""
    return f"{stack}-{logical}-1A2B3C4D5E6F"


def functions_of(template: Template, stack: str, others: Mapping[str, str]) -> list[Function]:
    """The template's functions; `others` are the physical names of resources that are no functions."""
    serverless = {
        logical: resource["Properties"]
        for logical, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    names = {**others, **{logical: physical_name(stack, logical) for logical in serverless}}
    return [
        Function(
            name=names[logical],
            handler=properties["Handler"],
            timeout_s=properties["Timeout"],
            memory_mb=properties["MemorySize"],
            environment={
                variable: names[value["Ref"]] if isinstance(value, dict) else value
                for variable, value in properties["Environment"]["Variables"].items()
            },
            reserved_concurrency=properties.get("ReservedConcurrentExecutions"),
        )
        for logical, properties in serverless.items()
    ]
