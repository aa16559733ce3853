"""Job ids, the tokens that delete jobs, and the fingerprint by which a job knows its file again.

A job id is a UUID made of the SHA-256 hash of its delete token, which is 256 random bits. So the id cannot be guessed,
and it serves as the stored hash of the token. The token cannot be computed from the id: with the id alone a job can be
read but not deleted. A caller may make the token itself, before it sends the upload.
"""

import hashlib
import hmac
import re
import secrets
import uuid
from typing import Final

_JOB_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

_DELETE_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def new_delete_token() -> str:
    """A fresh token: 43 URL-safe characters, 256 bits from the operating system's random source."""
    return secrets.token_urlsafe(32)


def is_delete_token(text: str) -> bool:
    """Whether `text` has the form of a token; whether it was made at random cannot be seen."""
    return _DELETE_TOKEN.fullmatch(text) is not None


def job_id_of(delete_token: str) -> str:
    """The id of the job that a token deletes, in the form of a random (version 4) UUID."""
    digest = hashlib.sha256(delete_token.encode("utf-8", "replace")).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def may_delete(job_id: str, delete_token: str) -> bool:
    """Whether the token belongs to the job; compared in constant time."""
    return hmac.compare_digest(job_id_of(delete_token), job_id)


def is_job_id(text: str) -> bool:
    """Whether `text` is a UUID in canonical form; only such texts ever become part of a key or path."""
    return _JOB_ID.fullmatch(text) is not None


def update_id_of(job_id: str) -> str:
    """The id of a job's update, in the form of a job's; no token leads to it."""
    return str(uuid.UUID(bytes=hashlib.sha256(f"update of {job_id}".encode()).digest()[:16], version=4))


def upload_fingerprint(job_id: str, csv: bytes) -> str:
    """32 hexadecimal digits that tell an upload of this job from another.

    The id is part of it, so two dashboards do not tell that they were made of the same file.
    """
    return hashlib.sha256(job_id.encode() + b"\0" + csv).hexdigest()[:32]
