"""What of a stage stands in the account, found by names and tags, so that no record of it is needed.

Names are those of `chalicelib/seams/deployed_names.py`, of the stacks and of the catalogues. A function of an earlier
version, with a name that is no longer used, is known by the tag that Chalice puts on each.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import boto3
from botocore.exceptions import ClientError

from chalicelib.seams.deployed_names import APP_NAME, FUNCTIONS, bucket_name, function_name, stack_name, table_name
from scripts.aws.catalogue.importing import catalogue_tables
from scripts.aws.operations.api_stage import access_log_group
from scripts.aws.operations.monitoring import monitoring_stack
from scripts.aws.stage.account import Place

# 403 for a bucket: somebody else has taken the name.
_GONE: Final = frozenset({"ResourceNotFoundException", "NoSuchEntity", "404", "403"})


@dataclass(frozen=True)
class Found:
    """Something that belongs to the stage: what it is, its name, and how to remove it."""

    kind: str
    name: str
    remove: Callable[[], Any]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def rest_apis(session: boto3.Session, stage: str) -> list[str]:
    """The ids of the APIs in front of the stage's upload handler.

    All stages' APIs have the application's name; which function one calls stands in its methods.
    """
    client = session.client("apigateway")
    called = f":function:{function_name(stage, 'api_handler')}/"
    return [
        api["id"]
        for page in client.get_paginator("get_rest_apis").paginate()
        for api in page["items"]
        if api["name"] == APP_NAME and any(called in uri for uri in _integrations(client, api["id"]))
    ]


def _integrations(client: Any, api_id: str) -> Iterator[str]:
    for page in client.get_paginator("get_resources").paginate(restApiId=api_id, embed=["methods"]):
        for resource in page["items"]:
            for method in resource.get("resourceMethods", {}).values():
                # An API that could not be completed may have a method without one.
                yield (method.get("methodIntegration") or {}).get("uri") or ""


def functions(session: boto3.Session, stage: str) -> dict[str, Any]:
    """The functions that Chalice made for the stage: name -> configuration as Lambda lists it."""
    client = session.client("lambda")
    known = {function_name(stage, function) for function in FUNCTIONS}
    found = {}
    for page in client.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            name = function["FunctionName"]
            if name in known or (
                name.startswith(f"{stack_name(stage)}-") and _made_by_chalice(client, function["FunctionArn"], stage)
            ):
                found[name] = function
    return found


def _made_by_chalice(client: Any, function_arn: str, stage: str) -> bool:
    """By its tags; `chalice package` writes the same one, but those functions go with their stack."""
    tags = client.list_tags(Resource=function_arn)["Tags"]
    chalices = tags.get("aws-chalice", "")
    return "aws:cloudformation:stack-name" not in tags and chalices.endswith(f":stage={stage}:app={APP_NAME}")


def stacks(session: boto3.Session, stage: str) -> list[str]:
    """The stage's stacks: that of `make package` under its documented name, of alarms, and of bucket and table."""
    client = session.client("cloudformation")
    names = (f"{stack_name(stage)}-app", monitoring_stack(stage), stack_name(stage))
    return [name for name in names if _exists(partial(client.describe_stacks, StackName=name))]


def buckets(session: boto3.Session, stage: str, place: Place) -> list[str]:
    """The buckets of the stage's stacks, and one of the stage's name that belongs to no stack (any more)."""
    return _buckets(session, stage, place, _stack_resources(session, stacks(session, stage)))


def _buckets(session: boto3.Session, stage: str, place: Place, in_stacks: Sequence[tuple[str, str]]) -> list[str]:
    own = bucket_name(stage, place.account, place.region)
    found = [name for kind, name in in_stacks if kind == "AWS::S3::Bucket"]
    if own not in found and _exists(partial(session.client("s3").head_bucket, Bucket=own)):
        found.append(own)
    return found


