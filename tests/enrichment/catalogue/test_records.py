"""A work in few bytes."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.enrichment.catalogue.records import Work, pack, unpack
from chalicelib.errors import CatalogueUnavailable

DUNE = Work(
    title="Dune",
    subtitle="roman",
    authors=(79034, 1),
    subjects=("Fiction, science fiction, general", "Deserts"),
    people=("Paul Atreides",),
    places=("Arrakis",),
    times=("10191",),
    ddc=("813.54",),
    lcc=("PS-3558",),
    series="Dune",
    series_position="1",
    cover=11481354,
    first_publish_year=1965,
    pages=604,
    ratings=20,
    stars=86,
    readers=4000,
    editions=131,
    other_titles=(("Der Wüstenplanet", ""), ("Dune", "1. kniha")),
)
STORED = "8b5672cd05b5dd0d74a28d0c4d2d4d40dd53377c95552c50292e68140b00"
TEXTS = st.lists(st.text(max_size=20), max_size=4).map(tuple)
NUMBERS = st.integers(0, 2**40)


@pytest.mark.parametrize("work", [DUNE, Work("Emma"), Work("Emma", editions=1), Work("Ω", other_titles=(("a", ""),))])
def test_a_work_comes_back_as_it_was(work: Work) -> None:
    assert unpack(pack(work)) == work


@given(
    st.builds(
        Work, title=st.text(min_size=1), subtitle=st.text(), authors=st.lists(NUMBERS).map(tuple), subjects=TEXTS,
        people=TEXTS, lcc=TEXTS, series=st.text(), cover=NUMBERS, readers=NUMBERS,
    )
)  # fmt: skip
def test_every_work_comes_back_as_it_was(work: Work) -> None:
    assert unpack(pack(work)) == work


def test_what_is_absent_takes_no_place() -> None:
    assert len(pack(Work("Emma"))) < 12
    assert len(pack(Work("Emma", editions=1))) > len(pack(Work("Emma")))


def test_headings_that_many_works_have_take_little_place() -> None:
    frequent = pack(Work("Emma", subjects=("Fiction, romance, historical", "Man-woman relationships")))
    rare = pack(Work("Emma", subjects=("Xylqon, qanzovo, ghrzwpkjx", "Qop-zwxan krjvlyqszhpa")))
    assert len(frequent) < len(rare) * 2 / 3


def test_other_alphabets_are_not_spelled_out() -> None:
    assert len(pack(Work("Война и мир", subtitle="Ωμέγα ξψ"))) < 50


def test_a_record_of_this_format_stays_readable() -> None:
    # A file of the format's first day: who changes the form of records or the dictionary has to raise FORMAT.
    stored = bytes.fromhex(STORED)
    assert unpack(stored) == Work("Emma", authors=(21594,), subjects=("Fiction, romance, historical",), editions=2)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not packed",
        pack(DUNE)[:-9],
        zlib.compress(b"[1"),
        pack(Work(""))[:1],
    ],
)
def test_what_is_no_record_is_told_as_a_damaged_catalogue(data: bytes) -> None:
    with pytest.raises(CatalogueUnavailable, match="damaged"):
        unpack(data)
