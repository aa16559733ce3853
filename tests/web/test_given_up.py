"""The shelves of given-up books: the page and the server mean the same ones."""

import re

from chalicelib.jobs.dashboard.summary import GIVEN_UP
from scripts.local_server import PROJECT


def test_the_page_has_the_table_of_the_server() -> None:
    script = (PROJECT / "chalicelib/web/static/collection/given-up.js").read_text(encoding="utf-8")
    table = re.search(r"GIVEN_UP = new Set\(\[(.*?)\]\);", script, flags=re.DOTALL)
    assert table
    assert set(re.findall(r'"([^"]+)"', table[1])) == GIVEN_UP
