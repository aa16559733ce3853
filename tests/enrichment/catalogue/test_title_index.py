"""The keys of a work hold one of those that are asked for, in every spelling in which title and author agree."""

import pytest

from chalicelib.enrichment.catalogue.title_index import keys_of_work, keys_to_ask
from chalicelib.enrichment.matching import authors_agree, title_agreement
from tests.enrichment.matching.title_pairs import SAME_TITLE


@pytest.mark.parametrize(
    ("catalogued", "asked"),
    [
        (("Dune", "Frank Herbert"), ("Dune (Dune, #1)", "Herbert, Frank")),
        (("Candy House", "Jennifer Egan"), ("The Candy House", "Jennifer Egan")),
        (("The Brothers Karamazov", "Fyodor Dostoevsky"), ("The Brothers Karamazov", "Fyodor Dostoyevsky")),
        (("Voyna i mir", "Lev Tolstoi"), ("Voyna i mir", "Leo Tolstoy")),
        (("The Dark Forest", "Liu Cixin"), ("The Dark Forest", "Cixin Liu")),
        (("The Dispossessed", "Ursula K. Le Guin"), ("The Dispossessed", "Ursula LeGuin")),
        (("The Dispossessed", "Ursula K. LeGuin"), ("The Dispossessed", "Ursula K. Le Guin")),
        (("Saturday", "Ian McEwan"), ("Saturday", "Ian Mc Ewan")),
        (("The Iliad", "Homer"), ("Iliad", "Homer")),
        (("Slaughterhouse-Five", "Kurt Vonnegut"), ("Slaughterhouse Five", "Kurt Vonnegut Jr.")),
        (("The Thirty-Nine Steps", "John Buchan"), ("The 39 Steps", "John Buchan")),
        (("Мастер и Маргарита", "Михаил Булгаков"), ("Мастер и Маргарита", "Булгаков, Михаил")),
        (("活着", "余华"), ("活着", "余华")),
    ],
)
def test_a_book_is_asked_for_under_a_key_of_its_work(catalogued: tuple[str, str], asked: tuple[str, str]) -> None:
    title, author = catalogued
    assert keys_of_work([(title, "")], [author]) & keys_to_ask(*asked)


@pytest.mark.parametrize(("ours", "theirs"), SAME_TITLE)
def test_titles_that_agree_share_a_key(ours: str, theirs: str) -> None:
    assert title_agreement(ours, theirs)
    assert keys_of_work([(theirs, "")], ["Ann Author"]) & keys_to_ask(ours, "Ann Author")


def test_each_title_is_filed_under_each_name() -> None:
    keys = keys_of_work([("Dune", ""), ("Der Wüstenplanet", "Roman")], ["Frank Herbert", "Фрэнк Герберт"])
    for title in ("Dune", "Der Wüstenplanet", "Der Wüstenplanet: Roman"):
        for author in ("Herbert", "Frank Herbert", "Фрэнк Герберт"):
            assert keys & keys_to_ask(title, author)
    assert not keys & keys_to_ask("Dune", "Brian Clarke")
    assert not keys & keys_to_ask("Dune Messiah", "Frank Herbert")


@pytest.mark.parametrize("nobody", ["", "???"])
def test_without_a_name_or_a_title_there_is_no_key(nobody: str) -> None:
    assert keys_of_work([("Dune", "")], [nobody]) == set()
    assert keys_of_work([(nobody, "")], ["Frank Herbert"]) == set()
    assert keys_to_ask("Dune", nobody) == keys_to_ask(nobody, "Frank Herbert") == set()


def test_an_anthology_of_many_authors_is_filed_under_twelve_codes() -> None:
    names = [f"Ann {letter * 2}on{letter}" for letter in "bdgklmnprstfzcvwqx"]
    assert len(keys_of_work([("Tales", "")], names)) == 12


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Frank Herbert", 1),
        ("Ursula Le Guin", 2),
        ("Daphne du Maurier", 2),
        ("Sofia Anne Smith", 2),
        ("A B Marie Smith", 1),
        ("J K Rowling", 1),
        ("Homer", 1),
    ],
)
def test_a_short_word_before_the_surname_may_be_part_of_it(name: str, codes: int) -> None:
    assert len(keys_of_work([("Dune", "")], [name])) == codes


def test_keys_are_the_same_in_every_process() -> None:
    assert keys_to_ask("Dune", "Homer") == {136367298231483}
    assert all(0 <= key < 2**48 for key in keys_to_ask("Dune: Part One", "Frank Herbert"))


def test_authors_that_agree_are_not_taken_apart_by_their_code() -> None:
    spellings = [
        ("Dostoevsky", "Dostoyevsky"),
        ("Tchaikovsky", "Tchaikovskii"),
        ("Karamzin", "Karamsin"),
        ("Chekov", "Chekhov"),
    ]
    for ours, theirs in spellings:
        assert authors_agree(f"Anton {ours}", f"Anton {theirs}")
        assert keys_of_work([("Dune", "")], [f"Anton {theirs}"]) & keys_to_ask("Dune", f"Anton {ours}")
