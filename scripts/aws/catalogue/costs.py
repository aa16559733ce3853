"""What a catalogue costs in AWS, named before anything is started.

List prices in US$ of us-east-1, without the free tier, as known on 2026-11-30. Prices change and differ by region:
https://aws.amazon.com/dynamodb/pricing/on-demand/ and https://aws.amazon.com/s3/pricing/ have today's.
"""

from typing import Final, NamedTuple

from scripts.aws.catalogue.export import Export

PRICES_OF: Final = "2026-11-30"
REGION: Final = "us-east-1"
IMPORT_PER_GB: Final = 0.15
"""Of the files, unpacked."""
STORAGE_PER_GB_MONTH: Final = 0.25
S3_PER_GB_MONTH: Final = 0.023
S3_PER_PUT: Final = 0.005 / 1000
MOST_DAYS_IN_S3: Final = 7
"""Then the bucket's lifecycle rule removes what is left."""
_GB: Final = 2**30
_UPLOAD_BYTES: Final = 8 * 2**20
"""Of one request; boto3's own choice."""


class Costs(NamedTuple):
    """US$: once for the import and for the files in S3, and for each month that the table stands."""

    import_once: float
    s3_once: float
    storage_month: float


def costs_of(export: Export) -> Costs:
    """What the import of these files and their table cost; the files count as if they stayed until they expire."""
    puts = sum(size // _UPLOAD_BYTES + 3 for _, size in export.parts)
    return Costs(
        import_once=export.source_bytes / _GB * IMPORT_PER_GB,
        s3_once=export.packed_bytes / _GB * S3_PER_GB_MONTH * MOST_DAYS_IN_S3 / 30 + puts * S3_PER_PUT,
        storage_month=export.table_bytes / _GB * STORAGE_PER_GB_MONTH,
    )


def bill(export: Export) -> str:
    """The costs as lines for whoever has to agree to them."""
    costs = costs_of(export)
    source, packed, table = (size / _GB for size in (export.source_bytes, export.packed_bytes, export.table_bytes))
    return "\n".join(
        [
            f"The catalogue of {export.dump_date} has {export.items:,} items.",
            f"List prices of {REGION}, known on {PRICES_OF}; other regions differ:",
            f"  import, once: {source:.3f} GB unpacked × US$ {IMPORT_PER_GB} = US$ {costs.import_once:.2f}",
            f"  files in S3, once: {packed:.3f} GB, at most {MOST_DAYS_IN_S3} days = US$ {costs.s3_once:.2f}",
            f"  table, each month: {table:.3f} GB × US$ {STORAGE_PER_GB_MONTH} = US$ {costs.storage_month:.2f}",
            "The former table costs on until it is removed, which is when the new one is in use.",
        ]
    )
