"""Short names for the pieces of a JSON Schema (2020-12)."""

from collections.abc import Mapping
from typing import Any, Final

Schema = Mapping[str, Any]


def an_object(properties: Mapping[str, Schema]) -> Schema:
    """An object that has all of the properties and no other."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def counts(*names: str) -> Schema:
    """An object that counts some of these names; what is not there at all is left out."""
    return {"type": "object", "propertyNames": {"enum": [*names]}, "additionalProperties": COUNT}


def counts_by(pattern: str) -> Schema:
    """An object that counts by names that the pattern matches from their beginning to their end."""
    return {"type": "object", "propertyNames": {"pattern": f"^(?:{pattern})$"}, "additionalProperties": COUNT}


def list_of(item: Schema, **limits: Any) -> Schema:
    """A list of such items."""
    return {"type": "array", "items": item, **limits}


def text(pattern: str | None = None, **limits: Any) -> Schema:
    """A text, which the pattern matches from its beginning to its end."""
    return {"type": "string", **({"pattern": f"^(?:{pattern})$"} if pattern else {}), **limits}


def whole(least: int, most: int | None = None) -> Schema:
    """A whole number from `least` to `most`."""
    return {"type": "integer", "minimum": least} | ({} if most is None else {"maximum": most})


def number(**limits: Any) -> Schema:
    """A number; its limits are named as in JSON Schema."""
    return {"type": "number", **limits}


def one_of(*names: str) -> Schema:
    """One of these texts."""
    return {"enum": [*names]}


def or_null(schema: Schema) -> Schema:
    """What the schema says, or null."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


TEXT: Final = text()
NAME: Final = text(minLength=1)
FLAG: Final = {"type": "boolean"}
NULL: Final = {"type": "null"}
COUNT: Final = whole(0)
PERCENT: Final = number(minimum=0, maximum=100)
