"""One look-up finds out whether there is quota; the others wait for it, in whatever thread and loop they run."""

import asyncio
import threading

from chalicelib.enrichment.http.quota import Quota


class Key:
    """A provider's key with so many requests left."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.asked = 0

    async def ask(self, quota: Quota) -> bool:
        async with quota.turn() as left:
            if not left:
                return False
            self.asked += 1
            self.left -= 1
            await asyncio.sleep(0)
            if self.left < 0:
                quota.ran_out()
            return self.left >= 0


def ask_many(key: Key, quota: Quota, times: int) -> list[bool]:
    async def ask() -> list[bool]:
        return await asyncio.gather(*(key.ask(quota) for _ in range(times)))

    return asyncio.run(ask())


def test_a_drained_key_costs_one_request() -> None:
    key, quota = Key(left=0), Quota()
    assert ask_many(key, quota, 20) == [False] * 20
    assert ask_many(key, quota, 20) == [False] * 20
    assert key.asked == 1


def test_a_drained_key_costs_one_request_over_all_threads() -> None:
    key, quota = Key(left=0), Quota()
    threads = [threading.Thread(target=ask_many, args=(key, quota, 5)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert key.asked == 1


def test_a_key_with_quota_serves_all() -> None:
    key, quota = Key(left=100), Quota()
    assert ask_many(key, quota, 20) == [True] * 20


def test_a_refusal_later_on_ends_it_without_one_more_request() -> None:
    key, quota = Key(left=7), Quota()
    assert ask_many(key, quota, 20) == [True] * 7 + [False] * 13
    assert key.asked == 8


def test_after_an_hour_one_look_up_finds_out_again() -> None:
    now = [0.0]
    key, quota = Key(left=0), Quota(clock=lambda: now[0])
    ask_many(key, quota, 5)
    now[0] = 3599.0
    ask_many(key, quota, 5)
    assert key.asked == 1
    now[0] = 3600.0
    key.left = 50
    assert ask_many(key, quota, 5) == [True] * 5


def test_a_look_up_that_is_given_up_leaves_the_others_waiting() -> None:
    async def give_up_one() -> bool:
        quota = Quota()
        async with quota.turn():
            waiting = [asyncio.ensure_future(Key(left=1).ask(quota)) for _ in range(2)]
            await asyncio.sleep(0)
            waiting[0].cancel()
            await asyncio.sleep(0)
        return await waiting[1]

    assert asyncio.run(give_up_one())


def test_a_request_that_fails_ends_its_turn() -> None:
    async def fail_then_ask() -> bool:
        quota = Quota()
        try:
            async with quota.turn():
                raise ConnectionError
        except ConnectionError:
            return await Key(left=1).ask(quota)

    assert asyncio.run(fail_then_ask())
