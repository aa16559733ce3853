"""The simulated providers behave as the real ones are documented to."""

import asyncio
import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

import aiohttp
import pytest

from bench.simulator.catalogue import NO_COVER, Catalogue, Edition, Work
from bench.simulator.faults import HUGE_ANSWER_BYTES, Fault, first, garbled, when_asked
from bench.simulator.google_books.volumes import GoogleBooks
from bench.simulator.open_library.firewall import Firewall
from bench.simulator.provider_simulator import (
    LeakyBuckets,
    ProviderSimulator,
    RateLimit,
    SlowQueries,
    names_app_and_contact,
)

CLIENT = {"User-Agent": "goodreads-stats/1.0 (+https://example.org/contact)"}
FIELDS = "key,title,author_name,subject,cover_i,editions,editions.key,editions.cover_i,editions.isbn"

MAGIC = Work(
    key="/works/OL1W",
    title="The Colour of Magic",
    authors=("Terry Pratchett",),
    editions=(
        Edition("/books/OL11M", ("9780552166591", "0552166596"), 111),
        Edition("/books/OL12M", ("9780061020711",), None),
    ),
    subjects=("Fiction, fantasy, general", "Wizards"),
    cover_i=11,
    ratings_average=3.9,
    number_of_pages_median=288,
    first_publish_year=1983,
    category="Fiction",
)
MAGIC_BOX = Work(
    key="/works/OL2W",
    title="The Colour of Magic / The Light Fantastic",
    authors=("Terry Pratchett",),
    editions=(Edition("/books/OL21M", ("9780552166591", "9780552157278", "0552157279")),),
    cover_i=NO_COVER,
    category="Fiction",
)
MAGIC_GUIDE = Work("/works/OL3W", "Summary of The Colour of Magic", ("Quick Digest", "Terry Pratchett"))
NATIONS = Work(
    key="/works/OL4W",
    title="Why Nations Fail",
    subtitle="The Origins of Power, Prosperity, and Poverty",
    authors=("Daron Acemoglu",),
    editions=(Edition("/books/OL41M", ("9780307719218",), 411),),
    subjects=("Economics",),
    cover_i=41,
    category="Business & Economics",
)
QUOTED = Work("/works/OL5W", 'The "Genius": (a novel)', ("Theodore Dreiser",))
SHELF = Catalogue.of(MAGIC, MAGIC_BOX, MAGIC_GUIDE, NATIONS, QUOTED)


@pytest.fixture
def simulator() -> Iterator[ProviderSimulator]:
    with ProviderSimulator(SHELF, latency_s=0, rate_limit=None) as running:
        yield running


class Reply:
    """Status, headers and body of one answer."""

    def __init__(self, response: aiohttp.ClientResponse, body: bytes) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = body

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    *urls: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] = CLIENT, timeout_s: float = 5
) -> list[Reply]:
    """Ask every URL at once, with the same parameters."""

    async def one(session: aiohttp.ClientSession, url: str) -> Reply:
        async with session.get(url, params=params, headers=headers, allow_redirects=False) as response:
            return Reply(response, await response.read())

    async def all_of_them() -> list[Reply]:
        timeout = aiohttp.ClientTimeout(total=timeout_s)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            return await asyncio.gather(*(one(session, url) for url in urls))

    return asyncio.run(all_of_them())


def search(simulator: ProviderSimulator, **params: str) -> Any:
    (reply,) = ask(f"{simulator.open_library_url}/search.json", params=params)
    assert reply.status == 200, reply.body
    return reply.json


def volumes(simulator: ProviderSimulator, **params: str) -> Reply:
    (reply,) = ask(f"{simulator.google_books_url}/volumes", params=params)
    return reply


# --- Open Library


