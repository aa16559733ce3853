"""The pages and what they load: files of `web/` with their headers.

A page comes as its bundle (`bundle.py`): each file is an invocation of a deployed function, and a page's modules alone
would need more of them at once than a new account may have. On this machine a page loads its modules as they are where
there is no bundle, or where something was changed after it was made.
"""

import json
import os
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final

from chalicelib.errors import AssetMissing, PageMissing
from chalicelib.telemetry.json_log import in_lambda
from chalicelib.web import bundle

_SELF: Final = "'self'"
_SITE: Final = "Goodreads Stats"
# Open Library keeps its covers at the Internet Archive, to whose hosts covers.openlibrary.org redirects; a policy is
# applied to every step of a redirect.
_COVER_HOSTS: Final = (
    "https://covers.openlibrary.org",
    "https://books.google.com",
    "https://archive.org",
    "https://*.archive.org",
)

_WEB: Final = Path(__file__).parent
_MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/plain; charset=utf-8",  # text/csv is among the binary types that uploads need
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
_TITLE: Final = re.compile(r"<title>[^<]*</title>")
_STYLES: Final = re.compile(r'(?: *<link rel="stylesheet"[^>]*>\n)+')


def security_headers(bucket_hosts: Sequence[str]) -> dict[str, str]:
    """The headers of every answer: a reading history is private, and a page shows text from a stranger's file.

    `bucket_hosts` are those that a large dashboard may be fetched from, see `JobStore.dashboard_link`.
    """
    return {
        "Content-Security-Policy": (
            f"default-src 'self'; img-src {' '.join((_SELF, *_COVER_HOSTS))}; "
            f"connect-src {' '.join((_SELF, *bucket_hosts))}; "
            "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }


def early_data(job_id: str) -> dict[str, str]:
    """The header of a dashboard's page with which a browser asks for its data before it has read the page.

    It names the address that `api.js` asks for first. Only a job id may become a header: the caller has to look.
    """
    return {"Link": f"<../data/{job_id}?so_far=1>; rel=preload; as=fetch; crossorigin"}


def page(name: str) -> str:
    """The HTML of a page, `index` or `dashboard`; raises `BundleMissing` where a deployed function has no bundle."""
    if in_lambda(os.environ) or bundle.fault(_WEB) is None:
        return bundle.page(_WEB, name)
    return (_WEB / f"{name}.html").read_text(encoding="utf-8")


def early_share(share_id: str) -> dict[str, str]:
    """As `early_data`, for the page of a share."""
    return {"Link": f"<{share_id}.json>; rel=preload; as=fetch; crossorigin"}


def shared(title: str, description: str) -> str:
    """The HTML of a dashboard's page for a share, which tells those who are sent its link what it is."""
    told = {"og:title": title, "og:description": description, "og:type": "website", "og:site_name": _SITE}
    tags = [
        f"<title>{escape(title)} · {_SITE}</title>",
        f'<meta name="description" content="{escape(description)}">',
        *(f'<meta property="{name}" content="{escape(value)}">' for name, value in told.items()),
    ]
    return _TITLE.sub(lambda _: "\n  ".join(tags), page("dashboard"), count=1)


def wants_page(accept: str) -> bool:
    """Whether a request with this `Accept` header comes of a browser that opens an address, not of a script."""
    return any(part.partition(";")[0].strip().lower() == "text/html" for part in accept.split(","))


def missing(path: str) -> str:
    """The HTML that a browser gets for a path where there is nothing; its links lead back to the root of the site."""
    html = (_WEB / "missing.html").read_text(encoding="utf-8")
    if in_lambda(os.environ):
        version = bundle.version(_WEB)
        html = _STYLES.sub(f'  <link rel="stylesheet" href="../static/{version}/dashboard.css">\n', html)
        html = html.replace("../static/styles/favicon", f"../static/{version}/favicon")
    up = "../" * (path.count("/") - 1) or "./"
    return html.replace('href="../', f'href="{up}')


def nothing_at(path: str, accept: str) -> tuple[int, str, str]:
    """Status, media type and text of the answer for a path that no route has."""
    error = PageMissing()
    if wants_page(accept):
        return error.status, _MEDIA_TYPES[".html"], missing(path)
    return error.status, "application/json", json.dumps({"Code": error.code, "Message": error.public_message})


def asset(place: str, name: str | None = None) -> tuple[str, dict[str, str]]:
    """Text and headers of `static/<place>/<name>`, where the place is the bundle's version or a folder of modules.

    Without a name, of the file `static/<place>`, which may be ours or of `vendor/`. Raises `AssetMissing` when there is
    no such file; another version than the one that is served has none.
    """
    caching = "max-age=300"
    folders: tuple[Path | None, ...]
    if name is None:
        name, folders = place, (_WEB / "static", _WEB / "vendor")
    elif place == bundle.version(_WEB):
        folders, caching = (_WEB / bundle.FILES,), "public, max-age=31536000, immutable"
    else:
        folders = (_entry(_WEB / "static", place),)
    for folder in folders:
        path = _entry(folder, name) if folder is not None else None
        if path is not None and path.suffix in _MEDIA_TYPES and path.is_file():
            headers = {"Content-Type": _MEDIA_TYPES[path.suffix], "Cache-Control": caching}
            return path.read_text(encoding="utf-8"), headers
    raise AssetMissing


def _entry(folder: Path, name: str) -> Path | None:
    """The entry of a folder that has this name. Only its own entries are compared, so no name leads anywhere else."""
    return next((entry for entry in folder.glob("*") if entry.name == name), None)
