"""The page of one book: what the providers know of it in words, and nothing where they know nothing."""

from __future__ import annotations

import random
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, dashboard_url, fact
from tests.browser.library import Json, dashboard, make_book

KNOWN: Json = {
    "title": "Dune",
    "author": "Frank Herbert",
    "average_rating": 4.27,
    "community_ratings": 1234,
    "series": {"name": "Dune Chronicles", "position": "1"},
    "language": "ger",
    "places": ["Arrakis", "Caladan"],
    "people": ["Paul Atreides", "Lady Jessica"],
    "times": ["the far future"],
    "genres": ["Science Fiction"],
    "genre_enriched": True,
    "genre_sources": ["open_library"],
    "matched_by": "goodreads_id",
}
NEW = ("community_ratings", "series", "language", "places", "people", "times")
NAMES = ("Series", "Language", "Set in", "About", "Time", "Outside Goodreads")


def book_page(open_page: Open, site: str, *without: str, **changes: Any) -> Page:
    """The page of a book of which all is known but the changes and the keys left out."""
    book = {**make_book(11, random.Random(3)), **KNOWN, **changes}
    book = {name: value for name, value in book.items() if name not in without}
    page = open_page(dashboard_url(site, "#/book/100011"), dashboard([book], []))
    expect(page.get_by_role("heading", level=1)).to_have_text("Dune")
    return page


def each(page: Page, site: str, model: str, function: str, values: list[Any]) -> list[Any]:
    """What a function of a model answers to each of the values."""
    answers: list[Any] = page.evaluate(
        """async ([address, name, values]) => {
            const model = await import(address);
            return values.map((value) => model[name](value));
        }""",
        [f"{site}static/models/{model}.js", function, values],
    )
    return answers


def check_no_gap_shows(page: Page) -> None:
    words = page.locator("main").inner_text()
    assert not any(gap in words for gap in ("null", "undefined", "NaN", "[object"))
    assert not any(line.strip(" ,") == "" for line in page.locator("main dd").all_inner_texts())


def test_a_book_shows_what_the_providers_know_of_it(open_page: Open, site: str) -> None:
    page = book_page(open_page, site)
    shown = {name: fact(page, name).inner_text() for name in NAMES}
    assert shown == {
        "Series": "Dune Chronicles, book\u00a01",
        "Language": "German",
        "Set in": "Arrakis, Caladan",
        "About": "Paul Atreides, Lady Jessica",
        "Time": "the far future",
        "Outside Goodreads": "rated by 1,234 readers",
    }
    expect(page.locator(".origin")).to_have_text("From Open Library, matched by its Goodreads id.")
    check_no_gap_shows(page)


def test_a_book_of_which_nothing_is_known_shows_no_empty_line(open_page: Open, site: str) -> None:
    nothing: Json = {"places": [], "people": [], "times": []}
    page = book_page(open_page, site, series=None, language=None, community_ratings=None, **nothing)
    for name in NAMES:
        expect(fact(page, name)).to_have_count(0)
    expect(page.locator(".particulars")).to_have_count(0)
    check_no_gap_shows(page)


def test_a_dashboard_from_before_these_were_known_is_drawn(open_page: Open, site: str) -> None:
    page = book_page(open_page, site, *NEW, matched_by="isbn")
    for name in NAMES:
        expect(fact(page, name)).to_have_count(0)
    expect(fact(page, "Publisher")).to_have_text("Harbour Press")
    expect(page.locator(".origin")).to_have_text("From Open Library, matched by ISBN.")
    check_no_gap_shows(page)


def test_each_line_stands_without_the_others(open_page: Open, site: str) -> None:
    keys = ("series", "language", "places", "people", "times", "community_ratings")
    whole = {**make_book(11, random.Random(3)), **KNOWN}
    books = [
        {name: value for name, value in whole.items() if name not in keys or name == key}
        | {"goodreads_id": str(number), "title": key}
        for number, key in enumerate(keys)
    ]
    page = open_page(data=dashboard(books, []))
    for number, own in enumerate(NAMES):
        page.goto(dashboard_url(site, f"#/book/{number}"))
        expect(page.get_by_role("heading", level=1)).to_have_text(keys[number])
        for name in NAMES:
            expect(fact(page, name)).to_have_count(1 if name == own else 0)
        check_no_gap_shows(page)


