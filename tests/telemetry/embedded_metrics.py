"""What CloudWatch takes out of log lines in its embedded metric format, by AWS's specification and not by our code."""

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import jsonschema

_SCHEMA: Final = json.loads((Path(__file__).parent.parent / "data" / "embedded_metric_format.json").read_text())


class Metric(NamedTuple):
    """One value of a metric; `dimensions` are pairs of name and value, in their order."""

    name: str
    unit: str
    dimensions: tuple[tuple[str, str], ...]
    value: float


def metrics_in(lines: Iterable[Mapping[str, Any]]) -> list[Metric]:
    """The metrics in these log lines. A document that CloudWatch would not accept is an error."""
    return [metric for line in lines if "_aws" in line for metric in _metrics_of(line)]


def _metrics_of(document: Mapping[str, Any]) -> list[Metric]:
    jsonschema.validate(document, _SCHEMA)
    found = []
    for directive in document["_aws"]["CloudWatchMetrics"]:
        for names in directive["Dimensions"]:
            # Targets are members of the root node: texts of 1 to 1,024 characters for dimensions, numbers for metrics.
            dimensions = tuple((name, document[name]) for name in names)
            assert all(isinstance(value, str) and 1 <= len(value) <= 1024 for _, value in dimensions)
            for metric in directive["Metrics"]:
                value = document[metric["Name"]]
                assert isinstance(value, int | float)
                assert not isinstance(value, bool)
                assert math.isfinite(value)
                found.append(Metric(metric["Name"], metric["Unit"], dimensions, value))
    return found
