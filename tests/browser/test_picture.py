"""The year, or the library, as a picture: drawn in the browser, asked of nobody, and never blank."""

from __future__ import annotations

import base64
import re
import struct
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from scripts.local_server import PROJECT
from tests.browser.conftest import COVER_HOSTS, JOB_ID, Open, dashboard_url
from tests.browser.library import Json, dashboard, hostile_library, make_library
from tests.browser.test_looks import serious

SIZES = {"Post": (1080, 1350), "Story": (1080, 1920)}
COVER_COLOUR = [68, 68, 102]
"""Of the covers that `conftest` answers with."""
PAPER = {"light": [250, 246, 240], "dark": [22, 18, 15]}
COLOURS_IN = """async ({ file, regions }) => {
    const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    return regions.map(([top, end]) => {
        const y = Math.round(top * image.height);
        const { data } = context.getImageData(0, y, image.width, Math.round(end * image.height) - y);
        const counts = new Map();
        const pixels = new Uint32Array(data.buffer);  // alpha, blue, green, red
        for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
        const colours = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 400);
        return colours.map(([colour]) => [0, 8, 16].map((shift) => (colour >> shift) & 255));
    });
}"""
"""The colours of bands of a picture, each from one part of its height to another, the most frequent first."""
WORDS_DRAWN = """
    window.drawn = [];
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
        const { actualBoundingBoxLeft: left, actualBoundingBoxRight: right } = this.measureText(text);
        const ends = [x - left, x + right].map((end) => this.getTransform().transformPoint({ x: end, y }));
        window.drawn.push([text, ends.map((end) => [end.x, end.y])]);
        return fillText.call(this, text, x, y);
    };
"""
"""Notes each text with where its letters begin and end on the picture, in the fonts of this machine."""
LONG_TITLES = (
    "The Hundred-Year-Old Man Who Climbed Out of the Window and Disappeared, and What He Did Then",
    "銀河鉄道の夜と、その他の物語についての長い長い題名がここに続きます",
    "مائة عام من العزلة والكتاب الطويل جدا الذي لا ينتهي أبدا",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
)

CAN_SHARE = """
    navigator.canShare = ({ files }) => files.every((file) => file instanceof File);
    navigator.share = (data) => {
        window.shared = [Object.keys(data), data.files.map(({ name, type, size }) => [name, type, size > 20_000])];
        return ANSWER;
    };
"""


def opened(page: Page) -> Locator:
    """The dialog, when its picture is drawn."""
    page.get_by_role("button", name="Save picture").click()
    dialog = page.get_by_role("dialog", name="Save picture")
    expect(dialog.get_by_role("button", name="Save", exact=True)).to_be_enabled()
    return dialog


def saved(page: Page, dialog: Locator) -> tuple[str, bytes]:
    """The name and the bytes of the file that "Save" saves."""
    save = dialog.get_by_role("button", name="Save", exact=True)
    expect(save).to_be_enabled()
    with page.expect_download() as download:
        save.click()
    expect(dialog.get_by_role("status")).to_have_text("Picture saved")
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def colours(page: Page, file: bytes, *regions: tuple[float, float]) -> list[list[list[int]]]:
    found: list[list[list[int]]] = page.evaluate(
        COLOURS_IN, {"file": base64.b64encode(file).decode(), "regions": list(regions)}
    )
    return found