def test_a_batch_of_isbns_gives_one_doc_per_work_and_leaves_out_the_unknown(simulator: ProviderSimulator) -> None:
    answer = search(simulator, q="isbn:(9780307719218 OR 9780061020711 OR 9791099999993)", fields=FIELDS)
    assert answer["numFound"] == 2
    assert {doc["key"] for doc in answer["docs"]} == {NATIONS.key, MAGIC.key}
    nations = next(doc for doc in answer["docs"] if doc["key"] == NATIONS.key)
    assert nations == {
        "key": NATIONS.key,
        "title": "Why Nations Fail",
        "author_name": ["Daron Acemoglu"],
        "subject": ["Economics"],
        "cover_i": 41,
        "editions": {
            "numFound": 1,
            "start": 0,
            "numFoundExact": True,
            "docs": [{"key": "/books/OL41M", "cover_i": 411, "isbn": ["9780307719218", "0307719219"]}],
        },
    }


def test_of_two_isbns_of_one_work_only_one_shows(simulator: ProviderSimulator) -> None:
    docs = search(simulator, q="isbn:(9780061020711 OR 0552166596)", fields=FIELDS)["docs"]
    (doc,) = (doc for doc in docs if doc["key"] == MAGIC.key)
    assert doc["editions"]["numFound"] == 2
    assert [edition["key"] for edition in doc["editions"]["docs"]] == ["/books/OL11M"]
    (doc,) = search(simulator, q="isbn:9780061020711", fields=FIELDS)["docs"]
    assert doc["editions"]["docs"] == [{"key": "/books/OL12M", "isbn": ["9780061020711", "0061020710"]}]


def test_a_work_lists_the_isbns_of_all_editions_only_when_asked_to(simulator: ProviderSimulator) -> None:
    (without,) = search(simulator, q="isbn:9780061020711", fields=FIELDS)["docs"]
    (listing,) = search(simulator, q="isbn:9780061020711", fields=f"isbn,{FIELDS}")["docs"]
    assert listing.pop("isbn") == ["9780552166591", "0552166596", "9780061020711", "0061020710"]
    assert without == listing


def test_one_isbn_can_be_on_a_single_volume_and_a_box_set(simulator: ProviderSimulator) -> None:
    docs = search(simulator, q="isbn:9780552166591", fields="key,cover_i,subject")["docs"]
    assert sorted(docs, key=lambda doc: str(doc["key"])) == [
        {"key": MAGIC.key, "cover_i": 11, "subject": list(MAGIC.subjects)},
        {"key": MAGIC_BOX.key, "cover_i": NO_COVER},
    ]


def test_a_title_query_brings_near_misses_too(simulator: ProviderSimulator) -> None:
    query = (
        '(title:"the colour of magic" AND author:"Pratchett") OR (title:"Why nations fail" AND author:"Daron Acemoğlu")'
    )
    answer = search(simulator, q=query, fields="key")
    assert {doc["key"] for doc in answer["docs"]} == {MAGIC.key, MAGIC_BOX.key, MAGIC_GUIDE.key, NATIONS.key}
    assert len(search(simulator, q=query, fields="key", limit="2")["docs"]) == 2
    assert search(simulator, q=query, fields="key", limit="0")["numFound"] == 4


def test_a_subtitle_kept_apart_is_found_by_the_full_title(simulator: ProviderSimulator) -> None:
    (doc,) = search(simulator, q='title:"Why Nations Fail: The Origins of Power"')["docs"]
    assert (doc["title"], doc["subtitle"]) == (NATIONS.title, NATIONS.subtitle)


def test_title_and_author_can_be_parameters(simulator: ProviderSimulator) -> None:
    docs = search(simulator, title="Genius, a novel", author="dreiser")["docs"]
    assert [doc["title"] for doc in docs] == ['The "Genius": (a novel)']
    assert "subject" not in docs[0]


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"q": "dune", "limit": "many"}, "limit"),
        ({"q": "dune", "limit": "-1"}, "limit"),
        ({"q": "dune", "limit": "1.5"}, "limit"),
        ({"q": "dune", "offset": "-1"}, "offset"),
        ({"q": "dune", "page": "0"}, "page"),
        ({"q": "It"}, "q"),
        ({"q": "The"}, "q"),
    ],
)
def test_a_bad_parameter_is_named(simulator: ProviderSimulator, params: dict[str, str], name: str) -> None:
    (reply,) = ask(f"{simulator.open_library_url}/search.json", params=params)
    assert reply.status == 422
    assert [fault["loc"] for fault in reply.json["detail"]] == [["query", name]]


