"""Many look-ups as few requests, and what a query that is refused costs."""

import asyncio
from collections.abc import Collection, Sequence
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.enrichment.providers.answer import ProviderAnswer
from chalicelib.enrichment.providers.batching import (
    MOST_EXTRA_REQUESTS,
    MOST_KEYS,
    MOST_URL_BYTES,
    Batching,
    LookUp,
    groups,
)
from chalicelib.enrichment.providers.open_library_queries import TitleAuthor, isbn_query, title_query
from chalicelib.errors import ProviderError, QueryRefused
from chalicelib.isbn import to_isbn13

# Groups

ISBNS = [str(to_isbn13(f"{number:09}0")) for number in range(1000)]
ANY_BOOK = st.builds(TitleAuthor, st.text(), st.text()) | st.builds(
    lambda char, length: TitleAuthor(char * length, char * length), st.sampled_from('ab"\\百😀 '), st.integers(1, 500)
)


@pytest.mark.parametrize("count", [0, 1, 2, 174, 175, 200, 201, 350, 1000])
def test_isbns_are_split_into_few_groups(count: int) -> None:
    made = groups(ISBNS[:count], isbn_query)
    assert [isbn for group in made for isbn in group] == ISBNS[:count]
    assert all(1 <= len(group) <= MOST_KEYS for group in made)
    assert all(len(urlencode(isbn_query(group))) <= MOST_URL_BYTES for group in made)
    assert len(made) <= -(-count // 150), "well over a hundred in each"


def test_a_chunk_of_real_titles_needs_few_groups() -> None:
    books = [TitleAuthor(f"A Title of Usual Length {number}", f"Firstname Lastname{number}") for number in range(90)]
    assert len(groups(books, title_query)) <= 3


def test_one_endless_title_does_not_cost_the_others_a_request_each() -> None:
    books = [TitleAuthor(f"Title {number}", "Ada Example") for number in range(100)]
    plain = len(groups(books, title_query))
    assert len(groups([*books[:50], TitleAuthor("word " * 5000, "😀" * 5000), *books[50:]], title_query)) <= plain + 2


@settings(max_examples=100, deadline=None)
@given(st.lists(ANY_BOOK, max_size=60))
def test_every_book_is_asked_for_once_in_a_query_that_is_short_enough(books: list[TitleAuthor]) -> None:
    made = groups(books, title_query)
    assert [book for group in made for book in group] == books
    assert all(group and len(urlencode(title_query(group))) <= MOST_URL_BYTES for group in made)
    for group in made:
        sent = parse_qs(urlencode(title_query(group)))["q"][0]
        assert sent == title_query(group)["q"], "nothing is lost on the way"


# Refused queries


class Search:
    """A search that refuses every query that holds one of `poison`, and counts what it is asked."""

    def __init__(self, poison: Collection[str] = (), *, down: Collection[str] = ()) -> None:
        self.poison = set(poison)
        self.down = set(down)
        self.asked: list[int] = []
        self.batching = Batching(isbn_query, self.ask)

    async def ask(self, keys: Sequence[str]) -> dict[str, LookUp]:
        self.asked.append(len(keys))
        if self.down.intersection(keys):
            raise ProviderError("network", "open_library", "it answered HTTP 500")
        if self.poison.intersection(keys):
            raise QueryRefused("open_library", "it refused the query (HTTP 400)")
        return {key: LookUp(None, len(keys)) for key in keys}

    def failed(self, keys: Sequence[str]) -> set[str]:
        """Ask for all keys; those that failed."""
        results = asyncio.run(self.batching.load(keys))
        return {key for key, result in zip(keys, results, strict=True) if isinstance(result, ProviderError)}


@pytest.mark.parametrize("place", [0, 1, 37, 99, 100, 173, 199])
def test_one_poisonous_book_among_200_costs_itself_and_sixteen_requests(place: int) -> None:
    search = Search([ISBNS[place]])
    plain = len(groups(ISBNS[:200], isbn_query))
    assert search.failed(ISBNS[:200]) == {ISBNS[place]}
    assert len(search.asked) - plain <= 16, "twice the logarithm of 200"


@pytest.mark.parametrize(
    "places", [(0, 349), (10, 11), (10, 100), (0, 100, 349), (170, 180, 190), (5, 6, 7), (0, 60, 120)]
)
def test_two_or_three_poisonous_books_among_350_cost_only_themselves(places: tuple[int, ...]) -> None:
    search = Search([ISBNS[place] for place in places])
    plain = len(groups(ISBNS[:350], isbn_query))
    assert search.failed(ISBNS[:350]) == search.poison
    assert len(search.asked) - plain <= MOST_EXTRA_REQUESTS == 50


@settings(max_examples=50, deadline=None)
@given(st.sets(st.integers(0, 349), max_size=3))
def test_up_to_three_poisonous_books_anywhere_cost_only_themselves(places: set[int]) -> None:
    search = Search([ISBNS[place] for place in places])
    assert search.failed(ISBNS[:350]) == search.poison


def test_a_provider_that_refuses_everything_is_known_by_a_query_its_halves_and_their_halves() -> None:
    search = Search(ISBNS)
    assert search.failed(ISBNS[:350]) == set(ISBNS[:350])
    plain = [len(group) for group in groups(ISBNS[:350], isbn_query)]
    first = plain[0]
    half, rest = first // 2, first - first // 2
    quarters = [half // 2, half - half // 2, rest // 2, rest - rest // 2]
    assert search.asked == [*plain, half, rest, *quarters]
    # Nor does it cost more the next time.
    search.asked.clear()
    search.failed(ISBNS[350:450])
    assert search.asked == [100]


def test_who_has_answered_before_is_not_taken_for_a_provider_that_refuses_everything() -> None:
    search = Search(ISBNS[200:208])
    assert search.failed(ISBNS[:50]) == set()
    assert search.failed(ISBNS[200:216]) == search.poison, "eight books, which are one half of the query"


def test_many_poisonous_books_end_at_the_bound() -> None:
    search = Search(ISBNS[::3])
    plain = len(groups(ISBNS[:350], isbn_query))
    asyncio.run(search.batching.load(ISBNS[901:902]))
    search.asked.clear()
    failed = search.failed(ISBNS[:350])
    assert len(search.asked) == plain + MOST_EXTRA_REQUESTS
    assert failed >= set(ISBNS[:350:3])
    # What is spent is spent: the next refused query is believed at once.
    search.asked.clear()
    assert search.failed(ISBNS[350:400]) == set(ISBNS[350:400])
    assert search.asked == [50]


def test_each_book_fails_with_the_refusal_of_its_query() -> None:
    results = asyncio.run(Search([ISBNS[3]]).batching.load(ISBNS[:8]))
    assert isinstance(results[3], QueryRefused)
    results = asyncio.run(Search(ISBNS).batching.load(ISBNS[:350]))
    assert all(isinstance(result, QueryRefused) for result in results)


def test_a_group_that_cannot_be_asked_fails_alone_and_is_not_halved() -> None:
    search = Search(down=[ISBNS[0]])
    failed = search.failed(ISBNS[:350])
    made = groups(ISBNS[:350], isbn_query)
    assert failed == set(made[0])
    assert len(search.asked) == len(made)


def test_a_part_that_cannot_be_asked_fails_as_such() -> None:
    search = Search([ISBNS[0]])

    async def ask(keys: Sequence[str]) -> dict[str, LookUp]:
        if len(keys) == 50 and ISBNS[99] in keys:
            raise ProviderError("network", "open_library", "it answered HTTP 500")
        return await search.ask(keys)

    results = asyncio.run(Batching(isbn_query, ask).load(ISBNS[:100]))
    assert [isinstance(result, QueryRefused) for result in results] == [True] + [False] * 99
    assert [isinstance(result, ProviderError) for result in results[1:]] == [False] * 49 + [True] * 50


# Rounds


RECORD = ProviderAnswer("open_library", "/works/OL1W")


class Shelf:
    """Shows one more of its books in each round; `cut_off` says for how many rounds it tells that there are more."""

    def __init__(self, known: Collection[str], cut_off: int, most_rounds: int = 3) -> None:
        self.known = known
        self.cut_off = cut_off
        self.asked: list[list[str]] = []
        self.batching = Batching(isbn_query, self.ask, most_rounds=most_rounds)

    async def ask(self, keys: Sequence[str]) -> dict[str, LookUp]:
        self.asked.append(list(keys))
        shown = next((key for key in keys if key in self.known), None)
        incomplete = len(self.asked) <= self.cut_off
        return {key: LookUp(RECORD if key == shown else None, len(keys), incomplete) for key in keys}

    def found(self, keys: Sequence[str]) -> list[str]:
        results = asyncio.run(self.batching.load(keys))
        return [key for key, result in zip(keys, results, strict=True) if isinstance(result, LookUp) and result.answer]


def test_what_an_incomplete_answer_left_open_is_asked_for_again() -> None:
    shelf = Shelf({"a", "b"}, cut_off=1)
    assert shelf.found(["a", "b", "never"]) == ["a", "b"]
    assert shelf.asked == [["a", "b", "never"], ["b", "never"]]


def test_a_complete_answer_is_believed() -> None:
    shelf = Shelf({"a", "b"}, cut_off=0)
    assert shelf.found(["a", "b"]) == ["a"]
    assert len(shelf.asked) == 1


def test_rounds_have_an_end() -> None:
    shelf = Shelf("abcdef", cut_off=100)
    assert shelf.found(list("abcdef")) == ["a", "b", "c"]
    assert len(shelf.asked) == 3


def test_one_round_is_one_round() -> None:
    shelf = Shelf("ab", cut_off=100, most_rounds=1)
    assert shelf.found(["a", "b"]) == ["a"]
    assert len(shelf.asked) == 1


def test_nothing_is_asked_again_when_all_is_found() -> None:
    shelf = Shelf("a", cut_off=100)
    assert shelf.found(["a"]) == ["a"]
    assert len(shelf.asked) == 1


def test_a_book_whose_second_round_fails_has_failed() -> None:
    rounds: list[int] = []

    async def ask(keys: Sequence[str]) -> dict[str, LookUp]:
        rounds.append(len(keys))
        if len(rounds) == 2:
            raise ProviderError("network", "open_library", "it answered HTTP 500")
        return {key: LookUp(RECORD if key == "a" else None, len(keys), incomplete=True) for key in keys}

    found, failed = asyncio.run(Batching(isbn_query, ask, most_rounds=3).load(["a", "b"]))
    assert isinstance(found, LookUp)
    assert isinstance(failed, ProviderError)
    assert rounds == [2, 1]
