"""The session in which the providers are asked: who asks, and how many connections are kept."""

import aiohttp

from chalicelib import __version__
from chalicelib.enrichment.http.resolver import DaemonResolver


def user_agent(contact: str) -> str:
    """The identification that Open Library documents: an application's name and a way to contact its owner."""
    return f"goodreads-stats/{__version__} (+{contact})"


def open_session(contact: str) -> aiohttp.ClientSession:
    """A session to ask providers with, without cookies; the caller closes it. Needs a running event loop."""
    return aiohttp.ClientSession(
        headers={"User-Agent": user_agent(contact), "Accept": "application/json"},
        connector=aiohttp.TCPConnector(limit=32, resolver=DaemonResolver()),
        cookie_jar=aiohttp.DummyCookieJar(),
    )