@pytest.mark.parametrize(
    "query", ['title:"colour of magic', "(colour of magic", "colour magic)", "magic AND", "what's ,up"]
)
def test_broken_syntax_is_searched_all_the_same(simulator: ProviderSimulator, query: str) -> None:
    assert isinstance(search(simulator, q=query)["docs"], list)


def test_nothing_asked_finds_nothing(simulator: ProviderSimulator) -> None:
    assert search(simulator)["numFound"] == 0


def test_a_hundred_works_are_answered_unless_the_limit_says_more() -> None:
    many = Catalogue.of(*(Work(f"/works/OL{number}W", "Poems", ("Ada",)) for number in range(1_500)))
    with ProviderSimulator(many, latency_s=0, rate_limit=None) as simulator:
        query = {"q": "title:poems", "fields": "key"}
        assert len(search(simulator, **query)["docs"]) == 100
        assert len(search(simulator, **query, limit="5000")["docs"]) == 1_500
        assert search(simulator, **query, limit="100", page="3") == {
            **search(simulator, **query, offset="200"),
            "offset": None,
        }


def test_a_request_line_over_8_kb_is_too_long(simulator: ProviderSimulator) -> None:
    target = "/search.json?q=isbn:"
    fitting = 8192 - len(f"GET {target} HTTP/1.1\r\n")
    urls = [f"{simulator.open_library_url}{target}{'1' * length}" for length in (fitting, fitting + 1)]
    replies = [ask(url)[0] for url in urls]
    assert [reply.status for reply in replies] == [200, 414]
    assert replies[1].headers["Content-Type"] == "text/html"


def test_what_has_too_many_clauses_times_out(simulator: ProviderSimulator) -> None:
    few, many = (f"isbn:({' OR '.join(str(number) for number in range(100, last))})" for last in (120, 121))
    assert search(simulator, q=many)["numFound"] == 0
    simulator.slow_queries = SlowQueries(over_clauses=20, seconds=0.05)
    began = time.monotonic()
    (reply,) = ask(f"{simulator.open_library_url}/search.json", params={"q": many})
    assert time.monotonic() - began >= 0.05
    assert (reply.status, reply.headers["Content-Type"]) == (500, "text/html")
    assert search(simulator, q=few)["numFound"] == 0


def test_the_end_of_the_simulator_waits_for_no_slow_query() -> None:
    began = time.monotonic()
    slow = SlowQueries(over_clauses=0, seconds=60)
    with (
        ProviderSimulator(SHELF, latency_s=0, slow_queries=slow) as simulator,
        pytest.raises(TimeoutError),
    ):
        ask(f"{simulator.open_library_url}/search.json?q=title:dune", timeout_s=0.2)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("query", "rules", "refused"),
    [
        ('title:"-- All You Zombies --"', Firewall(), True),
        ("title:'-- All'", Firewall(), True),
        ('title:"Doll furniture -- Collectors"', Firewall(), False),
        ('(title:"From Here to Eternity" AND author:"Jones")', Firewall(), True),
        ('(title:"between the acts" AND author:"Woolf")', Firewall(), True),
        ('(author:"Jones" AND title:"From Here to Eternity")', Firewall(), False),
        ('title:"Fromage"', Firewall(), False),
        ('title:"Война и мир" OR title:"War and Peace"', Firewall(), False),
        ('title:"Война и мир" OR title:"War and Peace"', Firewall(mixed_scripts=True), True),
        ('author:"Толстой" AND title:"Война и мир"', Firewall(mixed_scripts=True), False),
        ('title:"From Here to Eternity"', Firewall(opening_words=False), False),
        ('title:"-- All"', Firewall(quote_and_dashes=False), False),
    ],
)
def test_the_firewall_refuses_by_content(query: str, rules: Firewall, refused: bool) -> None:
    assert rules.refuses(query) is refused


