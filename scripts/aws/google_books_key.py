"""Who gets the key of Google Books: BookProcessor, which asks with it, and no other function.

The Orchestrator is told only that there is one: it then uses no cached result that was found without a key.
"""

from collections.abc import Mapping
from typing import Any, Final

KEY: Final = "GOOGLE_BOOKS_API_KEY"
FLAG: Final = "GOOGLE_BOOKS_ASKED"
_PARAMETER: Final = "GoogleBooksApiKey"
_CONDITION: Final = "HasGoogleBooksApiKey"

PARAMETERS: Final = {
    _PARAMETER: {
        "Type": "String",
        "NoEcho": True,
        "Default": "",
        "Description": "The key of Google Books. Empty: only Open Library is asked.",
    }
}
"""The template's parameter for the key. CloudFormation shows its value to nobody."""
CONDITIONS: Final = {_CONDITION: {"Fn::Not": [{"Fn::Equals": [{"Ref": _PARAMETER}, ""]}]}}
IN_TEMPLATE: Final[Mapping[str, Mapping[str, Any]]] = {
    "api_handler": {},
    "Orchestrator": {FLAG: {"Fn::If": [_CONDITION, "1", "0"]}},
    "BookProcessor": {KEY: {"Ref": _PARAMETER}},
}
"""The functions' variables in a template, by Chalice's names of the functions."""


def without_key(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables that all functions get."""
    return {name: value for name, value in variables.items() if name != KEY}


def with_key(variables: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The variables that only some functions get, by Chalice's names of the functions; none where there is no key."""
    key = variables.get(KEY)
    return {"Orchestrator": {FLAG: "1"}, "BookProcessor": {KEY: key}} if key else {}
