"""Which account and region the credentials lead to. What keeps AWS from being asked becomes one sentence.

    python -m scripts.aws.stage.account

tells both, or ends with what is missing.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from scripts.aws.stage.stack import StackFailed

NO_CREDENTIALS = "There are no AWS credentials. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
NO_REGION = "There is no AWS region. Set AWS_DEFAULT_REGION, such as eu-central-1."


class NotSignedIn(Exception):
    """AWS cannot be asked as anybody; the message says what to set."""


@dataclass(frozen=True)
class Place:
    """Where a stage stands: the number of an account, and a region of it."""

    account: str
    region: str

    def __str__(self) -> str:
        return f"account {self.account}, region {self.region}"


@dataclass(frozen=True)
class Account:
    """The place that credentials lead to, and whose they are (an ARN)."""

    place: Place
    user: str


def signed_in(session: boto3.Session | None = None) -> Account:
    """Ask AWS who these credentials are. Raises `NotSignedIn` without region or credentials, or with expired ones."""
    session = session or boto3.Session()
    if session.region_name is None:
        raise NotSignedIn(NO_REGION)
    if session.get_credentials() is None:
        raise NotSignedIn(NO_CREDENTIALS)
    try:
        identity = session.client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise NotSignedIn(f"AWS does not accept these credentials: {error}") from error
    return Account(Place(identity["Account"], session.region_name), identity["Arn"])


@contextmanager
def plain_errors() -> Iterator[None]:
    """End the process with exit code 1 and one sentence where AWS cannot be asked, refuses, or fails at a stack."""
    try:
        yield
    except (NotSignedIn, StackFailed) as error:
        raise SystemExit(str(error)) from None
    except (BotoCoreError, ClientError) as error:
        raise SystemExit(f"AWS refuses: {error}") from None


def main() -> int:
    """Tell account and region; returns the exit code."""
    with plain_errors():
        account = signed_in()
    print(f"{account.place}, as {account.user}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
