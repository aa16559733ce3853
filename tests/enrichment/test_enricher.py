"""One book through both providers: what is asked, in how few requests, and what the result says of it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from bench.simulator.catalogue import Catalogue, Edition, Work
from bench.simulator.faults import Fault, when_asked
from bench.simulator.provider_simulator import ProviderSimulator, SlowQueries
from chalicelib.enrichment.enricher import AsyncGenreEnricher
from chalicelib.enrichment.http.circuit import Circuit
from chalicelib.enrichment.http.pace import Pace
from chalicelib.enrichment.http.provider_http import Limits
from chalicelib.enrichment.http.provider_state import ProviderState, provider_state
from chalicelib.isbn import to_isbn13
from chalicelib.models import BookInfo, EnrichedBook
from chalicelib.settings import Settings

# As patient as in service, for a machine that is busy; only another attempt is made at once.
PATIENT = Limits(backoff_s=0.001)
QUICK = Limits(request_s=0.3, budget_s=0.6, backoff_s=0.001)
"""For a provider that hangs."""
DUNE = BookInfo("Dune (Dune, #1)", "Frank Herbert", isbn13="9780441172719", goodreads_id="1")
DUNE_BY_TITLE = replace(DUNE, isbn13=None)
BARE = BookInfo("A Book Without Subjects", "Nora Nobody", isbn13="9780306406157", goodreads_id="2")
SHOWN = BookInfo("Emma", "Jane Austen", isbn13="9780141439587", goodreads_id="5")
# Another edition of it, not to be found by its title, so that only the second look-up by ISBN can find it.
HIDDEN = BookInfo("Emma, gekürzt", "J. A.", isbn13="9780199535521", goodreads_id="6")
UNKNOWN = BookInfo("Nobody Wrote This", "No One At All", isbn13="9781861972712", goodreads_id="3")


def enrich(
    settings: Settings, *books: BookInfo, ask_google: bool = True, limits: Limits = PATIENT
) -> list[EnrichedBook]:
    async def ask() -> list[EnrichedBook]:
        async with AsyncGenreEnricher(settings, ask_google=ask_google, limits=limits) as enricher:
            return await asyncio.gather(*(enricher.enrich(book) for book in books))

    return asyncio.run(ask())


def with_key(settings: Settings) -> Settings:
    return replace(settings, google_books_api_key="a-key")


def hasten(settings: Settings) -> None:
    """Let the providers of these settings be asked without pace: what is counted here are requests, not seconds."""
    for url in (settings.open_library_url, settings.google_books_url):
        provider_state(url, lambda: ProviderState(Pace(1_000_000, 1000)))


def isbns(count: int, first: int = 0) -> list[str]:
    return [str(to_isbn13(f"{number:09}0")) for number in range(first, first + count)]


def test_a_book_is_found_by_its_isbn_with_all_that_the_export_lacks(settings: Settings) -> None:
    (result,) = enrich(settings, DUNE)
    assert result.success
    assert result.matched_by == "isbn"
    assert {"Science Fiction", "Fiction"} <= set(result.final_genres)
    assert result.genre_sources == ("open_library",)
    assert result.thumbnail_url == "https://covers.openlibrary.org/b/id/101-M.jpg"
    assert result.small_thumbnail_url == "https://covers.openlibrary.org/b/id/101-S.jpg"
    assert (result.average_rating, result.num_pages, result.publication_year) == (4.3, 592, 1965)
    assert result.community_ratings == 812
    assert (result.error_category, result.error_message) == (None, None)


def test_a_book_without_isbn_is_found_by_title_and_author(settings: Settings) -> None:
    (result,) = enrich(settings, DUNE_BY_TITLE)
    assert result.matched_by == "title_author"
    assert "Science Fiction" in result.final_genres


def test_a_book_without_isbn_is_found_by_its_goodreads_id(settings: Settings) -> None:
    """Exactly, whatever the file calls it."""
    numbered = Work(
        "/works/OL1W", "Das Parfum", ("Patrick Süskind",), (Edition("/books/OL1M", goodreads_ids=("343",)),)
    )
    with ProviderSimulator(Catalogue.of(numbered), latency_s=0, rate_limit=None) as simulator:
        local = replace(settings, open_library_url=simulator.open_library_url)
        book = BookInfo("Perfume", "P. S.", goodreads_id="343")
        found, other_site = enrich(local, book, replace(book, goodreads_id="sg-343"))
    assert (found.matched_by, other_site.matched_by) == ("goodreads_id", None)
    assert "asked for Goodreads id 343" in found.processing_logs[0]
    assert not any("Goodreads id" in line for line in other_site.processing_logs)


def test_a_book_is_found_by_another_name_of_its_author(settings: Settings) -> None:
    war = Work(
        "/works/OL1W",
        "Война и мир",
        ("Лев Толстой",),
        (Edition("/books/OL1M", title="War and Peace"),),
        alternate_names=("Leo Tolstoy", "Lev Tolstoi"),
    )
    with ProviderSimulator(Catalogue.of(war), latency_s=0, rate_limit=None) as simulator:
        local = replace(settings, open_library_url=simulator.open_library_url)
        (found,) = enrich(local, BookInfo("War and Peace", "Leo Tolstoy"))
        asked = [record.query["q"] for record in simulator.requests]
    assert found.matched_by == "title_author"
    assert asked == [
        '(author:"Tolstoy" AND title:"War & Peace")',
        '(author_alternative_name:"Tolstoy" AND title:"War & Peace")',
    ]


def test_an_unknown_isbn_is_looked_up_by_title_and_author(settings: Settings) -> None:
    (result,) = enrich(settings, replace(DUNE, isbn13=UNKNOWN.isbn13))
    assert result.matched_by == "title_author"


def test_an_unknown_book_is_a_success_without_genres(settings: Settings) -> None:
    (result,) = enrich(settings, UNKNOWN)
    assert result.success
    assert (result.matched_by, result.final_genres, result.genre_enrichment_success) == (None, (), False)


def test_a_book_with_nothing_to_look_for_fails_without_a_request(
    settings: Settings, simulator: ProviderSimulator
) -> None:
    (result,) = enrich(settings, BookInfo("???", "", goodreads_id="row-9"))
    assert (result.success, result.error_category) == (False, "data_format")
    assert simulator.requests == []


def test_look_ups_of_many_books_leave_in_one_request(settings: Settings, simulator: ProviderSimulator) -> None:
    results = enrich(settings, DUNE, replace(DUNE, isbn13="9780141439587", title="Emma", author="Jane Austen"), BARE)
    assert [result.matched_by for result in results] == ["isbn", "isbn", "isbn"]
    assert [record.keys_asked for record in simulator.requests] == [6], "an ISBN and a Goodreads id each"


def test_two_isbns_of_one_work_are_both_found(settings: Settings, simulator: ProviderSimulator) -> None:
    """A work shows one edition only, so the second one is looked for among all ISBNs of the work."""
    results = enrich(settings, SHOWN, HIDDEN)
    assert [result.matched_by for result in results] == ["isbn", "isbn"]
    assert [record.keys_asked for record in simulator.requests if "isbn:" in record.query["q"]] == [4, 3]


def test_175_editions_of_one_work_are_found_in_three_requests_by_isbn(settings: Settings) -> None:
    """Each request once brought one more of them."""
    editions = [Edition(f"/books/OL{number}M", (isbn,), number) for number, isbn in enumerate(isbns(175), start=1)]
    bible = Work("/works/OL1W", "The Bible", ("Anonymous",), tuple(editions), subjects=("Bible",), cover_i=900)
    # Not to be found by their titles.
    books = [BookInfo(f"Edition {isbn}", "Publisher", isbn) for isbn in isbns(175)]
    unknown = [BookInfo(f"Unknown {isbn}", "Publisher", isbn) for isbn in isbns(3, first=500)]
    with ProviderSimulator(Catalogue.of(bible), latency_s=0, rate_limit=None) as simulator:
        local = replace(settings, open_library_url=simulator.open_library_url)
        hasten(local)
        results = enrich(local, *books, *unknown)
        asked_by_isbn = [record for record in simulator.requests if "isbn:" in record.query["q"]]
    assert [result.matched_by for result in results] == ["isbn"] * 175 + [None] * 3
    covers = [result.thumbnail_url for result in results[:175]]
    assert covers.count("https://covers.openlibrary.org/b/id/900-M.jpg") == 172, (
        "the one that each answer shows has its own"
    )
    # The second look-up takes two terms a book, its ISBN-10 as well.
    assert [record.query["fields"].startswith("isbn,") for record in asked_by_isbn] == [False, True, True]


def test_titles_that_a_full_answer_left_out_are_asked_for_again(settings: Settings) -> None:
    """Thirty works of one name fill the answer for two books; the other book is found when it is asked for alone."""
    name = [
        Work(f"/works/OL{number}W", "Poems", ("Ada Example",), subjects=("Poetry",), readinglog_count=100_000)
        for number in range(1, 31)
    ]
    other = Work("/works/OL99W", "Songs", ("Bo Example",), subjects=("Music",))
    # A word that many titles have says little, so that the popular works come first.
    songs_of_others = [Work(f"/works/OL{number}W", "Songs", ("Cy Other",)) for number in range(100, 200)]
    with ProviderSimulator(Catalogue.of(*name, other, *songs_of_others), latency_s=0, rate_limit=None) as simulator:
        local = replace(settings, open_library_url=simulator.open_library_url)
        poems, songs = enrich(local, BookInfo("Poems", "Ada Example"), BookInfo(other.title, "Bo Example"))
        assert (poems.matched_by, songs.matched_by) == ("title_author", "title_author")
        assert [record.keys_asked for record in simulator.requests] == [2, 1]


def test_a_title_that_a_whole_answer_left_out_is_asked_for_by_other_names_only(
    settings: Settings, simulator: ProviderSimulator
) -> None:
    enrich(settings, replace(DUNE_BY_TITLE, goodreads_id=None), replace(UNKNOWN, isbn13=None, goodreads_id=None))
    asked = [(record.keys_asked, "author_alternative_name:" in record.query["q"]) for record in simulator.requests]
    assert asked == [(2, False), (1, True)]


@pytest.mark.parametrize(
    ("again", "book"),
    [
        (lambda query: query["fields"].startswith("isbn,"), "hidden"),
        (lambda query: "title:" in query["q"], "hidden"),
        (lambda query: "title:" in query["q"], "unknown"),
    ],
    ids=["by ISBN", "by title", "by title alone"],
)
def test_a_second_look_up_that_fails_does_not_make_a_book_unknown(
    settings: Settings, simulator: ProviderSimulator, again: Callable[[Mapping[str, str]], bool], book: str
) -> None:
    """It would be kept as such for seven days."""
    simulator.open_library_fault = lambda record: Fault.SERVER_ERROR if again(record.query) else None
    asked = replace(HIDDEN, isbn13=UNKNOWN.isbn13) if book == "hidden" else UNKNOWN
    _, result = enrich(settings, SHOWN, asked)
    assert (result.success, result.error_category, result.matched_by) == (False, "network", None)


def test_what_one_second_look_up_finds_the_failure_of_the_other_does_not_undo(
    settings: Settings, simulator: ProviderSimulator
) -> None:
    simulator.open_library_fault = lambda record: Fault.SERVER_ERROR if "title:" in record.query["q"] else None
    _, hidden = enrich(settings, SHOWN, HIDDEN)
    assert (hidden.success, hidden.matched_by) == (True, "isbn")
    simulator.open_library_fault = lambda record: (
        Fault.SERVER_ERROR if record.query["fields"].startswith("isbn,") else None
    )
    _, known = enrich(settings, SHOWN, replace(DUNE, isbn13=UNKNOWN.isbn13))
    assert (known.success, known.matched_by) == (True, "title_author")


def test_the_logs_tell_what_was_asked_and_answered(settings: Settings) -> None:
    results = enrich(settings, DUNE, UNKNOWN)
    dune, unknown = ("\n".join(result.processing_logs) for result in results)
    asked = "open_library: asked for ISBN 9780441172719 and Goodreads id 1 together with 1 others"
    assert f"{asked}: /works/OL893415W with 4 headings and a cover" in dune
    assert "genre Science Fiction: from 'Fiction, science fiction, general'" in dune
    assert "open_library: asked for title 'Nobody Wrote This' by 'No One At All': not known" in unknown
    assert "open_library: asked for title 'Nobody Wrote This' by 'No One At All' and other names: not known" in unknown


@pytest.mark.parametrize(
    ("fault", "category"),
    [
        (Fault.HANG, "api_timeout"),
        (Fault.RESET, "network"),
        (Fault.TOO_MANY, "rate_limited"),
        (Fault.HTML_PAGE, "data_format"),
        (Fault.REDIRECT, "data_format"),
    ],
)
def test_a_provider_that_cannot_be_asked_makes_a_failed_result_with_the_reason(
    settings: Settings, simulator: ProviderSimulator, fault: Fault, category: str
) -> None:
    simulator.open_library_fault = fault
    limits = QUICK if fault is Fault.HANG else PATIENT
    for result in enrich(settings, DUNE, DUNE_BY_TITLE, limits=limits):
        assert (result.success, result.error_category) == (False, category)
        assert result.error_message is not None
        assert result.error_message.startswith("open_library: ")
        assert any(line.startswith("failed: open_library") for line in result.processing_logs)


@pytest.mark.parametrize("fault", [Fault.WRONG_TYPES, Fault.WRONG_SHAPE, Fault.WRONG_DETAILS])
def test_wrong_types_in_every_field_are_a_book_not_known_or_without_details(
    settings: Settings, simulator: ProviderSimulator, fault: Fault
) -> None:
    simulator.open_library_fault = fault
    for result in enrich(settings, DUNE, DUNE_BY_TITLE):
        assert result.success
        assert (result.thumbnail_url, result.num_pages, result.average_rating) == (None, None, None)


def test_one_query_that_the_search_cannot_digest_costs_one_book(
    settings: Settings, simulator: ProviderSimulator
) -> None:
    poison = BookInfo("Poisonous", "Pen", goodreads_id="66")
    healthy = [BookInfo(f"Dune {'x' * number}", "Frank Herbert", goodreads_id=str(number)) for number in range(6)]
    simulator.open_library_fault = when_asked("Poisonous")
    results = enrich(settings, DUNE_BY_TITLE, *healthy, poison)
    assert [result.success for result in results] == [True] * 7 + [False]
    assert results[0].matched_by == "title_author"
    assert results[-1].error_category == "data_format"


def chunk() -> list[BookInfo]:
    """350 books that nobody knows, a quarter of them without ISBN."""
    return [
        BookInfo(f"Title x{number:03}", "Some Author", isbn if number % 4 else None, str(number))
        for number, isbn in enumerate(isbns(350))
    ]


def test_a_provider_that_refuses_everything_costs_few_requests(
    settings: Settings, simulator: ProviderSimulator
) -> None:
    """It once cost 696 for 350 books."""
    simulator.open_library_fault = Fault.BAD_REQUEST
    hasten(settings)
    results = enrich(settings, *chunk())
    assert {(result.success, result.error_category) for result in results} == {(False, "data_format")}
    # Two queries by ISBN and two by title, and for one of each its halves and their halves.
    assert len(simulator.requests) <= 2 + 6 + 2 + 6


@pytest.mark.parametrize("numbers", [(1,), (0,), (4, 348), (0, 1, 2), (100, 104, 201)], ids=str)
def test_a_few_books_that_the_search_cannot_digest_cost_only_themselves(
    settings: Settings, simulator: ProviderSimulator, numbers: tuple[int, ...]
) -> None:
    books = chunk()
    hasten(settings)
    enrich(settings, *books)
    plain = len(simulator.requests)
    simulator.reset_counters()
    # Those with an ISBN are refused by it, the others by their titles.
    poison = [books[number].isbn13 or books[number].title for number in numbers]
    simulator.open_library_fault = lambda record: (
        Fault.BAD_REQUEST if any(text in record.query["q"] for text in poison) else None
    )
    results = enrich(settings, *books)
    assert [number for number, result in enumerate(results) if not result.success] == sorted(numbers)
    assert len(simulator.requests) - plain <= 16 * len(numbers)


def shelf(count: int) -> tuple[list[Work], list[BookInfo]]:
    """Works that are known by title and author only, and the books that they are."""
    numbers = [f"{number:03}" for number in range(count)]
    works = [
        Work(f"/works/OL{n}W", f"The x{n} Tale", (f"Ada E. Author{n}",), (Edition(f"/books/OL{n}M"),)) for n in numbers
    ]
    return works, [BookInfo(f"The x{n} Tale (Tales, #{n})", f"Ada Author{n}") for n in numbers]


def test_a_service_that_fails_at_large_queries_is_asked_for_less_and_all_is_found(settings: Settings) -> None:
    works, books = shelf(175)
    slow = SlowQueries(over_clauses=80, seconds=0.01)
    with ProviderSimulator(Catalogue.of(*works), latency_s=0, rate_limit=None, slow_queries=slow) as simulator:
        local = replace(settings, open_library_url=simulator.open_library_url)
        hasten(local)
        assert {result.matched_by for result in enrich(local, *books)} == {"title_author"}
        # Two large queries, each tried twice, and their halves, which are too large still.
        assert [record.status for record in simulator.requests].count(500) == 8
        assert len(simulator.requests) == 16
        simulator.reset_counters()
        assert {result.matched_by for result in enrich(local, *books)} == {"title_author"}
        assert all(record.status == 200 for record in simulator.requests), "the process knows how much it may ask for"
        assert len(simulator.requests) == 9


@pytest.mark.parametrize("title", ["From Hell", "Between the Acts"])
def test_a_title_that_the_firewall_dislikes_costs_no_book(settings: Settings, title: str) -> None:
    works, books = shelf(20)
    disliked = Work("/works/OL999W", title, ("Bo Example",), (Edition("/books/OL999M"),))
    with ProviderSimulator(Catalogue.of(disliked, *works), latency_s=0, rate_limit=None) as simulator:
        local = replace(settings, open_library_url=simulator.open_library_url)
        results = enrich(local, BookInfo(title, "Bo Example"), *books)
        assert {result.matched_by for result in results} == {"title_author"}
        assert len(simulator.requests) == 1


def test_one_book_that_the_firewall_refuses_costs_only_itself(settings: Settings, simulator: ProviderSimulator) -> None:
    hasten(settings)
    simulator.open_library_fault = when_asked("Poisonous", Fault.FORBIDDEN)
    poison = BookInfo("Poisonous", "Pen")
    dune, refused, *others = enrich(settings, replace(DUNE_BY_TITLE, goodreads_id=None), poison, *shelf(6)[1])
    assert (dune.matched_by, refused.success) == ("title_author", False)
    assert refused.error_category == "rate_limited"
    assert "firewall" in str(refused.error_message)
    assert "CONTACT" in str(refused.error_message)
    assert all(other.success for other in others)


class TestProviderStates:
    """All enrichers of a process share what is known of a provider."""

    def test_one_enrichers_broken_circuit_is_anothers(self, settings: Settings, simulator: ProviderSimulator) -> None:
        simulator.fault = Fault.TOO_MANY_RETRY_AFTER
        simulator.retry_after_s = 100
        enrich(with_key(settings), DUNE)
        asked = len(simulator.requests)
        assert {record.provider for record in simulator.requests} == {"open_library", "google_books"}
        (result,) = enrich(with_key(settings), DUNE)
        assert len(simulator.requests) == asked
        assert result.error_message == (
            "open_library: not asked, because it has refused too many requests; "
            "google_books: not asked, because it has refused too many requests"
        )

    def test_one_enrichers_spent_quota_is_anothers(self, settings: Settings, simulator: ProviderSimulator) -> None:
        simulator.google.daily_quota = 0
        for _ in range(2):
            (result,) = enrich(with_key(settings), UNKNOWN)
            assert result.not_asked == ("google_books_quota",)
        assert len(simulator.google_requests) == 1

    def test_the_pace_is_kept_by_all_together(self, settings: Settings) -> None:
        paces = {
            url: provider_state(url, lambda: ProviderState(Pace(1, 1000, clock=lambda: 0.0))).pace
            for url in (settings.open_library_url, settings.google_books_url)
        }
        enrich(with_key(settings), UNKNOWN)
        enrich(with_key(settings), UNKNOWN)
        # Each book is one look-up by its numbers and two by title at the one provider, and one look-up at the other.
        left = {url: next(number for number in range(1001) if pace.reserve() > 0) for url, pace in paces.items()}
        assert list(left.values()) == [994, 998]

    def test_the_published_limits_are_the_pace_of_the_first_enricher(
        self, settings: Settings, simulator: ProviderSimulator
    ) -> None:
        enrich(with_key(settings), UNKNOWN)
        state = provider_state(settings.open_library_url, lambda: ProviderState(Pace(1_000_000, 1000)))
        waits = [state.pace.reserve() for _ in range(11)]
        assert waits[-1] > 0.5, "ten at once, then three a second"


class TestRetryAfter:
    """When failed books may be asked for once more."""

    @staticmethod
    def retry_after_s(settings: Settings, *, ask_google: bool = True) -> float:
        async def ask() -> float:
            async with AsyncGenreEnricher(settings, ask_google=ask_google) as enricher:
                return enricher.retry_after_s

        return asyncio.run(ask())

    def test_it_is_when_the_last_provider_may_be_asked_again(self, settings: Settings) -> None:
        now = [1000.0]
        open_library, google = (
            provider_state(url, lambda: ProviderState(Pace(1, 1), Circuit(clock=lambda: now[0]))).circuit
            for url in (settings.open_library_url, settings.google_books_url)
        )
        keyed = with_key(settings)
        assert self.retry_after_s(keyed) == 0.0
        open_library.trip("network", 20)
        assert self.retry_after_s(keyed) == 20.0
        google.trip("rate_limited", 50)
        assert self.retry_after_s(keyed) == 50.0
        assert self.retry_after_s(settings) == 20.0, "without a key Google is not waited for"
        assert self.retry_after_s(keyed, ask_google=False) == 20.0
        now[0] += 19
        assert (self.retry_after_s(keyed), self.retry_after_s(settings)) == (31.0, 1.0)
        now[0] += 31
        assert self.retry_after_s(keyed) == 0.0

    def test_all_failed_books_are_found_when_the_provider_is_back(
        self, settings: Settings, simulator: ProviderSimulator
    ) -> None:
        """One request finds out, and the others wait for what it finds instead of failing once more."""
        now = [1000.0]
        state = ProviderState(Pace(1_000_000, 1000), Circuit(clock=lambda: now[0]))
        provider_state(settings.open_library_url, lambda: state)
        simulator.open_library_fault, simulator.retry_after_s = Fault.TOO_MANY_RETRY_AFTER, 100
        books = (DUNE, DUNE_BY_TITLE, SHOWN, HIDDEN)
        assert {result.error_category for result in enrich(settings, *books)} == {"rate_limited"}
        simulator.open_library_fault = None
        now[0] += self.retry_after_s(settings)
        assert all(result.matched_by for result in enrich(settings, *books))


class TestGoogleBooks:
    def test_without_a_key_it_is_not_asked(self, settings: Settings, simulator: ProviderSimulator) -> None:
        enrich(settings, BARE, UNKNOWN)
        assert simulator.google_requests == []

    def test_it_is_asked_only_for_what_open_library_could_not_answer(
        self, settings: Settings, simulator: ProviderSimulator
    ) -> None:
        dune, bare, unknown = enrich(with_key(settings), DUNE, BARE, UNKNOWN)
        assert {record.query["q"] for record in simulator.google_requests} == {
            "isbn:9780306406157",
            "isbn:9781861972712",
        }
        assert dune.genre_sources == ("open_library",)
        assert bare.genre_sources == ("google_books",)
        assert "Food" in bare.final_genres
        assert unknown.success

    def test_the_logs_tell_what_it_was_asked_and_answered(self, settings: Settings) -> None:
        by_title = replace(UNKNOWN, isbn13=None)
        bare, unknown, titled = enrich(with_key(settings), BARE, UNKNOWN, by_title)
        asked = "google_books: asked for"
        (line,) = [line for line in bare.processing_logs if line.startswith(asked)]
        assert line.startswith(f"{asked} ISBN 9780306406157: ")
        assert line.endswith(" with 1 headings and no cover")
        assert f"{asked} ISBN 9781861972712: not known" in unknown.processing_logs
        assert f"{asked} title 'Nobody Wrote This' by 'No One At All': not known" in titled.processing_logs

    def test_its_cover_links_are_https(self, settings: Settings, simulator: ProviderSimulator) -> None:
        simulator.open_library_fault = Fault.SERVER_ERROR
        (dune,) = enrich(with_key(settings), DUNE)
        assert dune.thumbnail_url is not None
        assert dune.thumbnail_url.startswith("https://books.google.com/")

    def test_it_stands_in_when_open_library_is_down(self, settings: Settings, simulator: ProviderSimulator) -> None:
        simulator.open_library_fault = Fault.SERVER_ERROR
        (result,) = enrich(with_key(settings), DUNE)
        assert result.success
        assert result.matched_by == "isbn"
        # The truth about the other provider stays in the result, which is therefore not cached.
        assert result.error_category == "network"

    def test_a_drained_key_costs_one_request_and_no_book_its_result(
        self, settings: Settings, simulator: ProviderSimulator
    ) -> None:
        simulator.google.daily_quota = 0
        books = [replace(UNKNOWN, title=f"Unknown {number}", isbn13=None) for number in range(20)]
        results = enrich(with_key(settings), *books)
        assert len(simulator.google_requests) == 1
        assert all(result.success and result.error_category is None for result in results)
        assert all(result.not_asked == ("google_books_quota",) for result in results)
        logs = ["google_books: the daily quota is used up (HTTP 429)" in result.processing_logs for result in results]
        assert sum(logs) == 1, "the one that was refused"
        unasked = "google_books: not asked, because the daily quota is used up"
        assert sum(unasked in result.processing_logs for result in results) == 19

    @pytest.mark.parametrize(("left", "exhausted"), [(0, True), (1, False)])
    def test_one_refusal_tells_that_its_quota_is_out(
        self, settings: Settings, simulator: ProviderSimulator, left: int, exhausted: bool
    ) -> None:
        simulator.google.daily_quota = left

        async def ask() -> bool:
            async with AsyncGenreEnricher(with_key(settings), limits=PATIENT) as enricher:
                await enricher.enrich(UNKNOWN)
                return enricher.google_exhausted

        assert asyncio.run(ask()) is exhausted

    def test_asked_not_to_it_is_not_asked_and_the_result_says_so(
        self, settings: Settings, simulator: ProviderSimulator
    ) -> None:
        dune, bare, unknown = enrich(with_key(settings), DUNE, BARE, UNKNOWN, ask_google=False)
        assert simulator.google_requests == []
        assert (dune.not_asked, dune.success) == ((), True), "Open Library knows all of it"
        for result in (bare, unknown):
            assert (result.success, result.error_category) == (True, None)
            assert result.not_asked == ("google_books_quota",)
            assert "google_books: not asked, because the daily quota is used up" in result.processing_logs

    @pytest.mark.parametrize("ask_google", [True, False])
    def test_without_a_key_the_results_that_it_might_have_added_to_say_so(
        self, settings: Settings, ask_google: bool
    ) -> None:
        dune, bare, unknown = enrich(settings, DUNE, BARE, UNKNOWN, ask_google=ask_google)
        assert dune.not_asked == ()
        for result in (bare, unknown):
            assert (result.success, result.error_category) == (True, None)
            assert result.not_asked == ("google_books_no_key",)
            assert "google_books: not asked, because no key is set" in result.processing_logs

    def test_asked_it_is_no_reason(self, settings: Settings) -> None:
        assert [result.not_asked for result in enrich(with_key(settings), DUNE, BARE, UNKNOWN)] == [()] * 3

    def test_where_open_library_fails_too_both_reasons_are_told(
        self, settings: Settings, simulator: ProviderSimulator
    ) -> None:
        simulator.google.daily_quota = 0
        simulator.open_library_fault = Fault.HTML_PAGE
        (result,) = enrich(with_key(settings), DUNE)
        assert (result.success, result.error_category) == (False, "data_format")
        assert result.error_message == (
            "open_library: its answer is no JSON object (HTTP 200); google_books: the daily quota is used up (HTTP 429)"
        )
        assert result.not_asked == ("google_books_quota",)


def test_of_two_works_with_one_isbn_the_single_volume_wins(settings: Settings) -> None:
    single = Work("/works/OL1W", "The Hobbit", ("J.R.R. Tolkien",), (Edition("/books/OL1M", ("9780345339683",), 7),))
    box = Work(
        "/works/OL2W",
        "The Hobbit / The Lord of the Rings",
        ("J.R.R. Tolkien",),
        (Edition("/books/OL2M", ("9780345339683", "9780345339706", "9780345339713")),),
    )
    with ProviderSimulator(Catalogue.of(box, single), latency_s=0, rate_limit=None) as simulator:
        local = replace(settings, open_library_url=simulator.open_library_url)
        (result,) = enrich(local, BookInfo("The Hobbit", "J.R.R. Tolkien", isbn13="9780345339683"))
    assert "/works/OL1W" in result.processing_logs[0]
