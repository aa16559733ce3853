"""Lets plain `chalice local` compress what API Gateway compresses, so that a page is as small here as there."""

import gzip
from collections.abc import Mapping
from typing import Any, Final

SMALLEST: Final = 1400
"""Bytes of the smallest answer that is compressed: `minimum_compression_size` in `.chalice/config.json`."""


def compressed(body: bytes, headers: Mapping[str, Any], accepted: str) -> bytes | None:
    """The body as gzip, or None where it stays as it is. `accepted` is the header `Accept-Encoding` of the request."""
    offers = [offer.partition(";") for offer in accepted.lower().split(",")]
    takes_gzip = any(name.strip() == "gzip" and weight.strip() not in ("q=0", "q=0.0") for name, _, weight in offers)
    encoded = any(name.lower() == "content-encoding" for name in headers)
    if encoded or not takes_gzip or len(body) < SMALLEST:
        return None
    return gzip.compress(body, compresslevel=6, mtime=0)  # 9 takes more than twice the time for a twentieth


def prepare() -> None:
    """Correct Chalice's handler, once."""
    from chalice.local import ChaliceRequestHandler

    plain = ChaliceRequestHandler._send_http_response_with_body
    if plain.__module__ == __name__:
        return

    def send(handler: ChaliceRequestHandler, code: int, headers: dict[str, Any], body: str | bytes) -> None:
        whole = body if isinstance(body, bytes) else body.encode()
        small = compressed(whole, headers, handler.headers.get("Accept-Encoding", ""))
        if small is not None:
            headers = {**headers, "Content-Encoding": "gzip"}
        plain(handler, code, headers, whole if small is None else small)

    patched: Any = ChaliceRequestHandler
    patched._send_http_response_with_body = send