PLACES = [
    ("1", "book\u00a01"),
    ("0.5", "book\u00a00.5"),
    ("12a", "book\u00a012a"),
    ("1-3", "books\u00a01–3"),
    ("1 – 3", "books\u00a01–3"),
    ("1-3, 5", "books\u00a01–3, 5"),
    ("4, 5", "books\u00a04, 5"),
    ("Prequel", "Prequel"),
    ("Volume 2", "Volume 2"),
    ("", ""),
    (None, ""),
]


def test_a_place_in_a_series_reads_well(open_page: Open, site: str) -> None:
    said = each(open_page(site), site, "known", "placeInSeries", [position for position, _ in PLACES])
    assert said == [words for _, words in PLACES]


@pytest.mark.parametrize("position", [None, " "])
def test_a_series_may_have_no_place_for_the_book(open_page: Open, site: str, position: str | None) -> None:
    page = book_page(open_page, site, series={"name": "Dune Chronicles", "position": position})
    expect(fact(page, "Series")).to_have_text("Dune Chronicles")


SERIES: list[tuple[object, Json | None]] = [
    ({"name": "Dune", "position": "1"}, {"name": "Dune", "position": "1"}),
    ({"name": " Dune ", "position": " 1 "}, {"name": "Dune", "position": "1"}),
    ({"name": "Dune"}, {"name": "Dune", "position": None}),
    ({"name": "Dune", "position": 1}, {"name": "Dune", "position": None}),  # the contract says text
    ({"name": " ", "position": "1"}, None),
    ({"name": None, "position": "1"}, None),
    ({"name": 7}, None),
    ({}, None),
    ([], None),
    ("Dune", None),
    (None, None),
]


def test_a_series_without_a_name_is_none(open_page: Open, site: str) -> None:
    libraries = [{"books": [{"series": raw}]} for raw, _ in SERIES]
    read = each(open_page(site), site, "library", "readLibrary", libraries)
    assert [one["books"][0]["series"] for one in read] == [series for _, series in SERIES]


VOTES = [
    (4.27, 10, "rated by 10 readers"),
    (4.27, 1_234_567, "rated by 1,234,567 readers"),
    (4.27, 9, None),  # a mean of so few is not shown as the community's either
    (4.27, 0, None),
    (4.27, None, None),
    (4.27, "12", None),
    (4.27, 12.5, None),
    (None, 1234, None),  # no mean that it would stand beside
]


def test_the_number_of_readers_stands_beside_a_mean_and_for_many(open_page: Open, site: str) -> None:
    books = [{"average_rating": mean, "community_ratings": votes} for mean, votes, _ in VOTES]
    said = each(open_page(site), site, "known", "ratedBy", [*books, {}])
    assert said == [*(words for _, _, words in VOTES), None]


BIBLIOGRAPHIC = {
    **{"alb": "sqi", "arm": "hye", "baq": "eus", "bur": "mya", "chi": "zho", "cze": "ces", "dut": "nld"},
    **{"fre": "fra", "geo": "kat", "ger": "deu", "gre": "ell", "ice": "isl", "mac": "mkd", "mao": "mri"},
    **{"may": "msa", "per": "fas", "rum": "ron", "slo": "slk", "tib": "bod", "wel": "cym"},
}
LANGUAGES: list[tuple[object, str | None]] = [
    *(("eng", "English"), ("deu", "German"), ("ger", "German"), ("fre", "French"), ("jpn", "Japanese")),
    *(("grc", "Ancient Greek"), ("tib", "Tibetan"), ("mul", "Several languages")),  # Chromium knows no name for these
    *((code, None) for code in ("und", "zxx", "mis", "qqq", "", "en", "German", "gers", "<b>", None, 7, ["ger"])),
]


