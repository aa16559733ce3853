"""Many look-ups as few requests, and what a query that is refused costs."""

import asyncio
from collections.abc import Collection, Sequence
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.enrichment.http.provider_state import QuerySize
from chalicelib.enrichment.providers.answer import Match, ProviderAnswer
from chalicelib.enrichment.providers.batching import MOST_EXTRA_REQUESTS, MOST_URL_BYTES, Batching, LookUp, groups
from chalicelib.enrichment.providers.open_library_queries import BookIds, ById, ByOtherNames, ByTitle, TitleAuthor
from chalicelib.errors import ProviderError, QueryRefused, QueryTooHeavy
from chalicelib.isbn import to_isbn13

# Groups

ISBNS = [str(to_isbn13(f"{number:09}0")) for number in range(1000)]
ANY_BOOK = st.builds(TitleAuthor, st.text(), st.text()) | st.builds(
    lambda char, length: TitleAuthor(char * length, char * length), st.sampled_from('ab"\\百😀 '), st.integers(1, 500)
)


class OneTermEach:
    """Asks for ISBNs and nothing else."""

    def parameters(self, keys: Sequence[str]) -> dict[str, str]:
        return ById().parameters([BookIds(key, None) for key in keys])

    def terms(self, key: str) -> int:
        return 1


