"""Small screens, large letters and texts of any length: nothing is wider than its place, nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from scripts.local_server import PROJECT
from tests.browser.awkward import AWKWARD, awkward_library
from tests.browser.conftest import Open, dashboard_url
from tests.browser.library import Json
from tests.browser.test_looks import check_with_axe

VIEWS = (
    "#/",
    "#/books?status=all",
    "#/book/0",
    "#/book/2",
    "#/book/4",
    "#/year/1995",
    "#/waiting",
    "#/people",
    "#/ratings",
    "#/milestones",
    "#/years",
    "#/unenriched",
    "#/update",
    "#/delete",
)
PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}

TOO_WIDE = """() => {
    for (const row of document.querySelectorAll('.missing li')) row.style.contentVisibility = 'visible';
    const page = document.documentElement.clientWidth;
    const scrolls = (element) => element.closest('.stage, .table-scroll, .sr-only, .shelf, select, .tip, [hidden]');
    const range = document.createRange();
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (!node.data.trim() || scrolls(parent) || !parent.checkVisibility()) continue;
        if (parent.closest('.skip, noscript, datalist, option')) continue;
        range.selectNodeContents(node);
        const text = range.getBoundingClientRect();
        let box = parent;
        while (getComputedStyle(box).display.startsWith('inline')) box = box.parentElement;
        const { left, right } = box.getBoundingClientRect();
        const hidden = getComputedStyle(box).overflowX === 'hidden';
        if (text.right > page + 1 || text.left < -1 || (!hidden && (text.right > right + 1 || text.left < left - 1)))
            found.push(`${box.tagName}.${box.className}: ${node.data.slice(0, 30)}`);
    }
    return found;
}"""

OUT_OF_DRAWING = """() => [...document.querySelectorAll('.stage > .plot, .shelf .plot')].flatMap((drawing) => {
    const place = drawing.getBoundingClientRect();
    return [...drawing.querySelectorAll('text')]
        .filter((text) => text.textContent)
        .map((text) => [text, text.getBoundingClientRect()])
        .filter(([, { left, right, top, bottom }]) =>
            left < place.left - 1 || right > place.right + 1 || top < place.top - 1 || bottom > place.bottom + 1)
        .map(([text]) => `${drawing.parentElement.parentElement.id}: ${text.textContent.slice(0, 30)}`);
})"""

SPACING = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }
"""


@pytest.fixture(scope="module")
def awkward() -> Json:
    return awkward_library()


def opened(open_page: Open, site: str, view: str, data: Json, **options: Any) -> Page:
    page = open_page(dashboard_url(site, view), data, reduced_motion="reduce", **options)
    expect(page.locator("main > .view:not(.unfinished, .waiting)")).to_be_visible()
    for stage in page.locator(".chart .stage").all():
        stage.scroll_into_view_if_needed()  # drawn when seen
    if page.locator(".chart .stage").count():
        expect(page.locator(".stage > .plot")).to_have_count(page.locator(".chart .stage").count())
    return page


