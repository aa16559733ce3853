"""One look-up finds out whether there is quota; the others wait for it, in whatever thread and loop they run."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from chalicelib.enrichment.http.quota import Quota

_T = TypeVar("_T")


def run(look_ups: Coroutine[Any, Any, _T]) -> _T:
    """What the look-ups come to; one that waits for ever fails the test."""
    return asyncio.run(asyncio.wait_for(look_ups, 60))


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

    return run(ask())


def test_a_drained_key_costs_one_request() -> None:
    key, quota = Key(left=0), Quota()
    assert ask_many(key, quota, 20) == [False] * 20
    assert ask_many(key, quota, 20) == [False] * 20
    assert key.asked == 1


def test_a_drained_key_costs_one_request_over_all_threads() -> None:
    key, quota = Key(left=0), Quota()
    threads = [threading.Thread(target=ask_many, args=(key, quota, 5), daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
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


class Turns:
    """Look-ups by name: in which order they got their turn, how many are in it and were in it at most."""

    def __init__(self) -> None:
        self.quota = Quota()
        self.inside = 0
        self.most_inside = 0
        self.order: list[str] = []
        self._lock = threading.Lock()

    async def take(self, name: str, until: asyncio.Event | None = None) -> None:
        async with self.quota.turn():
            with self._lock:
                self.inside += 1
                self.most_inside = max(self.most_inside, self.inside)
                self.order.append(name)
            try:
                await (until.wait() if until else asyncio.sleep(0))
            finally:
                with self._lock:
                    self.inside -= 1


async def settle() -> None:
    """Let everything run that can run now, a cancellation and what follows from it included."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_a_look_up_that_is_given_up_while_it_waits_gives_nobody_its_turn() -> None:
    """It once told the next in line that its turn was over, while the one before was still in its own."""

    async def look_up() -> Turns:
        turns, done = Turns(), asyncio.Event()
        tasks = []
        for name in ("first", "given up", "third", "fourth"):
            tasks.append(asyncio.create_task(turns.take(name, done)))
            await settle()
        tasks[1].cancel()
        await settle()
        assert (turns.order, turns.inside) == (["first"], 1)
        done.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        return turns

    turns = run(look_up())
    assert turns.order == ["first", "third", "fourth"]
    assert turns.most_inside == 1


def test_a_look_up_that_is_given_up_in_its_turn_ends_it() -> None:
    async def look_up() -> list[str]:
        turns = Turns()
        holder = asyncio.create_task(turns.take("holder", asyncio.Event()))
        await settle()
        following = asyncio.create_task(turns.take("following"))
        await settle()
        holder.cancel()
        await following
        return turns.order

    assert run(look_up()) == ["holder", "following"]


def test_a_look_up_that_is_given_up_as_its_turn_comes_passes_it_on() -> None:
    async def look_up() -> list[str]:
        turns, done = Turns(), asyncio.Event()
        tasks = [asyncio.create_task(turns.take(name, done)) for name in ("first", "given up", "third")]
        await settle()
        done.set()
        await tasks[0]
        # The first has passed its turn on; the next has it and has not been woken yet.
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert tasks[1].cancelled()
        return turns.order

    assert run(look_up()) == ["first", "third"]


def test_thousands_that_are_given_up_leave_the_line_in_order() -> None:
    async def look_up() -> list[str]:
        turns, done = Turns(), asyncio.Event()
        first = asyncio.create_task(turns.take("first", done))
        await settle()
        crowd = [asyncio.create_task(turns.take("crowd")) for _ in range(5000)]
        last = asyncio.create_task(turns.take("last"))
        await settle()
        for task in crowd:
            task.cancel()
        await settle()
        done.set()
        await asyncio.gather(first, last)
        return turns.order

    assert run(look_up()) == ["first", "last"]


def test_over_threads_with_some_given_up_there_is_one_turn_at_a_time() -> None:
    turns = Turns()

    async def some() -> None:
        tasks = [asyncio.create_task(turns.take(str(number))) for number in range(60)]
        for number, task in enumerate(tasks):
            await asyncio.sleep(0)
            if number % 3 == 0:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    threads = [threading.Thread(target=run, args=(some(),), daemon=True) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    assert turns.most_inside == 1
    assert len(turns.order) >= 6 * 40


def test_a_request_that_fails_ends_its_turn() -> None:
    async def fail_then_ask() -> bool:
        quota = Quota()
        try:
            async with quota.turn():
                raise ConnectionError
        except ConnectionError:
            return await Key(left=1).ask(quota)

    assert run(fail_then_ask())