@pytest.mark.parametrize("count", [0, 1, 2, 174, 175, 200, 201, 350, 1000])
def test_books_are_split_into_few_groups(count: int) -> None:
    made = groups(ISBNS[:count], OneTermEach(), 100)
    assert [isbn for group in made for isbn in group] == ISBNS[:count]
    assert [len(group) for group in made[:-1]] == [100] * (len(made) - 1)
    assert all(len(urlencode(OneTermEach().parameters(group))) <= MOST_URL_BYTES for group in made)
    assert len(made) == -(-count // 100)


def test_a_book_with_two_numbers_takes_two_terms() -> None:
    both = [BookIds(isbn, str(number + 1)) for number, isbn in enumerate(ISBNS[:50])]
    assert [len(group) for group in groups(both, ById(), 40)] == [20, 20, 10]
    assert [len(group) for group in groups([BookIds(isbn, None) for isbn in ISBNS[:50]], ById(), 40)] == [40, 10]


def test_a_first_look_up_takes_a_hundred_books_at_most() -> None:
    both = [BookIds(isbn, str(number + 1)) for number, isbn in enumerate(ISBNS[:350])]
    assert max(len(group) for group in groups(both, ById(), QuerySize().most_terms)) == 100


class PlainQuery:
    """Asks for texts and nothing else."""

    def parameters(self, keys: Sequence[str]) -> dict[str, str]:
        return {"q": " OR ".join(keys)}

    def terms(self, key: str) -> int:
        return 1


@pytest.mark.parametrize(("letters", "count"), [(159, 38), (101, 58)])
def test_a_query_is_as_long_as_a_url_allows_with_room_for_its_limit(letters: int, count: int) -> None:
    """`q=`, four digits, and for each text its letters and `+OR+`: 6,200 for 38 long texts, 6,201 for 59 short ones."""
    made = groups(["x" * letters] * 60, PlainQuery(), 1000)
    assert len(made[0]) == count


def test_at_first_a_query_has_two_hundred_terms_at_most() -> None:
    assert [len(group) for group in groups(["x"] * 350, PlainQuery(), QuerySize().most_terms)] == [200, 150]


def test_a_chunk_of_real_titles_needs_few_groups() -> None:
    books = [TitleAuthor(f"A Title of Usual Length {number}", f"Firstname Lastname{number}") for number in range(90)]
    assert len(groups(books, ByTitle(), 200)) <= 2


def test_one_endless_title_does_not_cost_the_others_a_request_each() -> None:
    books = [TitleAuthor(f"Title {number}", "Ada Example") for number in range(100)]
    plain = len(groups(books, ByTitle(), 200))
    endless = TitleAuthor("word " * 5000, "😀" * 5000)
    assert len(groups([*books[:50], endless, *books[50:]], ByTitle(), 200)) <= plain + 2


@pytest.mark.parametrize("query", [ByTitle(), ByOtherNames()], ids=lambda query: type(query).__name__)
@settings(max_examples=100, deadline=None)
@given(books=st.lists(ANY_BOOK, max_size=60))
def test_every_book_is_asked_for_once_in_a_query_that_is_short_enough(
    query: ByTitle | ByOtherNames, books: list[TitleAuthor]
) -> None:
    made = groups(books, query, 200)
    assert [book for group in made for book in group] == books
    assert all(group and len(urlencode(query.parameters(group))) <= MOST_URL_BYTES for group in made)
    for group in made:
        sent = parse_qs(urlencode(query.parameters(group)))["q"][0]
        assert sent == query.parameters(group)["q"], "nothing is lost on the way"


# Refused queries


class Search:
    """A search that refuses every query that holds one of `poison`, and counts what it is asked."""

    def __init__(self, poison: Collection[str] = (), *, down: Collection[str] = ()) -> None:
        self.poison = set(poison)
        self.down = set(down)
        self.asked: list[int] = []
        self.attempts: list[int] = []
        self.failing: list[QueryRefused] = []
        self.size = QuerySize(100)
        self.most = 1000
        self.batching = Batching(OneTermEach(), self.ask, size=self.size, provider_fails=self.failing.append)

    async def ask(self, keys: Sequence[str], attempts: int) -> dict[str, LookUp]:
        self.asked.append(len(keys))
        self.attempts.append(attempts)
        if self.down.intersection(keys):
            raise ProviderError("network", "open_library", "it answered HTTP 502")
        if self.poison.intersection(keys):
            raise QueryRefused("data_format", "open_library", "it refused the query (HTTP 400)")
        if len(keys) > self.most:
            raise QueryTooHeavy("network", "open_library", "it answered HTTP 500")
        return {key: LookUp(None, len(keys)) for key in keys}

    def failed(self, keys: Sequence[str]) -> set[str]:
        """Ask for all keys; those that failed."""
        results = asyncio.run(self.batching.load(keys))
        return {key for key, result in zip(keys, results, strict=True) if isinstance(result, ProviderError)}


@pytest.mark.parametrize("place", [0, 1, 37, 99, 100, 173, 199])
def test_one_poisonous_book_among_200_costs_itself_and_fourteen_requests(place: int) -> None:
    search = Search([ISBNS[place]])
    plain = len(groups(ISBNS[:200], OneTermEach(), 100))
    assert search.failed(ISBNS[:200]) == {ISBNS[place]}
    assert len(search.asked) - plain <= 14, "twice the logarithm of 100"


@pytest.mark.parametrize(
    "places", [(0, 349), (10, 11), (10, 100), (0, 100, 349), (170, 180, 190), (5, 6, 7), (0, 60, 120)]
)
def test_two_or_three_poisonous_books_among_350_cost_only_themselves(places: tuple[int, ...]) -> None:
    search = Search([ISBNS[place] for place in places])
    plain = len(groups(ISBNS[:350], OneTermEach(), 100))
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
    plain = [len(group) for group in groups(ISBNS[:350], OneTermEach(), 100)]
    first = plain[0]
    half, rest = first // 2, first - first // 2
    quarters = [half // 2, half - half // 2, rest // 2, rest - rest // 2]
    assert search.asked == [*plain, half, rest, *quarters]
    assert search.attempts == [2] * len(plain) + [1] * 6, "only a whole query is tried again"
    assert len(search.failing) == 1
    # Nor does it cost more the next time.
    search.asked.clear()
    search.failed(ISBNS[350:450])
    assert search.asked == [100]


def test_who_has_answered_before_is_not_taken_for_a_provider_that_refuses_everything() -> None:
    search = Search(ISBNS[200:208])
    assert search.failed(ISBNS[:50]) == set()
    assert search.failed(ISBNS[200:216]) == search.poison, "eight books, which are one half of the query"
    assert search.failing == []


def test_many_poisonous_books_end_at_the_bound() -> None:
    search = Search(ISBNS[::3])
    plain = len(groups(ISBNS[:350], OneTermEach(), 100))
    asyncio.run(search.batching.load(ISBNS[901:902]))
    search.asked.clear()
    failed = search.failed(ISBNS[:350])
    assert len(search.asked) == plain + MOST_EXTRA_REQUESTS
    assert search.failing == []
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
    made = groups(ISBNS[:350], OneTermEach(), 100)
    assert failed == set(made[0])
    assert len(search.asked) == len(made)


def test_a_part_that_cannot_be_asked_fails_as_such() -> None:
    search = Search([ISBNS[0]])

    async def ask(keys: Sequence[str], attempts: int) -> dict[str, LookUp]:
        if len(keys) == 50 and ISBNS[99] in keys:
            raise ProviderError("network", "open_library", "it answered HTTP 502")
        return await search.ask(keys, attempts)

    batching = Batching(OneTermEach(), ask, size=QuerySize(100), provider_fails=search.failing.append)
    results = asyncio.run(batching.load(ISBNS[:100]))
    assert [isinstance(result, QueryRefused) for result in results] == [True] + [False] * 99
    assert [isinstance(result, ProviderError) for result in results[1:]] == [False] * 49 + [True] * 50


# Queries that are too heavy


def test_what_was_too_much_at_once_is_asked_for_in_parts_and_remembered() -> None:
    search = Search()
    search.most = 60
    assert search.failed(ISBNS[:200]) == set()
    assert search.asked == [100, 100, 50, 50, 50, 50]
    search.asked.clear()
    assert search.failed(ISBNS[200:350]) == set()
    assert search.asked == [50, 50, 50]
    other = Search()
    other.batching = Batching(OneTermEach(), other.ask, size=search.size, provider_fails=other.failing.append)
    other.failed(ISBNS[350:450])
    assert other.asked == [50, 50], "whoever asks this provider knows it"


def test_it_is_halved_until_it_passes_and_no_further_than_twenty_terms() -> None:
    search = Search()
    search.most = 30
    assert search.failed(ISBNS[:100]) == set()
    assert (search.asked, search.size.most_terms) == ([100, 50, 50, 25, 25, 25, 25], 25)
    search.most = 12
    search.asked.clear()
    assert search.failed(ISBNS[100:125]) == set()
    assert search.size.most_terms == 20


def test_a_book_at_which_the_provider_fails_makes_no_query_smaller() -> None:
    search = Search()

    async def ask(keys: Sequence[str], attempts: int) -> dict[str, LookUp]:
        if ISBNS[37] in keys:
            raise QueryTooHeavy("api_timeout", "open_library", "no answer within 12 s")
        return {key: LookUp(None, len(keys)) for key in keys}

    batching = Batching(OneTermEach(), ask, size=search.size, provider_fails=search.failing.append)
    results = asyncio.run(batching.load(ISBNS[:100]))
    assert [number for number, result in enumerate(results) if isinstance(result, ProviderError)] == [37]
    assert search.size.most_terms == 100


def test_a_refusal_makes_no_query_smaller() -> None:
    search = Search()
    refused: list[int] = []

    async def ask(keys: Sequence[str], attempts: int) -> dict[str, LookUp]:
        if len(keys) == 100:
            refused.append(len(keys))
            raise QueryRefused("rate_limited", "open_library", "it refused the request (HTTP 403)")
        return {key: LookUp(None, len(keys)) for key in keys}

    batching = Batching(OneTermEach(), ask, size=search.size, provider_fails=search.failing.append)
    asyncio.run(batching.load(ISBNS[:100]))
    assert (refused, search.size.most_terms) == ([100], 100)


# Rounds


RECORD = Match(ProviderAnswer("open_library", "/works/OL1W"), "isbn")


def ignored(error: QueryRefused) -> None:
    """Nothing is refused in these tests."""


class Shelf:
    """Shows one more of its books in each round; `cut_off` says for how many rounds it tells that there are more."""

    def __init__(self, known: Collection[str], cut_off: int, most_rounds: int = 3) -> None:
        self.known = known
        self.cut_off = cut_off
        self.asked: list[list[str]] = []
        self.batching = Batching(
            OneTermEach(), self.ask, size=QuerySize(), provider_fails=ignored, most_rounds=most_rounds
        )

    async def ask(self, keys: Sequence[str], attempts: int) -> dict[str, LookUp]:
        self.asked.append(list(keys))
        shown = next((key for key in keys if key in self.known), None)
        incomplete = len(self.asked) <= self.cut_off
        return {key: LookUp(RECORD if key == shown else None, len(keys), incomplete) for key in keys}

    def found(self, keys: Sequence[str]) -> list[str]:
        results = asyncio.run(self.batching.load(keys))
        return [key for key, result in zip(keys, results, strict=True) if isinstance(result, LookUp) and result.match]


def test_what_an_incomplete_answer_left_open_is_asked_for_again() -> None:
    shelf = Shelf({"a", "b"}, cut_off=1)
    assert shelf.found(["a", "b", "never"]) == ["a", "b"]
    assert shelf.asked == [["a", "b", "never"], ["b", "never"]]


def test_a_complete_answer_is_believed() -> None:
    shelf = Shelf({"a", "b"}, cut_off=0)
    assert shelf.found(["a", "b"]) == ["a"]
    assert len(shelf.asked) == 1


def test_an_answer_is_whole_where_nothing_else_is_said() -> None:
    search = Search()
    batching = Batching(OneTermEach(), search.ask, size=QuerySize(), provider_fails=ignored, most_rounds=3)
    assert asyncio.run(batching.load(["a"])) == [LookUp(None, 1)]
    assert search.asked == [1]


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

    async def ask(keys: Sequence[str], attempts: int) -> dict[str, LookUp]:
        rounds.append(len(keys))
        if len(rounds) == 2:
            raise ProviderError("network", "open_library", "it answered HTTP 502")
        return {key: LookUp(RECORD if key == "a" else None, len(keys), incomplete=True) for key in keys}

    batching = Batching(OneTermEach(), ask, size=QuerySize(), provider_fails=ignored, most_rounds=3)
    found, failed = asyncio.run(batching.load(["a", "b"]))
    assert isinstance(found, LookUp)
    assert isinstance(failed, ProviderError)
    assert rounds == [2, 1]
