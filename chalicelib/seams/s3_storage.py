"""Storage in an S3 bucket. Permissions needed: GetObject, PutObject, DeleteObject, and ListBucket on the prefixes.

Without ListBucket S3 answers 403 instead of 404 for a key that does not exist, and a missing job would read as a fault.
"""

from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import ObjectMissing, StorageMissing, StorageUnavailable
from chalicelib.seams.storage import Stat

_MISSING: Final = frozenset({"404", "NoSuchKey", "NotFound"})
# 412: there is an object, or another one than the one to be replaced; 409: another request is storing or deleting one
# at this moment.
# (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html)
_TAKEN: Final = frozenset({"412", "PreconditionFailed", "409", "ConditionalRequestConflict"})
# Asked for the bucket itself, S3 answers no more than this: it is not there, is somebody else's, or is elsewhere.
# (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html)
_NO_BUCKET: Final = frozenset({"404", "403", "301", "NoSuchBucket", "AccessDenied"})
_LINK_LIFETIME_S: Final = 300


class _Taken(Exception):
    """The key of a conditional write is taken."""


class S3Storage:
    """`chalicelib.seams.storage.LinkingStorage` over a boto3 S3 client."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, data: bytes) -> None:
        self._call("put_object", Key=key, Body=data, ContentType=_content_type(key))

    def create(self, key: str, data: bytes) -> bool:
        try:
            self._call("put_object", Key=key, Body=data, ContentType=_content_type(key), IfNoneMatch="*")
        except _Taken:
            return False
        return True

    def replace(self, key: str, old: bytes, new: bytes) -> bool:
        stored, tag = self._read(key)
        if stored != old:
            return False
        try:
            self._call("put_object", Key=key, Body=new, ContentType=_content_type(key), IfMatch=tag)
        except _Taken:
            return False
        return True

    def get(self, key: str) -> bytes:
        return self._read(key)[0]

    def _read(self, key: str) -> tuple[bytes, str]:
        """The bytes under a key, and the tag by which S3 knows them again."""
        response = self._call("get_object", Key=key)
        try:
            return response["Body"].read(), response["ETag"]
        except BotoCoreError as error:
            raise StorageUnavailable from error

    def stat(self, key: str) -> Stat | None:
        try:
            head = self._call("head_object", Key=key)
        except ObjectMissing:
            return None
        return Stat(head["ContentLength"], head["LastModified"].timestamp())

    def delete(self, key: str) -> None:
        self._call("delete_object", Key=key)

    def check(self) -> None:
        try:
            self._client.head_bucket(Bucket=self._bucket)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _NO_BUCKET:
                raise StorageMissing(self._bucket) from error
            raise StorageUnavailable from error
        except BotoCoreError as error:
            raise StorageUnavailable from error

    def link(self, key: str, file_name: str | None = None) -> str:
        wanted = {"Bucket": self._bucket, "Key": key}
        if file_name:
            wanted["ResponseContentDisposition"] = f'attachment; filename="{file_name}"'
        url: str = self._client.generate_presigned_url("get_object", Params=wanted, ExpiresIn=_LINK_LIFETIME_S)
        return url

    def _call(self, operation: str, **arguments: Any) -> Any:
        try:
            return getattr(self._client, operation)(Bucket=self._bucket, **arguments)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            if code in _MISSING:
                raise ObjectMissing(arguments["Key"]) from error
            if code in _TAKEN:
                raise _Taken from error
            if code == "NoSuchBucket":
                raise StorageMissing(self._bucket) from error
            raise StorageUnavailable from error
        except BotoCoreError as error:
            raise StorageUnavailable from error


def _content_type(key: str) -> str:
    return "text/csv" if key.endswith(".csv") else "application/json"
