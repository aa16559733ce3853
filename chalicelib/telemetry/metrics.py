"""Metrics for CloudWatch in its embedded format: numbers that a log line carries, without a permission or a request.

    _LOG.info("job %s complete", job_id, extra=metrics.of({"JobsCompleted": 1, "JobSeconds": 4.7}))

In Lambda, `json_log` writes the line as a document of that format, and CloudWatch takes the numbers out of it. On one
machine the line stays a line. docs/operations.md lists the metrics. Powertools would bring the same documents for 50 ms
of each cold start (`python -X importtime -c "from aws_lambda_powertools import Metrics"`) and 1 MB of package.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from chalicelib.models import Json

NAMESPACE: Final = "GoodreadsStats"
FUNCTION: Final = "FunctionName"
"""The dimension of every metric, as of Lambda's own. A function knows its name however it was deployed, and the name
tells the stage.
"""
Dimension = Literal["Provider", "Category"]
Unit = Literal["Count", "Seconds"]
Name = Literal[
    "JobsStarted",
    "JobsCompleted",
    "JobsFailed",
    "JobSeconds",
    "BooksSuccessful",
    "BooksFailed",
    "CacheHits",
    "ProviderRequests",
    "ProviderRefusals",
    "ProviderSeconds",
]
UNITS: Final[Mapping[Name, Unit]] = {
    "JobsStarted": "Count",
    "JobsCompleted": "Count",
    "JobsFailed": "Count",
    "JobSeconds": "Seconds",
    "BooksSuccessful": "Count",
    "BooksFailed": "Count",
    "CacheHits": "Count",
    "ProviderRequests": "Count",
    "ProviderRefusals": "Count",
    "ProviderSeconds": "Seconds",
}


@dataclass(frozen=True, slots=True)
class Metrics:
    """The metrics of one log line. Each value of a dimension makes a metric of its own, which AWS charges for."""

    values: Mapping[Name, float]
    dimensions: Mapping[Dimension, str]

    def document(self, function_name: str, created: float) -> Json:
        """The members that make a JSON log line a document of the embedded format; `created` in epoch seconds."""
        directive = {
            "Namespace": NAMESPACE,
            "Dimensions": [[FUNCTION, *self.dimensions]],
            "Metrics": [{"Name": name, "Unit": UNITS[name]} for name in self.values],
        }
        members: Json = {
            "_aws": {"Timestamp": int(created * 1000), "CloudWatchMetrics": [directive]},
            FUNCTION: function_name,
        }
        members.update(self.dimensions.items())
        members.update(self.values.items())
        return members


def of(values: Mapping[Name, float], dimensions: Mapping[Dimension, str] | None = None) -> dict[str, Metrics]:
    """The `extra` of a log line that carries these metrics."""
    return {"metrics": Metrics(values, dimensions or {})}