def a_year(count: int, **fields: object) -> Json:
    """A library of so many books, all read in 2022."""
    books = make_library(count)["books"]
    for number, book in enumerate(books):
        day = f"2022-05-{1 + number % 28:02}"
        book.update({"date_read": day, "reading_month_year": "2022-05", "reading_year": 2022, **fields})
    return dashboard(books, [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("address", "name"), [("#/year/2022", "2022"), ("#/", "library")], ids=["year", "library"])
def test_a_picture_is_a_png_of_its_size_with_something_in_each_part(
    open_page: Open, site: str, address: str, name: str, scheme: Literal["light", "dark"]
) -> None:
    page = open_page(dashboard_url(site, address), a_year(60, my_rating=5, genres=["Fantasy"]), color_scheme=scheme)
    dialog = opened(page)
    shown = ("spines", "covers") if name == "library" else ("covers", "spines")
    for (size, (wide, tall)), books in zip(SIZES.items(), shown, strict=True):
        dialog.get_by_role("radio", name=size).check()
        dialog.get_by_role("radio", name=f"As {books}").check()
        file_name, file = saved(page, dialog)
        assert file_name == f"goodreads-stats-{name}-{size.lower()}.png"
        assert file.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", file[16:24]) == (wide, tall)
        edge, head, figures, shelf, lower = colours(
            page, file, (0, 0.04), (0.1, 0.3), (0.3, 0.5), (0.5, 0.68), (0.72, 0.82)
        )
        assert edge == [PAPER[scheme]]
        for part in (head, figures, shelf, lower):
            assert part[0] == PAPER[scheme] or part is shelf
            assert len(part) > 4
        assert len(shelf) > 12


def test_a_cover_that_may_be_drawn_is_and_another_falls_back(open_page: Open, site: str) -> None:
    """A host that does not permit it would make the whole picture unsavable."""
    cover = "https://covers.openlibrary.org/b/id/1-M.jpg"
    library = a_year(20, thumbnail_url=cover, small_thumbnail_url=cover)
    found = {}
    for permitted in (True, False):
        page = open_page(dashboard_url(site, "#/year/2022"), library, permitted=permitted, color_scheme="light")
        dialog = opened(page)
        _, spines = saved(page, dialog)
        dialog.get_by_role("radio", name="As covers").check()
        told = "" if permitted else "1 cover could not be had: drawn instead."
        expect(dialog.get_by_role("status")).to_have_text(told)
        _, covers = saved(page, dialog)
        found[permitted] = [
            COVER_COLOUR in colours(page, file, (0.4, 0.7))[0] and len(colours(page, file, (0.4, 0.7))[0]) > 4
            for file in (spines, covers)
        ]
    assert found == {True: [False, True], False: [False, False]}


def test_the_picture_follows_the_scheme_while_it_is_shown(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site, "#/year/2022"), a_year(9), color_scheme="light")
    dialog = opened(page)
    schemes: tuple[Literal["dark", "light"], ...] = ("dark", "light")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        page.evaluate("() => new Promise(requestAnimationFrame)")  # until then the page does not know
        _, file = saved(page, dialog)
        assert colours(page, file, (0, 0.04))[0] == [PAPER[scheme]]


def test_without_any_cover_the_picture_is_there(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site, "#/year/2022"), a_year(20), covers=False)
    dialog = opened(page)
    dialog.get_by_role("radio", name="As covers").check()
    _, file = saved(page, dialog)
    assert len(colours(page, file, (0.4, 0.7))[0]) > 12


def test_nobody_is_asked_but_the_cover_hosts_and_these_only_for_covers(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site, "#/year/2022"), a_year(20), permitted=True)
    expect(page.locator(".grid .plot").last).to_be_visible()
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    dialog = opened(page)
    saved(page, dialog)
    assert [url for url in asked if not url.startswith("blob:")] == []
    dialog.get_by_role("radio", name="As covers").check()
    saved(page, dialog)
    others = [url for url in asked if not url.startswith((*COVER_HOSTS, "blob:"))]
    assert others == []
    assert len(asked) > 5


def test_no_review_and_no_address_is_drawn(open_page: Open, site: str) -> None:
    library = a_year(20, my_review="What I think of it", publisher="Harbour Press", bookshelves=["secret-shelf"])
    for data in (library, hostile_library()):
        page = open_page(None, data)
        page.add_init_script(WORDS_DRAWN)
        page.goto(dashboard_url(site))
        dialog = opened(page)
        dialog.get_by_role("radio", name="As covers").check()
        saved(page, dialog)
        words = " ".join(text for text, _ in page.evaluate("window.drawn"))
        assert "A READING LIFE" in words
        for private in ("What I think", "Harbour Press", "secret-shelf", JOB_ID, "127.0.0.1", "http"):
            assert private not in words
        assert page.evaluate("window.pwned") is None


