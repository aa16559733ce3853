"""A link for friends: its owner makes it, a friend sees that year and no more, and it can be taken back."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import JOB_ID, Open, dashboard_url
from tests.browser.test_looks import check_with_axe
from tests.browser.test_phone import PHONE, TOO_WIDE
from tests.browser.test_updating import csv, uploaded

COLUMNS = "Book Id,Title,Author,My Rating,Number of Pages,Exclusive Shelf,Date Read,Bookshelves,My Review,Private Notes"
SECRETS = ("what I told nobody", "lent to Wilhelmina", "shelf-of-my-therapist", "library-of-mine")
OTHERS = ("Emma", "Jane Austen", "Ulysses", "2019", "2021")
TEXT = f"""{COLUMNS}
1,Dune,Frank Herbert,5,300,read,2020/05/01,{SECRETS[2]},{SECRETS[0]},{SECRETS[1]}
2,Emma,Jane Austen,4,200,read,2019/01/31,,{SECRETS[0]},
3,Solaris,Stanisław Lem,3,400,read,2020/07/03,,,
4,Ulysses,James Joyce,0,700,to-read,,,,
5,Katabasis,R. F. Kuang,0,500,read,2021/07/03,,,
"""
OWNERS_ONLY = (
    *("Delete", "Update", "Library as CSV", "Library as JSON", "Corrections", "Books without genres"),
    *("This list as CSV", "Share", "Wrong genre", "Year in review"),
)


@pytest.fixture
def owner(open_page: Open, site: str) -> Page:
    """The page of a reader who has uploaded a library with reviews, notes and a shelf of their own."""
    page = open_page()
    uploaded(page, site, TEXT)
    return page


def made(page: Page, name: str) -> str:
    """Make a link on the view that is open, and return it."""
    page.get_by_role("button", name=f"Make a link to {name}").click()
    expect(page.get_by_text("The link is made.")).to_be_visible()
    field = page.locator(".shares input").first
    expect(field).to_be_focused()
    return field.input_value()


def share_year(page: Page, year: int = 2020) -> str:
    page.evaluate(f"location.hash = '#/year/{year}'")
    page.get_by_role("link", name=f"Share {year}").click()
    expect(page.get_by_role("heading", name=f"Share {year}", exact=True)).to_be_focused()
    return made(page, str(year))


def links(page: Page) -> Locator:
    return page.locator(".shares li")


def everything(page: Page, link: str) -> str:
    """All that a friend gets under a link: the page as it is sent, its data, and the page as it stands."""
    html, data = (page.request.get(address) for address in (link, f"{link}.json"))
    return html.text() + data.text() + json.dumps([html.headers, data.headers]) + page.content()


def test_a_friend_sees_the_year_and_nothing_else(owner: Page, open_page: Open) -> None:
    link = share_year(owner)
    job_id = owner.url.partition("/dashboard/")[2].partition("#")[0]
    token = owner.evaluate(f"JSON.parse(localStorage.getItem('goodreads-stats:jobs'))['{job_id}'].token")
    friend = open_page(link)
    expect(friend.get_by_role("heading", name="2020", exact=True)).to_be_visible()
    expect(friend.get_by_label("2020 at a glance")).to_contain_text("2books")
    expect(friend).to_have_title("2020 in review · Goodreads Stats")
    # The title of the link counts as the page does.
    expect(friend.get_by_label("2020 at a glance")).to_contain_text("700pages")
    assert '<meta property="og:title" content="2020 in books: 2 books, 700 pages">' in friend.request.get(link).text()
    expect(friend.locator(".shared-note")).to_contain_text("A reader shares the books of 2020 with you")
    expect(friend.locator(".mosaic").first.locator("li")).to_have_count(2)
    for address in ("", "#/books", "#/books?status=all", "#/book/1", "#/year/2019", "#/year"):
        friend.goto(f"{link}{address}")
        expect(friend.locator("main h1")).to_be_visible()
        expect(friend.locator(".unfinished")).to_have_count(0)
        told = everything(friend, link)
        for private in (*SECRETS, *OTHERS, job_id, token):
            assert private not in told, (address, private)
        for words in OWNERS_ONLY:
            expect(friend.get_by_role("link", name=words)).to_have_count(0)
            expect(friend.get_by_role("button", name=words)).to_have_count(0)


def test_the_head_leads_to_what_there_is(owner: Page, open_page: Open) -> None:
    friend = open_page(share_year(owner))
    nav = friend.locator(".site-nav a")
    expect(nav).to_have_text(["2020", "Books"])
    nav.nth(1).click()
    expect(friend.locator(".book-list > li")).to_have_count(2)
    friend.get_by_role("link", name="Solaris").click()
    expect(friend.get_by_role("heading", name="Solaris")).to_be_focused()
    expect(friend.locator("main")).not_to_contain_text("Added")
    nav.nth(0).click()
    expect(friend.get_by_role("heading", name="2020", exact=True)).to_be_focused()


@pytest.mark.parametrize("address", ["delete", "update", "corrections", "unenriched", "gone", "share", "constructor"])
def test_views_of_the_owner_are_not_there(owner: Page, open_page: Open, address: str) -> None:
    friend = open_page(f"{share_year(owner)}#/{address}")
    expect(friend.get_by_role("heading", name="No such page")).to_be_visible()


def test_the_overview_is_shared_without_the_other_shelves(owner: Page, open_page: Open) -> None:
    owner.evaluate("location.hash = '#/'")
    owner.get_by_role("link", name="Share the overview").click()
    link = made(owner, "the overview")
    friend = open_page(link)
    expect(friend.get_by_role("heading", level=1)).to_contain_text("4 books")
    expect(friend.locator(".site-nav a")).to_have_text(["Overview", "Books", "Year in review"])
    expect(friend.locator(".colophon")).to_be_visible()
    leads_to = "all => all.map((link) => link.getAttribute('href').split(/[?/]/)[1])"
    assert set(friend.locator("main a[href^='#/']").evaluate_all(leads_to)) <= {"books", "book", "year"}
    for address in ("", "#/books?status=all", "#/year/2019", "#/book/2"):
        friend.goto(f"{link}{address}")
        expect(friend.locator("main h1")).to_be_visible()
        expect(friend.locator(".unfinished")).to_have_count(0)
        told = everything(friend, link)
        assert [private for private in (*SECRETS, "Ulysses") if private in told] == []
        for words in set(OWNERS_ONLY) - {"Year in review"}:
            expect(friend.get_by_role("link", name=words)).to_have_count(0)


def test_a_link_that_is_taken_back_is_a_page_that_says_so(owner: Page, open_page: Open) -> None:
    first, second = share_year(owner), share_year(owner)
    assert first != second
    friend = open_page(first)
    expect(friend.get_by_role("heading", name="2020", exact=True)).to_be_visible()
    owner.reload()
    expect(links(owner)).to_have_count(2)
    oldest = links(owner).last
    expect(oldest.locator("input")).to_have_value(first)
    oldest.get_by_role("button", name="Take it back").click()
    expect(links(owner)).to_have_count(1)
    expect(owner.get_by_text("The link is taken back")).to_be_visible()
    expect(owner.get_by_role("heading", name="Links that are out")).to_be_focused()
    friend.reload()
    expect(friend.get_by_role("heading", name="There is nothing on this shelf")).to_be_visible()
    expect(friend.locator("main")).to_contain_text("deleted or taken back")
    friend.goto(second)
    expect(friend.get_by_role("heading", name="2020", exact=True)).to_be_visible()


def test_a_shared_book_says_nothing_of_other_years_and_not_where_its_genres_are_from(
    owner: Page, open_page: Open
) -> None:
    link = share_year(owner)
    friend = open_page()
    told = friend.request.get(f"{link}.json").json()
    # As after two reads in the year, which a Goodreads file does not tell.
    told["books"][0] |= {"genres": ["Classics"], "genre_enriched": True, "original_read_count": 2}
    told["books"][1] |= {"genres": []}
    friend.route("**/share/*.json", lambda route: route.fulfill(json=told))
    main = friend.locator("main")
    for book, genres in zip(told["books"], (1, 0), strict=True):
        friend.goto(f"{link}#/book/{book['goodreads_id']}")
        expect(friend.get_by_role("heading", name=book["title"])).to_be_visible()
        expect(friend.get_by_role("heading", name="Genres")).to_have_count(genres)
        expect(friend.locator(".origin")).to_have_count(0)
        expect(main).not_to_contain_text("Times read")


def test_a_friend_is_not_told_to_mend_the_library(open_page: Open, site: str) -> None:
    owner = open_page()
    uploaded(owner, site, re.sub(r"\d{4}/\d\d/\d\d", "", TEXT))
    expect(owner.locator(".lacking")).to_contain_text("export and upload again")
    owner.get_by_role("link", name="Share the overview").click()
    friend = open_page(made(owner, "the overview"))
    expect(friend.locator(".colophon")).to_be_visible()
    expect(friend.locator(".lacking")).to_have_count(0)


def test_a_link_that_goes_while_its_page_loads_says_so(owner: Page, open_page: Open) -> None:
    link = share_year(owner)
    friend = open_page()
    friend.route(
        "**/share/*.json", lambda route: route.fulfill(status=404, json={"Code": "x", "Message": "It is gone."})
    )
    friend.goto(link)
    expect(friend.get_by_role("heading", name="Nothing is shared here")).to_be_visible()
    expect(friend.locator("main")).to_contain_text("It is gone.")


def test_deleting_the_dashboard_takes_all_links_back(owner: Page, open_page: Open) -> None:
    link = share_year(owner)
    owner.evaluate("location.hash = '#/delete'")
    owner.get_by_role("button", name="Delete for good").click()
    expect(owner.get_by_role("heading", name="Your data is deleted")).to_be_visible()
    expect(owner.locator("main")).to_contain_text("all that was shared of it")
    friend = open_page(link)
    expect(friend.get_by_role("heading", name="There is nothing on this shelf")).to_be_visible()


def test_a_link_stays_as_it_was_when_a_newer_export_comes(owner: Page, open_page: Open) -> None:
    link = share_year(owner)
    owner.get_by_role("link", name="Update with a newer export").click()
    owner.locator("#newer").set_input_files(csv(TEXT.replace("Solaris", "Eden")))
    expect(owner.locator(".so-far")).to_contain_text("Your dashboard shows the newer export.")
    friend = open_page(f"{link}#/books")
    expect(friend.get_by_role("link", name="Solaris")).to_be_visible()


def test_the_list_that_comes_late_leaves_a_new_link_where_it_is(owner: Page) -> None:
    older = share_year(owner)
    owner.get_by_role("link", name="Back to 2020").click()
    held: list[Route] = []
    owner.route("**/shares", lambda route: held.append(route) if route.request.method == "GET" else route.continue_())
    newer = share_year(owner, 2021)
    held.pop().continue_()
    expect(links(owner).locator("input")).to_have_count(2)
    assert [field.input_value() for field in links(owner).locator("input").all()] == [newer, older]
    expect(links(owner).first.locator("input")).to_be_focused()


def test_a_link_whose_answer_was_lost_is_listed(owner: Page) -> None:
    older = share_year(owner)

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    owner.route("**/shares", lose)
    owner.get_by_role("button", name="Make a link to 2020").click()
    expect(owner.locator(".share")).to_contain_text("The server could not be reached")
    expect(links(owner)).to_have_count(2)
    assert links(owner).last.locator("input").input_value() == older
    owner.unroute("**/shares")
    made(owner, "2020")
    expect(links(owner)).to_have_count(3)


def test_the_view_says_what_a_link_shows_and_what_the_dashboards_address_does(owner: Page) -> None:
    share_year(owner)
    main = owner.locator("main")
    expect(main).to_contain_text("It does not show")
    expect(main).to_contain_text(re.compile("Your reviews and notes, your shelves and their names, other years"))
    expect(main).to_contain_text("Do not give friends the address of this dashboard")
    owner.get_by_role("link", name="Back to 2020").click()
    expect(owner.get_by_role("heading", name="2020", exact=True)).to_be_focused()


def test_what_the_server_refuses_is_told(owner: Page) -> None:
    owner.evaluate("location.hash = '#/share?year=1999'")
    owner.get_by_role("button", name="Make a link to 1999").click()
    expect(owner.locator(".share")).to_contain_text("no read book with a date in 1999")
    expect(owner.locator(".shares")).to_be_hidden()


def test_whoever_has_no_key_cannot_share(open_page: Open, site: str, library: dict[str, object]) -> None:
    page = open_page(dashboard_url(site), library)
    expect(page.locator(".figures").first).to_be_visible()
    expect(page.get_by_role("link", name="Share the overview")).to_have_count(0)
    page.goto(dashboard_url(site, "#/share"))
    expect(page.locator("main")).to_contain_text("This browser does not hold the key")
    expect(page.get_by_role("button", name="Make a link")).to_have_count(0)


def test_while_the_job_runs_nothing_can_be_shared(
    open_page: Open, site: str, library: dict[str, dict[str, object]]
) -> None:
    page = open_page()
    held = json.dumps(json.dumps({JOB_ID: {"token": "T" * 43}}))
    page.add_init_script(f"localStorage.setItem('goodreads-stats:jobs', {held})")
    running = {**library, "metadata": {**library["metadata"], "status": "processing"}}
    page.route(f"**/data/{JOB_ID}*", lambda route: route.fulfill(json=running))
    page.goto(dashboard_url(site))
    expect(page.locator(".figures").first).to_be_visible()
    expect(page.get_by_role("link", name="Share the overview")).to_have_count(0)


def test_under_a_stage_the_links_are_right(browser: Browser, open_page: Open, staged_site: str) -> None:
    page = open_page()
    uploaded(page, staged_site, TEXT)
    link = share_year(page)
    assert link.startswith(f"{staged_site}share/")
    friend = open_page(link)
    expect(friend.get_by_role("heading", name="2020", exact=True)).to_be_visible()


@pytest.mark.parametrize("view", ["owner", "friend"])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_a_phone(owner: Page, open_page: Open, view: str) -> None:
    link = share_year(owner)
    if view == "owner":
        page = owner
        page.set_viewport_size({"width": 390, "height": 800})
    else:
        page = open_page(link, **PHONE)
        expect(page.get_by_role("heading", name="2020", exact=True)).to_be_visible()
    assert page.evaluate(TOO_WIDE) == []
    check_with_axe(page)
