"""What every answer is held against: the published schema of the dashboard."""

from typing import Any

from jsonschema_rs import Draft202012Validator

from chalicelib.web.rest.description.dashboard_schema import DASHBOARD_SCHEMA

_DASHBOARDS = Draft202012Validator(dict(DASHBOARD_SCHEMA), validate_formats=True)
_MOST_TOLD = 5


def faults_of(dashboard: Any) -> list[str]:
    """What a dashboard breaks of its schema, each with the place where."""
    return [f"{_place(error.instance_path)}: {error.message[:300]}" for error in _DASHBOARDS.iter_errors(dashboard)]


def checked(dashboard: Any) -> Any:
    """The dashboard itself, after it has been held against its schema."""
    faults = faults_of(dashboard)
    assert not faults, "\n".join(faults[:_MOST_TOLD])
    return dashboard


def _place(path: list[str | int]) -> str:
    return ".".join(map(str, path)) or "the dashboard"