def test_a_refusal_of_the_firewall_is_a_page_and_can_be_switched_off(simulator: ProviderSimulator) -> None:
    request = {"q": 'title:"From Here to Eternity"'}
    (reply,) = ask(f"{simulator.open_library_url}/search.json", params=request)
    assert (reply.status, reply.headers["Content-Type"]) == (403, "text/html")
    simulator.firewall = None
    assert search(simulator, **request)["numFound"] == 0


def test_single_records_and_bibkeys(simulator: ProviderSimulator) -> None:
    base = simulator.open_library_url
    edition, unknown, work = ask(
        f"{base}/isbn/0552166596.json", f"{base}/isbn/9791099999993.json", f"{base}/works/OL1W.json"
    )
    assert edition.json["works"] == [{"key": MAGIC.key}]
    assert (unknown.status, unknown.headers["Content-Type"]) == (404, "text/html")
    assert work.json["subjects"] == list(MAGIC.subjects)
    (books,) = ask(f"{base}/api/books?bibkeys=ISBN:9780307719218,ISBN:1&format=json&jscmd=data")
    assert list(books.json) == ["ISBN:9780307719218"]


# --- limits


def test_of_a_burst_ten_pass_at_once_fifteen_wait_and_the_rest_are_refused() -> None:
    buckets = LeakyBuckets(RateLimit())
    waits = [buckets.wait_s("127.0.0.1", 0) for _ in range(30)]
    assert waits[:10] == [0] * 10
    assert waits[10:25] == [pytest.approx(place / 3) for place in range(1, 16)]
    assert waits[25:] == [None] * 5
    assert buckets.wait_s("127.0.0.2", 0) == 0
    # What was refused does not count, and three a second drain.
    assert buckets.wait_s("127.0.0.1", 1) == pytest.approx(13 / 3)
    assert buckets.wait_s("127.0.0.1", 100) == 0


def test_the_limit_is_per_address_and_refuses_without_retry_after() -> None:
    limit = RateLimit(rate_per_s=0.001, burst=3, delay=3)
    with ProviderSimulator(SHELF, latency_s=0, rate_limit=limit) as simulator:
        replies = ask(*[f"{simulator.open_library_url}/isbn/1.json"] * 5)
        assert sorted(reply.status for reply in replies) == [404, 404, 404, 429, 429]
        refused = next(reply for reply in replies if reply.status == 429)
        assert refused.json["status"] == 429
        assert "Retry-After" not in refused.headers
        others = [f"{simulator.url_for_address(number)}/isbn/1.json" for number in (2, 254, 255, 600)]
        assert [reply.status for reply in ask(*others)] == [404] * 4
        assert {record.address for record in simulator.requests[5:]} == {
            *("127.0.0.2", "127.0.0.254", "127.0.1.1", "127.0.2.92"),
        }
        assert simulator.refused == 2


def test_a_request_over_the_undelayed_few_is_held_back() -> None:
    with ProviderSimulator(SHELF, latency_s=0, rate_limit=RateLimit(rate_per_s=10, burst=2, delay=1)) as simulator:
        began = time.monotonic()
        ask(*[f"{simulator.open_library_url}/isbn/1.json"] * 2)
        assert time.monotonic() - began >= 0.08


@pytest.mark.parametrize(
    ("user_agent", "welcome"),
    [
        ("goodreads-stats/1.0 (+https://example.org)", True),
        ("GoodreadsStats (reader@example.org)", True),
        ("goodreads-stats/1.0", False),
        ("(+https://example.org)", False),
        ("", False),
        ("Python/3.11 aiohttp/3.14.5", False),
        ("python-requests/2.32 (+https://example.org)", False),
        ("curl/8.5.0", False),
        ("Mozilla/5.0 (compatible; +https://example.org)", False),
    ],
)
def test_open_library_wants_an_app_name_and_a_contact(user_agent: str, welcome: bool) -> None:
    assert names_app_and_contact(user_agent) is welcome


