"""How Lambda treats the events of jobs for which nobody waits; Chalice has no setting for it.

Unless told otherwise, Lambda keeps an event for six hours, and runs a function that has failed twice more. A reader
would be told that the job has failed, and find it running later.
"""

from typing import Any, Final

from chalicelib.jobs.job_store import EVENT_AGE_S

EVENT_INVOCATION: Final = {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": EVENT_AGE_S}
"""The Orchestrator's configuration, by the names that Lambda's API and CloudFormation give it."""


def set_event_invocation(client: Any, function_name: str) -> None:
    """Configure a deployed function's asynchronous invocations. May be done again.

    Permission needed: lambda:PutFunctionEventInvokeConfig on the function.
    """
    client.put_function_event_invoke_config(FunctionName=function_name, **EVENT_INVOCATION)
