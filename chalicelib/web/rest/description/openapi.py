"""The OpenAPI 3.1 document of all routes."""

from typing import Final

from chalicelib import __version__
from chalicelib.web.rest.description.answers import HEADERS, SCHEMAS
from chalicelib.web.rest.description.json_schema import Schema
from chalicelib.web.rest.description.operations import OPERATIONS

OPENAPI: Final[Schema] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Goodreads Stats",
        "version": __version__,
        "summary": "A library export goes in, one dashboard with genres, covers and figures comes out.",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    },
    "servers": [{"url": "..", "description": "Where this document comes from."}],
    "paths": OPERATIONS,
    "components": {
        "headers": HEADERS,
        "schemas": SCHEMAS,
        "securitySchemes": {
            "deleteToken": {
                "type": "http",
                "scheme": "bearer",
                "description": "The delete_token that the upload answered.",
            }
        },
    },
}
