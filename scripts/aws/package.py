"""`make package`: makes a CloudFormation (SAM) template and a zip of a stage, for deployment by a pipeline.

    python -m scripts.aws.package --stage prod --out build/package/prod

runs `chalice package --merge-template` with a template made here. It contains `resources.json` and the names that only
CloudFormation knows, by which functions find each other, the bucket and the table. Policies get exact names in place of
their patterns.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from scripts.aws import google_books_key
from scripts.aws.deploy import GATEWAY_ANSWERS, answer_templates
from scripts.aws.deploy_resources import RECORDED
from scripts.aws.event_invocation import EVENT_INVOCATION
from scripts.aws.operations import api_stage
from scripts.aws.operations.monitoring_template import monitoring
from scripts.aws.stage_project import (
    LOG_RETENTION_DAYS,
    PROJECT,
    chalice,
    environment_file,
    function_name,
    prepare,
    read_environment,
    stack_name,
    stage_argument,
)

LOGICAL_NAMES: Final = {
    "api_handler": "APIHandler",
    "Orchestrator": "Orchestrator",
    "BookProcessor": "BookProcessor",
}
"""Chalice's name of each function -> its name in the template."""
_ROLES: Final = {
    "api_handler": "ApiHandlerRole",
    "Orchestrator": "OrchestratorRole",
    "BookProcessor": "BookProcessorRole",
}
_DELETED_WITH_THE_STACK: Final = {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete"}
_STORES: Final = {"DATA_BUCKET": {"Ref": "DataBucket"}, "CACHE_TABLE": {"Ref": "CacheTable"}}
_CALLS: Final = {
    "api_handler": {"ORCHESTRATOR_FUNCTION_NAME": {"Ref": "Orchestrator"}},
    "Orchestrator": {"BOOK_PROCESSOR_FUNCTION_NAME": {"Ref": "BookProcessor"}},
    "BookProcessor": {},
}


def merge_template(stage: str, resources: Mapping[str, Any], policies: Mapping[str, Any]) -> dict[str, Any]:
    """The template that `chalice package` merges into its own; `policies` are the functions' policy documents."""
    added: dict[str, Any] = {
        "RestAPI": {"Properties": {"DefinitionBody": {"x-amazon-apigateway-gateway-responses": _gateway_answers()}}},
        "APIHandlerLogGroup": {
            "Type": "AWS::Logs::LogGroup",
            **_DELETED_WITH_THE_STACK,
            "Properties": {
                "LogGroupName": {"Fn::Sub": "/aws/lambda/${APIHandler}"},
                "RetentionInDays": LOG_RETENTION_DAYS,
            },
        },
    }
    for function, logical in LOGICAL_NAMES.items():
        variables = {**_STORES, **_CALLS[function], **google_books_key.IN_TEMPLATE[function]}
        added[logical] = {"Properties": {"Environment": {"Variables": variables}}}
        policy = {"PolicyName": f"{logical}Policy", "PolicyDocument": exact(policies[function], stage)}
        added.setdefault(f"{logical}LogGroup", _DELETED_WITH_THE_STACK)
        added[_ROLES[function]] = {"Properties": {"Policies": [policy]}}
    watched = monitoring({function: {"Ref": logical} for function, logical in LOGICAL_NAMES.items()})
    limited = api_stage.template(stage)
    added["RestAPI"]["Properties"].update(limited["Resources"].pop("RestAPI")["Properties"])
    keyed: dict[str, Any] = {"Parameters": google_books_key.PARAMETERS, "Conditions": google_books_key.CONDITIONS}
    parts = (resources, watched, limited, keyed, {"Resources": added})
    added["Orchestrator"]["Properties"]["EventInvokeConfig"] = dict(EVENT_INVOCATION)
    return {
        **resources,
        **{
            section: {name: value for part in parts for name, value in part.get(section, {}).items()}
            for section in ("Parameters", "Conditions", "Resources")
        },
    }


def exact(policy: Any, stage: str) -> Any:
    """A policy document whose name patterns are replaced by references to what the template itself creates.

    The pattern of the stage's catalogues stays one, within the account and region of the stack.
    """
    if isinstance(policy, str) and policy.startswith("arn:"):
        return {"Fn::Sub": _reference(policy, stage)}
    if isinstance(policy, list):
        # Two patterns, for names of today and of earlier versions, become one reference.
        values = [exact(value, stage) for value in policy]
        return [value for number, value in enumerate(values) if value not in values[:number]]
    if isinstance(policy, dict):
        return {name: exact(value, stage) for name, value in policy.items()}
    return policy


def _reference(arn: str, stage: str) -> str:
    stack = stack_name(stage)
    here = "${AWS::Region}:${AWS::AccountId}"
    patterns = {
        f"arn:aws:s3:::{stack}-*": "${DataBucket.Arn}",
        f"arn:aws:dynamodb:*:*:table/{stack}-cache": "${CacheTable.Arn}",
        f"arn:aws:dynamodb:*:*:table/{stack}-CacheTable-*": "${CacheTable.Arn}",
        # Catalogues come after the stack, each under a name of its own.
        f"arn:aws:dynamodb:*:*:table/{stack}-catalogue-*": (
            f"arn:${{AWS::Partition}}:dynamodb:{here}:table/{stack}-catalogue-*"
        ),
    }
    for function, logical in LOGICAL_NAMES.items():
        name = function_name(stage, function)
        # CloudFormation names a function after its stack and appends a random part.
        patterns[f"arn:aws:logs:*:*:log-group:/aws/lambda/{name}:*"] = (
            f"arn:${{AWS::Partition}}:logs:{here}:log-group:/aws/lambda/${{AWS::StackName}}-{logical}-*:*"
        )
        patterns[f"arn:aws:lambda:*:*:function:{name}"] = f"${{{logical}.Arn}}"
    if arn in patterns:
        return patterns[arn]
    pattern, _, rest = arn.partition("/")
    if pattern in patterns:
        return f"{patterns[pattern]}/{rest}"
    raise ValueError(f"the policy names {arn}, which the template does not create")


def _gateway_answers() -> dict[str, Any]:
    return {
        response_type: {
            "statusCode": status,
            "responseTemplates": answer_templates(response_type),
        }
        for response_type, (status, _, _) in GATEWAY_ANSWERS.items()
    }


def package(stage: str, variables: Mapping[str, str], out: Path, state: Path = PROJECT / ".chalice") -> Path:
    """Write `sam.json` and `deployment.zip` into `out`, with merge.json and the prepared project beside them.

    A key of Google Books among the `variables` is not written: the template has a parameter for it.
    """
    project = prepare(stage, google_books_key.without_key(variables), out / "project", state)
    configured = json.loads((project / ".chalice" / "config.json").read_text(encoding="utf-8"))["stages"][stage]
    policies = {
        function: json.loads((project / ".chalice" / options["iam_policy_file"]).read_text(encoding="utf-8"))
        for function, options in configured["lambda_functions"].items()
    }
    resources = json.loads((PROJECT / "resources.json").read_text(encoding="utf-8"))
    merged = out / "merge.json"
    merged.write_text(json.dumps(merge_template(stage, resources, policies), indent=2) + "\n", encoding="utf-8")
    # The template is for any region, but Chalice does not start without one.
    environment = {"AWS_DEFAULT_REGION": "us-east-1", **os.environ}
    chalice(project, "package", "--stage", stage, "--merge-template", str(merged), str(out), environment=environment)
    return out


def main() -> int:
    """Package; returns the exit code."""
    parser = stage_argument("Package a stage as a SAM template and a zip.")
    parser.add_argument("--out", type=Path, help="folder to write into; build/package/<stage> unless given")
    options = parser.parse_args()
    out = (options.out or PROJECT / "build" / "package" / options.stage).resolve()
    # The names of bucket and table come from the template; only what the owner set is taken over.
    settings = read_environment(environment_file(options.stage))
    package(options.stage, {name: value for name, value in settings.items() if name not in RECORDED}, out)
    print(f"Written: {out / 'sam.json'} and {out / 'deployment.zip'}")
    if google_books_key.KEY in settings:
        print(f"{google_books_key.KEY} is not in them. Deploy with --parameter-overrides GoogleBooksApiKey=<the key>")
    return 0


if __name__ == "__main__":
    sys.exit(main())
