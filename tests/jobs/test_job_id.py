"""Job ids: unguessable, valid before they touch a key, and no way from the id to the token."""

import uuid

import pytest

from chalicelib.jobs.job_id import is_job_id, job_id_of, may_delete, new_delete_token


def test_a_job_id_is_a_random_uuid_in_canonical_form() -> None:
    job_id = job_id_of(new_delete_token())
    assert is_job_id(job_id)
    assert str(uuid.UUID(job_id)) == job_id
    assert uuid.UUID(job_id).version == 4
    assert uuid.UUID(job_id).variant == uuid.RFC_4122


def test_tokens_are_long_and_never_alike() -> None:
    tokens = {new_delete_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {43}
    assert len({job_id_of(token) for token in tokens}) == 1000


def test_a_token_always_leads_to_the_same_job() -> None:
    assert job_id_of("a token") == job_id_of("a token")
    # Fixed for ever: a deployment that computed another id could not delete the jobs of the one before.
    assert job_id_of("a token") == "e3316e2b-afeb-4610-ba34-18e8778c0adc"


def test_only_the_own_token_may_delete() -> None:
    token = new_delete_token()
    job_id = job_id_of(token)
    assert may_delete(job_id, token)
    for wrong in ("", job_id, token[:-1], token + "A", token.swapcase(), new_delete_token(), "\ud800", "ü" * 43):
        assert not may_delete(job_id, wrong), wrong


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "../../etc/passwd",
        "0f8fad5-d9cb-469f-a165-70867728950e",  # each group one short, then one long
        "0f8fad5b-d9c-469f-a165-70867728950e",
        "0f8fad5b-d9cb-469-a165-70867728950e",
        "0f8fad5b-d9cb-469f-a16-70867728950e",
        "0f8fad5b-d9cb-469f-a165-70867728950",
        "0f8fad5bb-d9cb-469f-a165-70867728950e",
        "0f8fad5b-d9cbb-469f-a165-70867728950e",
        "0f8fad5b-d9cb-469ff-a165-70867728950e",
        "0f8fad5b-d9cb-469f-a1655-70867728950e",
        "0f8fad5b-d9cb-469f-a165-70867728950ee",
        "0f8fad5b-d9cb-469f-a165-70867728950e\n",
        "0F8FAD5B-D9CB-469F-A165-70867728950E",  # another spelling would be another key
        "{0f8fad5b-d9cb-469f-a165-70867728950e}",
        "0f8fad5bd9cb469fa16570867728950e",
        "0f8fad5b-d9cb-469f-a165-7086772895/e",
        "0f8fad5b-d9cb-469f-a165-70867728950g",
        "٠f8fad5b-d9cb-469f-a165-70867728950e",
    ],
)
def test_what_is_no_canonical_uuid_never_becomes_part_of_a_key(text: str) -> None:
    assert not is_job_id(text)
