"""The way that ours is compared with: one look-up a book, 350 at once, three attempts, no pace and no batches.

This is how the application's predecessors asked Open Library: `/isbn/…json` for the edition, its work for the subjects,
a search by title and author where there is no ISBN or it is not known.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import aiohttp

from chalicelib.enrichment.http.session import user_agent
from chalicelib.enrichment.matching import main_title
from chalicelib.models import BookInfo

_CHUNK: Final = 350
_ATTEMPTS: Final = 3
_PAUSE_S: Final = 1.0


async def enrich_all(books: Sequence[BookInfo], urls: Sequence[str], contact: str) -> int:
    """Ask for all books, the n-th through `urls[n % len(urls)]`; returns how many came back with subjects."""
    found = 0
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(headers={"User-Agent": user_agent(contact)}, connector=connector) as session:
        for start in range(0, len(books), _CHUNK):
            if start:
                await asyncio.sleep(_PAUSE_S)
            chunk = enumerate(books[start : start + _CHUNK], start)
            found += sum(
                await asyncio.gather(*(_enrich(session, urls[place % len(urls)], book) for place, book in chunk))
            )
    return found


async def _enrich(session: aiohttp.ClientSession, url: str, book: BookInfo) -> bool:
    if book.isbn13:
        edition = await _get(session, f"{url}/isbn/{book.isbn13}.json", {})
        works = edition.get("works") if edition else None
        if works:
            work = await _get(session, f"{url}{works[0]['key']}.json", {})
            if work and work.get("subjects"):
                return True
    title = {"title": main_title(book.title), "author": book.author, "fields": "title,subject", "limit": "5"}
    answer = await _get(session, f"{url}/search.json", title)
    return any(doc.get("subject") for doc in (answer or {}).get("docs", []))


async def _get(session: aiohttp.ClientSession, url: str, params: dict[str, str]) -> Any:
    for attempt in range(_ATTEMPTS):
        async with session.get(url, params=params, timeout=aiohttp.ClientTimeout(total=30)) as response:
            if response.status == 200:
                return await response.json()
            if response.status != 429:
                return None
        await asyncio.sleep(2.0**attempt)
    return None