def test_an_anonymous_client_is_forbidden_by_open_library_only(simulator: ProviderSimulator) -> None:
    urls = (f"{simulator.open_library_url}/isbn/1.json", f"{simulator.google_books_url}/volumes?q=isbn:1&key=k")
    assert [reply.status for reply in ask(*urls, headers={"User-Agent": "curl/8"})] == [403, 200]


def test_latency_is_waited_for() -> None:
    with ProviderSimulator(SHELF, latency_s=0.05, latency_sigma=0) as simulator:
        began = time.monotonic()
        search(simulator, q="isbn:1")
        assert time.monotonic() - began >= 0.05


# --- Google Books


def test_google_finds_by_isbn_and_by_title_with_author(simulator: ProviderSimulator) -> None:
    by_isbn = volumes(simulator, q="isbn:9780307719218", key="k").json
    assert by_isbn["totalItems"] == 1
    info = by_isbn["items"][0]["volumeInfo"]
    assert info["categories"] == ["Business & Economics"]
    assert info["imageLinks"]["thumbnail"].startswith("http://")
    assert info["industryIdentifiers"] == [{"type": "ISBN_13", "identifier": "9780307719218"}]
    url = f"{simulator.google_books_url}/volumes?key=k&q=intitle:%22colour+of+magic%22+inauthor:%22pratchett%22"
    (by_title,) = ask(f"{url}&maxResults=1&fields=totalItems,items(id,volumeInfo(title))")
    assert by_title.json["totalItems"] == 3
    (item,) = by_title.json["items"]
    assert item.keys() == {"id", "volumeInfo"}
    assert item["volumeInfo"].keys() == {"title"}
    # An encoded plus sign is no blank: what stands behind it is no term.
    assert volumes(simulator, q='intitle:"colour of magic"+inauthor:"pratchett"', key="k").json["totalItems"] == 0
    assert volumes(simulator, q="isbn:9791099999993", key="k").json == {"kind": "books#volumes", "totalItems": 0}


def test_google_counts_some_volumes_without_showing_them() -> None:
    catalogue = Catalogue.of(*(Work(f"/works/OL{number}W", f"Tome {number}", ("A",)) for number in range(200)))
    with ProviderSimulator(catalogue, latency_s=0) as simulator:
        urls = [f'{simulator.google_books_url}/volumes?key=k&q=intitle:"tome {number}"' for number in range(200)]
        answers = [reply.json for reply in ask(*urls)]
    assert all(answer["totalItems"] == 1 for answer in answers)
    assert 0 < sum("items" not in answer for answer in answers) < 20


def test_google_refuses_everybody_without_a_key(simulator: ProviderSimulator) -> None:
    reply = volumes(simulator, q="isbn:9780307719218")
    assert reply.status == 429
    assert reply.json["error"]["details"][0]["metadata"]["quota_limit_value"] == "0"
    assert simulator.refused == 1


@pytest.mark.parametrize("status", [429, 403, 400])
def test_google_ends_at_the_daily_quota_of_a_key(status: int) -> None:
    with ProviderSimulator(SHELF, latency_s=0, google_daily_quota=2, google_quota_status=status) as simulator:
        replies = [volumes(simulator, q="isbn:1", key="k") for _ in range(3)]
        assert [reply.status for reply in replies] == [200, 200, status]
        assert replies[2].json["error"]["errors"][0]["reason"] == "rateLimitExceeded"
        assert volumes(simulator, q="isbn:1", key="another").status == 200


