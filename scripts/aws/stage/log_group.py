"""Log groups that no template makes, and how long they are kept."""

from typing import Any

from scripts.aws.stage_project import LOG_RETENTION_DAYS


def keep_log(client: Any, group: str) -> None:
    """Make a log group where it is not there yet, and limit how long it keeps its lines; with a boto3 logs client."""
    try:
        client.create_log_group(logGroupName=group)
    except client.exceptions.ResourceAlreadyExistsException:
        print(f"log group {group} already exists")
    client.put_retention_policy(logGroupName=group, retentionInDays=LOG_RETENTION_DAYS)
