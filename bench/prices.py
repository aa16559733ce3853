"""What AWS charges for a job: the public on-demand prices of us-east-1 (x86), as of January 2026, in US dollars.

https://aws.amazon.com/lambda/pricing/  https://aws.amazon.com/dynamodb/pricing/on-demand/
https://aws.amazon.com/s3/pricing/  https://aws.amazon.com/api-gateway/pricing/
https://aws.amazon.com/cloudwatch/pricing/  https://aws.amazon.com/ec2/pricing/on-demand/ (data transfer)
"""

from dataclasses import dataclass
from typing import Final

LAMBDA_GB_SECOND: Final = 0.0000166667
LAMBDA_REQUEST: Final = 0.20 / 1_000_000
DYNAMODB_READ_UNIT: Final = 0.125 / 1_000_000
DYNAMODB_WRITE_UNIT: Final = 0.625 / 1_000_000
S3_WRITE: Final = 0.005 / 1_000
S3_READ: Final = 0.0004 / 1_000
S3_GB_DAY: Final = 0.023 / 30
API_GATEWAY_REQUEST: Final = 3.50 / 1_000_000
LOG_GB: Final = 0.50
TRAFFIC_GB: Final = 0.09
"""Out to the internet, from API Gateway or the bucket; the first 100 GB of a month are free."""

MEMORY_GB: Final = {"upload handler": 0.5, "Orchestrator": 3008 / 1024, "BookProcessor": 0.5}
"""The memory sizes of `.chalice/config.json`."""
UPLOAD_WAIT_S: Final = 25.0


@dataclass(frozen=True, slots=True)
class Use:
    """What a job used, all of it measured: seconds of each function, BookProcessor's invocations, what its Orchestrator
    read from and wrote to the cache (items) and the storage (requests).
    """

    job_s: float
    processor_s: float
    invocations: int
    cache_reads: int
    cache_writes: int
    storage_reads: int
    storage_writes: int


def gb_seconds(use: Use) -> dict[str, float]:
    """GB-seconds by function. The upload handler waits for the job, for `UPLOAD_WAIT_SECONDS` at the most."""
    seconds = {
        "upload handler": min(use.job_s, UPLOAD_WAIT_S),
        "Orchestrator": use.job_s,
        "BookProcessor": use.processor_s,
    }
    return {name: seconds[name] * MEMORY_GB[name] for name in seconds}


def dollars(use: Use) -> float:
    """The estimated price of a job. A cache entry of 1 to 2 KB, and one that is not there, is half a read unit; writing
    it is two write units. The upload handler stores the upload and the first progress; the reader's page asks for the
    dashboard once, which takes two storage requests.
    """
    return (
        sum(gb_seconds(use).values()) * LAMBDA_GB_SECOND
        + (2 + use.invocations) * LAMBDA_REQUEST
        + use.cache_reads * 0.5 * DYNAMODB_READ_UNIT
        + use.cache_writes * 2 * DYNAMODB_WRITE_UNIT
        + (2 + use.storage_writes) * S3_WRITE
        + (2 + use.storage_reads) * S3_READ
        + 2 * API_GATEWAY_REQUEST
    )