@pytest.mark.parametrize("count", [3, 30])
def test_long_titles_are_drawn_inside_of_the_picture(open_page: Open, site: str, count: int) -> None:
    library = a_year(count, my_rating=5, genres=[LONG_TITLES[0]])
    for number, book in enumerate(library["books"]):
        book["title"] = book["author"] = LONG_TITLES[number % 4]
    page = open_page(None, library)
    page.add_init_script(WORDS_DRAWN)
    page.goto(dashboard_url(site, "#/year/2022"))
    dialog = opened(page)
    for size, (wide, tall) in reversed(SIZES.items()):  # the first is shown already
        page.evaluate("() => { window.drawn = []; }")
        dialog.get_by_role("radio", name=size).check()
        saved(page, dialog)
        drawn = page.evaluate("window.drawn")
        assert any("…" in text for text, _ in drawn)
        assert any("銀河" in text for text, _ in drawn)
        turned = [text for text, (start, end) in drawn if abs(end[1] - start[1]) > 60 > abs(end[0] - start[0])]
        assert len(turned) >= (18 if count == 30 else 0)  # from top to bottom of its spine, where that is thick enough
        for text, ends in drawn:
            for x, y in ends:
                assert 75 < x < wide - 75, text
                assert 60 < y < tall - 60, text


def test_by_keyboard_and_for_a_screen_reader(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site, "#/year/2022"), a_year(20))
    button = page.get_by_role("button", name="Save picture")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Save picture")
    expect(dialog.get_by_role("img")).to_have_accessible_name(re.compile("^The picture: 2022; 20 books; "))
    expect(dialog.get_by_role("radio", name="Post")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("radio", name="Story")).to_be_checked()
    save = dialog.get_by_role("button", name="Save", exact=True)
    expect(save).to_be_enabled()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("radio", name="As spines")).to_be_focused()
    page.keyboard.press("Tab")
    expect(save).to_be_focused()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "goodreads-stats-2022-story.png"
    expect(dialog.get_by_role("status")).to_have_text("Picture saved")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    button.click()
    page.evaluate("location.hash = '#/'")
    expect(dialog).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_dialog(open_page: Open, site: str, scheme: Literal["light", "dark"]) -> None:
    page = open_page(dashboard_url(site, "#/year/2022"), a_year(20), color_scheme=scheme, reduced_motion="reduce")
    opened(page)
    page.evaluate((PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8") + "; undefined")
    assert serious(page, {}) == []


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("Promise.resolve()", "Picture shared"),
        ("Promise.reject(new DOMException('', 'AbortError'))", ""),
        ("Promise.reject(new DOMException('', 'NotAllowedError'))", "It could not be shared here. Save it instead."),
    ],
    ids=["shared", "thought better", "refused"],
)
def test_it_is_shared_where_the_browser_can(open_page: Open, site: str, answer: str, told: str) -> None:
    page = open_page(None, a_year(20))
    page.add_init_script(CAN_SHARE.replace("ANSWER", answer))
    page.goto(dashboard_url(site, "#/year/2022"))
    dialog = opened(page)
    dialog.get_by_role("button", name="Share").click()
    expect(dialog.get_by_role("status")).to_have_text(told)
    assert page.evaluate("window.shared") == [["files"], [["goodreads-stats-2022-post.png", "image/png", True]]]


def test_where_the_browser_cannot_share_there_is_no_such_button(open_page: Open, site: str) -> None:
    page = open_page(None, a_year(3))
    page.add_init_script("delete Navigator.prototype.canShare;")
    page.goto(dashboard_url(site, "#/year/2022"))
    expect(opened(page).get_by_role("button", name="Share")).to_be_hidden()


def test_on_a_phone_the_dialog_is_whole(open_page: Open, site: str) -> None:
    page = open_page(dashboard_url(site, "#/year/2022"), a_year(20), viewport={"width": 320, "height": 640})
    dialog = opened(page)
    assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
    expect(dialog.get_by_role("img")).to_be_in_viewport(ratio=0.9)
    dialog.get_by_role("button", name="Save", exact=True).scroll_into_view_if_needed()
    saved(page, dialog)