def test_google_tells_a_minutes_limit_from_a_days() -> None:
    clock = [0.0]
    google = GoogleBooks(SHELF.google_books, daily_quota=3, quota_status=429, minute_quota=2, now_s=lambda: clock[0])

    def asked() -> tuple[int, Any]:
        answer = google.answer("/books/v1/volumes", {"q": "isbn:1", "key": "k"})
        return answer.status, json.loads(answer.body).get("error", {}).get("message", "")

    assert [asked()[0] for _ in range(2)] == [200, 200]
    status, message = asked()
    assert status == 429
    assert "Queries per minute" in message
    clock[0] = 60
    assert asked()[0] == 200
    status, message = asked()
    assert status == 429
    assert "Queries per day" in message


def test_google_refuses_a_cloud_machine_that_names_no_country(simulator: ProviderSimulator) -> None:
    simulator.google.cloud_address = True
    reply = volumes(simulator, q="isbn:9780307719218", key="k")
    assert reply.status == 403
    assert "Cannot determine user location" in reply.json["error"]["message"]
    assert volumes(simulator, q="isbn:9780307719218", key="k", country="US").json["totalItems"] == 1


# --- faults


def spoilt(simulator: ProviderSimulator, fault: Fault) -> Reply:
    simulator.fault = fault
    url = f"{simulator.open_library_url}/search.json"
    (reply,) = ask(url, params={"q": "isbn:9780307719218", "fields": FIELDS})
    return reply


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.TOO_MANY, 429),
        (Fault.TOO_MANY_RETRY_AFTER, 429),
        (Fault.BAD_REQUEST, 400),
        (Fault.FORBIDDEN, 403),
        (Fault.SERVER_ERROR, 500),
        (Fault.UNAVAILABLE, 503),
        (Fault.UNAVAILABLE_RETRY_AFTER, 503),
        (Fault.REDIRECT, 302),
    ],
)
def test_faults_that_are_a_status(simulator: ProviderSimulator, fault: Fault, status: int) -> None:
    reply = spoilt(simulator, fault)
    assert reply.status == status == simulator.requests[-1].status
    assert ("Retry-After" in reply.headers) is fault.name.endswith("RETRY_AFTER")
    assert volumes(simulator, q="isbn:1", key="k").status == status
    simulator.fault = None
    assert search(simulator, q="isbn:9780307719218")["numFound"] == 1


@pytest.mark.parametrize("fault", [Fault.HTML_PAGE, Fault.EMPTY, Fault.CUT_JSON])
def test_faults_that_are_no_json(simulator: ProviderSimulator, fault: Fault) -> None:
    reply = spoilt(simulator, fault)
    assert reply.status == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(reply.body)


def test_faults_that_are_json_of_another_kind(simulator: ProviderSimulator) -> None:
    assert isinstance(spoilt(simulator, Fault.JSON_ARRAY).json, list)
    assert isinstance(spoilt(simulator, Fault.WRONG_SHAPE).json["docs"], str)
    wrong = spoilt(simulator, Fault.WRONG_TYPES).json["docs"]
    assert not isinstance(wrong[0]["title"], str)
    assert wrong[1:] == [None, "x", 17]
    doc = spoilt(simulator, Fault.WRONG_DETAILS).json["docs"][0]
    assert (doc["key"], doc["title"]) == (NATIONS.key, NATIONS.title)
    assert not isinstance(doc["cover_i"], int) or isinstance(doc["cover_i"], bool)


def test_garbling_changes_the_type_of_every_leaf() -> None:
    kinds: list[Any] = [1, "a", None, ["b"], True, 0.1, {"deeper": 1}]
    good = {f"field {number}": value for number, value in enumerate(kinds * 8)}
    bad = garbled(good, keep=frozenset({"field 1"}))
    assert bad["field 1"] == "a"
    leaves = [name for name, value in good.items() if name != "field 1" and not isinstance(value, dict)]
    assert all(type(bad[name]) is not type(good[name]) for name in leaves)
    assert type(bad["field 6"]["deeper"]) is not int