def find(session: boto3.Session, stage: str, place: Place) -> list[Found]:
    """Everything of the stage, in the order in which it can be removed; buckets must be empty by then."""
    gateway, lambda_, iam = session.client("apigateway"), session.client("lambda"), session.client("iam")
    logs, dynamodb = session.client("logs"), session.client("dynamodb")
    made = functions(session, stage)
    names = sorted({*made, *(function_name(stage, function) for function in FUNCTIONS)})
    used = {function["Role"].rpartition("/")[2] for function in made.values()}
    roles = {f"{stack_name(stage)}-{function}" for function in FUNCTIONS}
    # What else begins like the stage may be its owner's, such as the role that deploys it.
    roles |= {role for role in used if role.startswith(f"{stack_name(stage)}-")}
    standing = stacks(session, stage)
    resources = _stack_resources(session, standing)
    in_stacks = {name for _, name in resources}
    tables = [*catalogue_tables(dynamodb, stage)]
    if table_name(stage) not in in_stacks:
        tables.append(table_name(stage))
    return [
        *(Found("REST API", api, partial(gateway.delete_rest_api, restApiId=api)) for api in rest_apis(session, stage)),
        *(Found("function", name, partial(lambda_.delete_function, FunctionName=name)) for name in made),
        *(
            Found("role", role, partial(_remove_role, iam, role))
            for role in sorted(roles)
            if _exists(partial(iam.get_role, RoleName=role))
        ),
        *_layers(lambda_, f"{stack_name(stage)}-managed-layer"),
        *(
            Found("table", table, partial(_remove_table, dynamodb, table))
            for table in tables
            if _exists(partial(dynamodb.describe_table, TableName=table))
        ),
        *(Found("stack", stack, partial(_remove_stack, session, stack)) for stack in standing),
        *(
            Found("bucket", bucket, partial(session.client("s3").delete_bucket, Bucket=bucket))
            for bucket in _buckets(session, stage, place, resources)
            if bucket not in in_stacks
        ),
        # Last: whatever still runs may write to them.
        *(
            Found("log group", group, partial(logs.delete_log_group, logGroupName=group))
            for group in (*(f"/aws/lambda/{name}" for name in names), access_log_group(stage))
            if group in _log_groups(logs, group)
        ),
    ]


def _stack_resources(session: boto3.Session, standing: Iterable[str]) -> list[tuple[str, str]]:
    """Type and name of what these stacks hold."""
    client = session.client("cloudformation")
    return [
        (resource["ResourceType"], resource.get("PhysicalResourceId", ""))
        for stack in standing
        for page in client.get_paginator("list_stack_resources").paginate(StackName=stack)
        for resource in page["StackResourceSummaries"]
        if resource["ResourceStatus"] != "DELETE_COMPLETE"
    ]


def _layers(client: Any, layer: str) -> list[Found]:
    """What `automatic_layer` makes Chalice publish: every version is removed by itself."""
    versions = [
        version["Version"]
        for page in client.get_paginator("list_layer_versions").paginate(LayerName=layer)
        for version in page["LayerVersions"]
    ]
    return [
        Found(
            "layer", f"{layer}:{version}", partial(client.delete_layer_version, LayerName=layer, VersionNumber=version)
        )
        for version in versions
    ]


def _log_groups(client: Any, prefix: str) -> set[str]:
    pages = client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix)
    return {group["logGroupName"] for page in pages for group in page["logGroups"]}


def _remove_role(client: Any, role: str) -> None:
    """A role can be removed when it has no policies."""
    for policy in client.list_role_policies(RoleName=role)["PolicyNames"]:
        client.delete_role_policy(RoleName=role, PolicyName=policy)
    for policy in client.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        client.detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
    client.delete_role(RoleName=role)


def _remove_table(client: Any, table: str) -> None:
    client.delete_table(TableName=table)
    client.get_waiter("table_not_exists").wait(TableName=table)


def _remove_stack(session: boto3.Session, stack: str) -> None:
    """CloudFormation itself refuses to remove a bucket that has received data meanwhile."""
    client = session.client("cloudformation")
    # By its id: nothing else tells afterwards that a stack has gone.
    stack_id = client.describe_stacks(StackName=stack)["Stacks"][0]["StackId"]
    client.delete_stack(StackName=stack_id)
    client.get_waiter("stack_delete_complete").wait(StackName=stack_id)


def _exists(ask: Callable[[], Any]) -> bool:
    try:
        ask()
    except ClientError as error:
        if error.response["Error"]["Code"] in _GONE or "does not exist" in str(error):
            return False
        raise
    return True
