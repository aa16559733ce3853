"""Calls to AWS that fail, each once: what a deployment looks like that stops halfway."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

_NAMING = ("FunctionName", "RoleName", "logGroupName", "responseType", "StackName", "TableName", "Bucket")
_READING = ("Get", "List", "Describe", "Head")


@dataclass(frozen=True)
class Call:
    """An operation and the name of what it is about."""

    operation: str
    name: str

    @property
    def changes_something(self) -> bool:
        return not self.operation.startswith(_READING)


@dataclass
class Faults:
    """Decides which calls fail. `calls` has each once, in the order in which they were first made."""

    fails: Callable[[Call], bool] = lambda call: False
    calls: list[Call] = field(default_factory=list)
    failed: list[Call] = field(default_factory=list)

    def meet(self, call: Call) -> None:
        if call not in self.calls:
            self.calls.append(call)
        if self.fails(call):
            self.failed.append(call)
            answer = {"Error": {"Code": "AccessDeniedException", "Message": "the test refuses this call"}}
            raise ClientError(answer, call.operation)

    def first_time(self, call: Call) -> bool:
        """A rule for `fails`: each call fails when it is made for the first time."""
        return call not in self.failed

    def first_change(self, call: Call) -> bool:
        """A rule for `fails`: each call that changes something fails when it is made for the first time."""
        return call.changes_something and call not in self.failed


@contextmanager
def faults() -> Iterator[Faults]:
    """All AWS clients of this process, Chalice's included, ask the yielded object before each call."""
    rules = Faults()
    call_api = BaseClient._make_api_call

    def meet_and_call(self: BaseClient, operation: str, parameters: dict[str, Any]) -> Any:
        name = next((str(parameters[key]) for key in _NAMING if key in parameters), "")
        rules.meet(Call(operation, name))
        return call_api(self, operation, parameters)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", meet_and_call)
        yield rules
