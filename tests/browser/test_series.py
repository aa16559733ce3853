"""Series: what is read of them, what stands on the shelves and what is not in the library."""

from __future__ import annotations

import random
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open, dashboard_url
from tests.browser.expected_collection import series
from tests.browser.library import Json, dashboard, hostile_library, make_book

POSITIONS = ("1", "2", "3", "4", "6", "7", "9", "0", "1.5", "2.5", "1-3", "5-6", "Omnibus", None)


def shelved_series(names: tuple[tuple[str, ...], ...], seed: int = 3) -> Json:
    """A library in which each series has a few spellings, some volumes and some of these on the to-read shelf."""
    chance = random.Random(seed)
    books: list[Json] = []
    for spellings in names:
        author = f"Author {len(books)}"
        for position in chance.sample(POSITIONS, chance.randint(1, 9)):
            book = make_book(len(books), chance, chance.choice(("read", "read", "to-read", "currently-reading")))
            name = {"name": chance.choice(spellings), "position": position}
            books.append(book | {"author": author, "series": name, "title": f"Title {len(books):03}"})
    books += [make_book(len(books) + number, chance) | {"series": None} for number in range(5)]
    read = [book for book in books if book["reading_status"] == "read"]
    return dashboard(read, [book for book in books if book not in read])


@pytest.fixture
def data() -> Json:
    spelled = (("The Expanse", "expanse", "Expanse, The"), ("Enders Saga", "Ender's Saga"), ("Ségou", "SEGOU"))
    return shelved_series((*spelled, *((f"Cycle {number:02}",) for number in range(30))))


def ids(links: Locator) -> list[str]:
    found: list[str] = links.evaluate_all("links => links.map(link => link.getAttribute('href').split('/').at(-1))")
    return found


def numbers(text: str) -> tuple[int, ...]:
    """ "books 2–4 and 7" as its numbers."""
    runs = [(int(run[0]), int(run[-1])) for run in (part.split("–") for part in re.findall(r"\d+(?:–\d+)?", text))]
    return tuple(number for first, last in runs for number in range(first, last + 1))


def gaps_in(card: Locator) -> tuple[int, ...]:
    return numbers(
        " ".join(text.removesuffix("not in your library") for text in card.locator(".gap .note").all_inner_texts())
    )


def test_series_stand_with_their_volumes_and_gaps(open_page: Open, site: str, data: Json) -> None:
    page = open_page(dashboard_url(site, "#/series"), data)
    wanted = series(data)
    assert len(wanted) > 20
    assert any(one.following for one in wanted)
    assert any(one.missing for one in wanted)
    cards = page.locator(".card.series")
    expect(cards).to_have_count(len(wanted))
    for card, one in zip(cards.all(), wanted, strict=True):
        assert card.get_by_role("heading").inner_text() == one.name
        assert ids(card.locator(".mosaic a")) == list(one.ids)
        assert gaps_in(card) == one.missing
        words = card.locator(".card-head p").inner_text()
        part = {0: "none", len(one.ids): "both" if len(one.ids) == 2 else "all"}.get(one.read, str(one.read))
        assert words == f"{len(one.ids)} books, {part} read"
        told = " ".join(card.locator(".summary").all_inner_texts())
        assert ("Not in your library" in told) == bool(one.missing)
        assert ids(card.locator(".summary a")) == [one.following] * bool(one.following)
    expect(page.locator(".view-head .lead")).to_contain_text(f"of {len(wanted)} series")
    assert "unread" not in page.locator("main").inner_text()


def test_a_series_leads_to_the_list_of_its_books(open_page: Open, site: str, data: Json) -> None:
    page = open_page(dashboard_url(site, "#/series"), data)
    largest = next(one for one in series(data) if "Expanse" in one.name)
    page.get_by_role("link", name=largest.name, exact=True).click()
    expect(page.locator(".count strong")).to_have_text(f"{len(largest.ids)} books")
    expect(page.get_by_role("link", name="Remove filter: series The Expanse")).to_be_visible()
    page.locator(".book .title").first.click()
    page.locator(".facts-grid").get_by_role("link", name=re.compile("expanse", re.IGNORECASE)).click()
    expect(page.locator(".count strong")).to_have_text(f"{len(largest.ids)} books")


def test_the_overview_has_a_card_of_series_that_begins_with_what_goes_on(
    open_page: Open, site: str, data: Json
) -> None:
    page = open_page(dashboard_url(site), data)
    card = page.locator("#series")
    expect(card).to_be_visible()
    wanted = sorted(series(data), key=lambda one: one.following is None)[:6]
    assert card.locator(".title").all_inner_texts() == [one.name for one in wanted]
    assert ids(card.locator("a.author")) == [one.following for one in wanted if one.following]
    card.get_by_role("link", name="All series").click()
    expect(page.get_by_role("heading", level=1, name="Series")).to_be_focused()


@pytest.mark.parametrize("books", [0, 1])
def test_a_library_without_series_has_no_card_and_a_view_that_says_so(open_page: Open, site: str, books: int) -> None:
    data = dashboard([make_book(number, random.Random(1)) for number in range(books)], [])
    page = open_page(dashboard_url(site), data)
    expect(page.locator(".colophon")).to_be_visible()
    expect(page.locator("#series")).to_have_count(0)
    page.get_by_role("navigation", name="More about your reading").get_by_role("link", name="Series").click()
    expect(page.locator(".view-head .lead")).to_have_text("No series has two books or more in this library.")


def test_a_series_of_many_volumes_shows_the_first_and_a_link_to_all(open_page: Open, site: str) -> None:
    chance = random.Random(2)
    books = [
        make_book(number, chance) | {"series": {"name": "Perry Rhodan", "position": str(1 + number * 2)}}
        for number in range(140)
    ]
    page = open_page(dashboard_url(site, "#/series"), dashboard(books, []))
    card = page.locator(".card.series")
    expect(card.locator(".mosaic a")).to_have_count(60)
    expect(card.locator(".summary")).to_have_text("Not in your library: 99 books below number 199.")
    card.get_by_role("link", name="All 140 books").click()
    expect(page.locator(".count strong")).to_have_text("140 books")


def test_hostile_series_are_only_text(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site, "#/series"), hostile_library())
    expect(page.locator(".card.series").first).to_be_visible()
    assert not page.evaluate("window.pwned")


def wide(page: Page) -> int:
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


def test_series_fit_a_narrow_window(open_page: Open, site: str) -> None:
    data = shelved_series((("Donaudampfschifffahrtsgesellschaftskapitänsmützengeschichten " * 3,), ("三体" * 40,)))
    page = open_page(dashboard_url(site, "#/series"), data, viewport={"width": 320, "height": 800})
    expect(page.locator(".card.series").first).to_be_visible()
    assert wide(page) == 0
    page.goto(dashboard_url(site, "#/"))
    expect(page.locator("#series")).to_be_visible()
    assert wide(page) == 0