def test_a_language_is_told_by_its_name_or_not_at_all(open_page: Open, site: str) -> None:
    named = each(open_page(site), site, "languages", "languageName", [code for code, _ in LANGUAGES])
    assert named == [name for _, name in LANGUAGES]


def test_a_browser_is_asked_for_the_codes_that_every_browser_knows(open_page: Open, site: str) -> None:
    """Chromium happens to know most of the libraries' codes as well."""
    page = open_page(site)
    page.evaluate("() => { Intl.DisplayNames = class { of(code) { return code; } }; }")
    asked = each(page, site, "languages", "languageName", [*BIBLIOGRAPHIC, "eng", "und"])
    assert asked == [*BIBLIOGRAPHIC.values(), "eng", None]


def test_right_to_left_names_stay_in_their_own_place(open_page: Open, site: str) -> None:
    names = {"places": ["ירושלים", "Rome"], "series": {"name": "سلسلة", "position": "2"}}
    page = book_page(open_page, site, **names)
    assert fact(page, "Set in").locator("bdi").all_inner_texts() == names["places"]
    assert fact(page, "Series").locator("bdi").all_inner_texts() == ["سلسلة", "book\u00a02"]


def test_a_review_shows_its_marks_and_nothing_else_becomes_one(open_page: Open, site: str) -> None:
    review = (
        "One.<br/>Two <i>three</i> &amp;lt;b&amp;gt;<blockquote>quoted</blockquote>"
        '<a href="https://example.org/x" onclick="window.pwned = true">one</a> '
        '<a href="https://example.org/y" rel="nofollow">link</a> <a href="javascript:window.pwned=true">not this</a> '
        "<script>window.pwned = true</script><img src=x onerror='window.pwned = true'>"
    )
    page = book_page(open_page, site, my_review=review, has_spoilers=False)
    shown = page.locator(".review")
    assert shown.inner_text().startswith("One.\nTwo three &lt;b&gt;\n")
    for words in ("<script>window.pwned = true</script>", "<img src=x onerror='window.pwned = true'>"):
        expect(shown).to_contain_text(words)
    expect(shown.locator("i")).to_have_text("three")
    expect(shown.locator("blockquote")).to_have_text("quoted")
    links = shown.locator("a")
    assert [(link.inner_text(), link.get_attribute("href"), link.get_attribute("rel")) for link in links.all()] == [
        ("one", "https://example.org/x", "noopener noreferrer nofollow"),
        ("link", "https://example.org/y", "noopener noreferrer nofollow"),
    ]
    assert page.evaluate("'pwned' in window") is False
    names = shown.locator("*").evaluate_all("all => [...new Set(all.map((one) => one.tagName))].sort()")
    assert names == ["A", "BLOCKQUOTE", "BR", "I", "SPAN"]
    attributes = shown.locator("*").evaluate_all("all => all.flatMap((one) => one.getAttributeNames())")
    assert set(attributes) <= {"href", "rel", "target"}


def test_a_spoiler_is_told_when_asked_for(open_page: Open, site: str) -> None:
    page = book_page(open_page, site, my_review="Fine. <spoiler>He did it.</spoiler>", has_spoilers=False)
    expect(page.get_by_text("Fine.")).to_be_visible()
    expect(page.get_by_text("He did it.")).to_be_hidden()
    page.get_by_text("Show spoiler").click()
    expect(page.get_by_text("He did it.")).to_be_visible()


def test_a_review_that_is_one_spoiler_is_folded_once(open_page: Open, site: str) -> None:
    page = book_page(open_page, site, my_review="Fine. <spoiler>He did it.</spoiler>", has_spoilers=True)
    expect(page.get_by_text("Fine.")).to_be_hidden()
    page.get_by_text("Contains spoilers. Show it").click()
    expect(page.get_by_text("He did it.")).to_be_visible()


def test_a_source_named_like_a_method_is_only_a_name(open_page: Open, site: str) -> None:
    page = book_page(open_page, site, genre_sources=["constructor"], matched_by="constructor")
    expect(page.locator(".origin")).to_have_text("From constructor.")
