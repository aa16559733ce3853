"""The AWS clients: the only place that creates them, and how long each of them waits.

boto3 is imported when the first client is made: a machine without an account and BookProcessor need none.
"""

import threading
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

_MOST_LAMBDA_CLIENTS: Final = 32
_MAKING_CLIENTS: Final = threading.Lock()


class Patience(NamedTuple):
    """How long a call to AWS may take: seconds to connect, seconds of silence, attempts."""

    connect_s: float
    read_s: float
    attempts: int


IN_REQUEST: Final = Patience(connect_s=1.5, read_s=3.0, attempts=2)
"""A caller of the REST routes gets 503 after some ten seconds, long before API Gateway's own 504 after 29 s."""
IN_JOB: Final = Patience(connect_s=2.0, read_s=20.0, attempts=5)
"""An Orchestrator has 15 minutes, and no job should fail because of a short fault of S3."""
CACHE: Final = Patience(connect_s=1.5, read_s=3.0, attempts=2)
"""A job can do without the cache."""


@cache
def s3(patience: Patience) -> Any:
    """Signature 4 and the bucket's regional address: a presigned URL must not lead to a redirect."""
    return _client("s3", **_config(patience), signature_version="s3v4", s3={"addressing_style": "virtual"})


@cache
def dynamodb() -> Any:
    """For the cache and the catalogue."""
    return _client("dynamodb", **_config(CACHE))


def lambda_(read_timeout_s: float, connections: int) -> Any:
    """One client for all threads that ask for this time-out; a whole chunk asks for it at the same moment."""
    with _MAKING_CLIENTS:
        return _make_lambda_client(read_timeout_s, connections)


# A time-out belongs to a client, and callers of the upload route choose how long they wait.
@lru_cache(maxsize=_MOST_LAMBDA_CLIENTS)
def _make_lambda_client(read_timeout_s: float, connections: int) -> Any:
    """A client for calls that may take `read_timeout_s`; nothing is retried, see `LambdaInvoker`."""
    return _client(
        "lambda",
        read_timeout=read_timeout_s,
        connect_timeout=IN_REQUEST.connect_s,
        retries={"total_max_attempts": 1},
        max_pool_connections=connections,
        # An invocation is silent until its answer comes; networks forget silent connections after 350 s.
        tcp_keepalive=True,
    )


def _config(patience: Patience) -> dict[str, Any]:
    return {
        "connect_timeout": patience.connect_s,
        "read_timeout": patience.read_s,
        "retries": {"mode": "standard", "total_max_attempts": patience.attempts},
    }


def _client(service: str, **config: Any) -> Any:
    import boto3
    from botocore.config import Config

    return boto3.client(service, config=Config(**config))
