"""Storage in an S3 bucket. Permissions needed: GetObject, PutObject, DeleteObject, and ListBucket on the prefixes.

Without ListBucket S3 answers 403 instead of 404 for a key that does not exist, and a missing job would read as a fault.
"""

from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import ObjectMissing, StorageUnavailable

_MISSING: Final = frozenset({"404", "NoSuchKey", "NotFound"})
_LINK_LIFETIME_S: Final = 300


class S3Storage:
    """`chalicelib.seams.storage.LinkingStorage` over a boto3 S3 client."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, data: bytes) -> None:
        content_type = "text/csv" if key.endswith(".csv") else "application/json"
        self._call("put_object", Key=key, Body=data, ContentType=content_type)

    def get(self, key: str) -> bytes:
        response = self._call("get_object", Key=key)
        try:
            data: bytes = response["Body"].read()
        except BotoCoreError as error:
            raise StorageUnavailable from error
        return data

    def modified_at(self, key: str) -> float | None:
        try:
            modified: float = self._call("head_object", Key=key)["LastModified"].timestamp()
        except ObjectMissing:
            return None
        return modified

    def delete(self, key: str) -> None:
        self._call("delete_object", Key=key)

    def link(self, key: str) -> str:
        url: str = self._client.generate_presigned_url(
            "get_object", Params={"Bucket": self._bucket, "Key": key}, ExpiresIn=_LINK_LIFETIME_S
        )
        return url

    def _call(self, operation: str, **arguments: Any) -> Any:
        try:
            return getattr(self._client, operation)(Bucket=self._bucket, **arguments)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _MISSING:
                raise ObjectMissing(arguments["Key"]) from error
            raise StorageUnavailable from error
        except BotoCoreError as error:
            raise StorageUnavailable from error