def test_a_huge_answer_does_not_announce_its_length(simulator: ProviderSimulator) -> None:
    reply = spoilt(simulator, Fault.HUGE)
    assert "Content-Length" not in reply.headers
    assert len(reply.body) > HUGE_ANSWER_BYTES
    assert reply.json["numFound"] == 1


def test_a_huge_answer_may_be_left_unread(simulator: ProviderSimulator) -> None:
    async def read_a_little() -> None:
        async with aiohttp.ClientSession(headers=CLIENT) as session:
            response = await session.get(f"{simulator.open_library_url}/search.json?q=isbn:1")
            await response.content.read(10)
            response.close()

    simulator.fault = Fault.HUGE
    asyncio.run(read_a_little())
    simulator.fault = None
    assert search(simulator, q="isbn:1")["docs"] == []


@pytest.mark.parametrize(
    ("fault", "error"), [(Fault.RESET, aiohttp.ClientConnectionError), (Fault.CUT_OFF, aiohttp.ClientPayloadError)]
)
def test_faults_of_the_connection(simulator: ProviderSimulator, fault: Fault, error: type[Exception]) -> None:
    with pytest.raises(error):
        spoilt(simulator, fault)


def test_a_hanging_provider_holds_up_neither_its_clients_time_out_nor_shutdown() -> None:
    began = time.monotonic()
    with ProviderSimulator(SHELF, latency_s=0) as simulator:
        simulator.open_library_fault = Fault.HANG
        with pytest.raises(TimeoutError):
            ask(*[f"{simulator.open_library_url}/search.json"] * 3, timeout_s=0.2)
        assert [record.status for record in simulator.requests] == [None] * 3
        assert volumes(simulator, q="isbn:1", key="k").status == 200
    assert time.monotonic() - began < 2


def test_a_slow_answer_comes_late_and_true() -> None:
    with ProviderSimulator(SHELF, latency_s=0, slow_s=0.1) as simulator:
        simulator.fault = Fault.SLOW
        began = time.monotonic()
        assert search(simulator, q="isbn:9780307719218")["numFound"] == 1
        assert time.monotonic() - began >= 0.1


def test_a_fault_can_pass_or_strike_certain_requests(simulator: ProviderSimulator) -> None:
    url = f"{simulator.open_library_url}/search.json"
    simulator.open_library_fault = first(2, Fault.UNAVAILABLE)
    assert [ask(f"{url}?q=isbn:1")[0].status for _ in range(3)] == [503, 503, 200]
    simulator.open_library_fault = when_asked("9780307719218")
    assert [ask(f"{url}?q=isbn:(1 OR {isbn})")[0].status for isbn in ("9780307719218", "2")] == [400, 200]


def test_a_redirect_that_is_followed_shows_in_the_log(simulator: ProviderSimulator) -> None:
    location = spoilt(simulator, Fault.REDIRECT).headers["Location"]
    assert not location.startswith(simulator.open_library_url)
    ask(location)
    assert [record.provider for record in simulator.requests] == ["open_library", "elsewhere"]


# --- counters


def test_requests_are_recorded_and_forgotten(simulator: ProviderSimulator) -> None:
    search(simulator, q="isbn:(1 OR 2 OR 3)")
    search(simulator, q='(title:"a" AND author:"x") OR (title:"b" AND author:"y")')
    search(simulator, q="isbn:(1 OR 2) OR id_goodreads:(3)")
    volumes(simulator, q="isbn:1", key="k")
    assert [record.keys_asked for record in simulator.requests] == [3, 2, 3, 1]
    record = simulator.open_library_requests[0]
    assert (record.path, record.status, record.address) == ("/search.json", 200, "127.0.0.1")
    assert record.query == {"q": "isbn:(1 OR 2 OR 3)"}
    assert record.user_agent == CLIENT["User-Agent"]
    assert len(simulator.open_library_requests) == 3
    assert len(simulator.google_requests) == 1
    assert 0 < simulator.cpu_s < 5
    simulator.reset_counters()
    assert simulator.requests == []