def page_width(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


@pytest.mark.parametrize("width", [320, 820, 1280])
@pytest.mark.parametrize("view", VIEWS)
def test_no_text_is_wider_than_its_box(open_page: Open, site: str, awkward: Json, view: str, width: int) -> None:
    page = opened(open_page, site, view, awkward, viewport={"width": width, "height": 800})
    assert page_width(page) <= width
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(OUT_OF_DRAWING) == []


@pytest.mark.parametrize("view", VIEWS)
def test_four_times_the_size_needs_no_scrolling_sideways(open_page: Open, site: str, library: Json, view: str) -> None:
    """A window of 1280 by 1024 at 400 % is one of 320 by 256 (WCAG 1.4.10)."""
    page = opened(open_page, site, view, library, viewport={"width": 320, "height": 256}, device_scale_factor=4)
    assert page_width(page) <= 320
    assert page.evaluate("getComputedStyle(document.querySelector('.site-head')).position") == "static"


@pytest.mark.parametrize("view", VIEWS)
def test_wider_letters_and_lines_hide_nothing(open_page: Open, site: str, library: Json, view: str) -> None:
    """The spacing of WCAG 1.4.12. Policy allows no inline style, so it comes as the reader's own style sheet does."""
    page = opened(open_page, site, view, library, viewport={"width": 320, "height": 800}, bypass_csp=True)
    page.add_style_tag(content=SPACING)
    assert page_width(page) <= 320
    assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize("view", VIEWS)
def test_every_target_is_large_enough_for_a_finger(open_page: Open, site: str, library: Json, view: str) -> None:
    for options in ({}, PHONE):
        page = opened(open_page, site, view, library, **options)
        page.evaluate("scrollTo(0, 0)")  # where the head of the page, which stays, covers nothing
        page.evaluate((PROJECT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8") + "; undefined")
        found = page.evaluate("""async () => (await axe.run({ runOnly: { type: "rule", values: ["target-size"] } }))
            .violations.flatMap(({ nodes }) => nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`))""")
        assert found == []


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_serious_on_a_phone(open_page: Open, site: str, library: Json, view: str) -> None:
    check_with_axe(opened(open_page, site, view, library, color_scheme="light", **PHONE))


def test_books_without_genres_are_cards_and_no_word_is_broken(open_page: Open, site: str, library: Json) -> None:
    page = opened(open_page, site, "#/", library, **PHONE)
    expect(page.get_by_role("navigation", name="Main").get_by_role("link")).to_have_count(3)
    page.get_by_role("contentinfo").get_by_role("link", name="Books without genres").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Without genres")
    cards = page.locator(".missing > li")
    missing = [book for book in [*library["books"], *library["other_books"]] if not book["genre_enriched"]]
    expect(cards).to_have_count(len(missing))
    heights = page.locator(".missing .reason").evaluate_all("all => all.map((one) => one.offsetHeight)")
    assert max(heights) < 60  # two lines at most: the words are whole
    assert page.locator(".missing .title").first.evaluate("link => link.offsetWidth") > 100


def test_filters_fold_away_on_a_phone(open_page: Open, site: str, library: Json) -> None:
    page = opened(open_page, site, "#/books", library, **PHONE)
    expect(page.get_by_label("Search")).to_be_visible()
    expect(page.get_by_label("Genre")).to_be_hidden()
    page.get_by_text("More filters").click()
    page.get_by_label("Genre").select_option("Fantasy")
    expect(page.get_by_role("link", name="Remove filter: Fantasy")).to_be_visible()
    expect(page.get_by_label("Genre")).to_be_visible()  # an answer does not fold them away


def test_filters_are_open_where_there_is_room_and_never_close_on_a_field_in_use(
    open_page: Open, site: str, library: Json
) -> None:
    page = opened(open_page, site, "#/books", library)
    expect(page.get_by_text("More filters")).to_be_hidden()
    page.get_by_label("Genre").focus()
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.get_by_label("Genre")).to_be_focused()
    expect(page.get_by_label("Genre")).to_be_visible()
    page.get_by_label("Search").focus()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.get_by_label("Genre")).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_label("Genre")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 720, 820, 1000, 1280])
@pytest.mark.parametrize("view", ["#/", "#/year/2022"])
def test_the_figures_of_the_head_fill_their_rows(
    open_page: Open, site: str, library: Json, view: str, width: int
) -> None:
    page = opened(open_page, site, view, library, viewport={"width": width, "height": 800})
    tops = page.locator(".figures > li").evaluate_all("all => all.map((one) => Math.round(one.offsetTop))")
    rows = [tops.count(top) for top in sorted(set(tops))]
    assert len(set(rows)) == 1, rows


def test_a_heat_map_of_many_years_scrolls_under_its_names(open_page: Open, site: str, awkward: Json) -> None:
    page = opened(open_page, site, "#/", awkward, **PHONE)
    stage = page.locator("#chart-month-pattern .stage")
    expect(stage.locator(".plot.scrolls")).to_be_visible()
    cells = stage.locator("a").evaluate_all("all => all.map((one) => one.getBoundingClientRect().width)")
    assert min(cells) >= 20  # 24 with the gaps around them
    assert stage.locator(".in-cell text").count() == len(cells)  # each says its number
    assert stage.evaluate("stage => stage.scrollLeft + stage.clientWidth >= stage.scrollWidth - 1")  # the newest year
    expect(stage).to_have_class("stage heat more-before")
    names = stage.locator(".names")
    before = names.bounding_box()
    stage.evaluate("stage => stage.scrollTo(0, 0)")
    expect(stage).to_have_class("stage heat more-after")
    after = names.bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] == pytest.approx(before["x"], abs=1)


def test_a_heat_map_has_a_legend(open_page: Open, site: str, library: Json) -> None:
    page = opened(open_page, site, "#/", library, **PHONE)
    shown = page.locator("#chart-month-pattern .in-cell text").all_text_contents()
    legend = page.locator("#chart-month-pattern .legend").all_text_contents()
    assert legend == ["1", f"{max(map(int, shown))} books"]


CONTRAST = """() => {
    const parse = (colour) => {
        const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
    const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const chart = document.querySelector('#chart-month-pattern .plot');
    const track = parse(getComputedStyle(document.documentElement).getPropertyValue('--track'));
    const middle = ({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2];
    const cells = [...chart.querySelectorAll('a rect')].map((rect) => {
        const [over, strength] = [parse(getComputedStyle(rect).fill), Number(rect.getAttribute('fill-opacity'))];
        const ground = over.map((part, index) => part * strength + track[index] * (1 - strength));
        return { ground, place: rect.getBoundingClientRect() };
    });
    return [...chart.querySelectorAll('.in-cell text')].map((text) => {
        const [x, y] = middle(text.getBoundingClientRect());
        const inside = ({ place }) => place.left < x && x < place.right && place.top < y && y < place.bottom;
        const [one, other] = [light(parse(getComputedStyle(text).fill)), light(cells.find(inside).ground)];
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_numbers_of_a_heat_map_can_be_read(open_page: Open, site: str, library: Json, scheme: str) -> None:
    page = opened(open_page, site, "#/", library, color_scheme=scheme)
    contrasts = page.evaluate(CONTRAST)
    assert len(contrasts) > 20
    assert min(contrasts) >= 4.5


def test_names_beside_bars_are_cut_by_their_width_and_whole_in_words(open_page: Open, site: str, awkward: Json) -> None:
    page = opened(open_page, site, "#/", awkward, **PHONE)
    chart = page.locator("#chart-top-authors")
    shown = chart.locator(".names text").evaluate_all("all => all.map((one) => one.textContent)")
    widths = chart.locator(".names text").evaluate_all("all => all.map((one) => one.getComputedTextLength())")
    room = page.evaluate("document.querySelector('#chart-top-authors .stage').clientWidth") * 0.4
    assert max(widths) <= room + 1
    cut = [text for text in shown if "…" in text]
    assert cut
    assert max(widths) > room - 45  # as much as there is room for, also of wide letters
    labels = chart.locator(".plot a").evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert any(AWKWARD[3] in label for label in labels)


def test_spines_end_before_their_star_and_fit_a_finger(open_page: Open, site: str, awkward: Json) -> None:
    for number, book in enumerate(awkward["books"]):
        book["my_rating"] = 5 if number % 2 else 3
    page = opened(open_page, site, "#/", awkward, **PHONE)
    spines = page.locator(".shelf .plot a")
    expect(spines.first).to_be_visible()
    assert min(spines.evaluate_all("all => all.map((one) => one.getBoundingClientRect().width)")) >= 22
    lower = page.locator(".shelf .spine-title text").evaluate_all(
        "all => all.filter((one) => one.textContent).map((one) => one.getBoundingClientRect().bottom)"
    )
    board = page.evaluate("document.querySelector('.shelf .board line').getBoundingClientRect().top")
    assert lower
    assert max(lower) < board - 10
