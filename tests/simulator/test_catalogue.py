"""A made-up catalogue is spelled as unkindly as real records, and the same one every time."""

import re

from bench.simulator.catalogue import NO_COVER, Book, Catalogue, Work, build_catalogue, catalogued_title, isbn10_of
from bench.simulator.isbns import indexed_isbns
from bench.simulator.plain_words import words
from bench.simulator.shelving.shelf_marks import sortable_lcc
from bench.simulator.shelving.spellings import without_article

BOOKS = [
    ("Warbreaker (Warbreaker, #1)", "Brandon Sanderson", "9780765320308"),
    ("Warbreaker", "Brandon  Sanderson", "9780765360038"),
    *(
        (f"Book {number}: A Story", "J.R.R. Nobody", f"978{number:010d}" if number % 4 else None)
        for number in range(98)
    ),
]


def test_a_title_is_catalogued_without_series_and_edition() -> None:
    assert catalogued_title("The Truth  (Discworld, #25; Industrial Revolution, #2)") == ("The Truth", None)
    assert catalogued_title("Sapiens: A Brief History (Vintage) (Hardcover)") == ("Sapiens", "A Brief History")
    assert catalogued_title("(Untitled)") == ("(Untitled)", None)


def test_the_same_books_and_seed_give_the_same_catalogue() -> None:
    assert build_catalogue(BOOKS) == build_catalogue(BOOKS) != build_catalogue(BOOKS, seed=1)


def test_the_known_share_is_met_to_the_book() -> None:
    for share in (0, 0.5, 0.94, 1):
        assert len(build_catalogue(BOOKS, known_share=share).known) == round(share * len(BOOKS))


def test_isbns_of_one_title_and_author_are_editions_of_one_work() -> None:
    catalogue = build_catalogue(BOOKS, known_share=1, title_only_share=0)
    work = catalogue.matches[0]
    assert work is not None
    assert work is catalogue.matches[1]
    assert work.title.lower() == "warbreaker"
    assert {"9780765320308", "0765320304", "9780765360038"} <= {isbn.replace("-", "") for isbn in work.indexed_isbns}


def test_catalogued_works_show_the_gaps_of_real_ones() -> None:
    catalogue = build_catalogue([(f"A {number}: B", "C", f"978{number:010d}") for number in range(400)])
    works = [work for work in catalogue.matches if work]
    assert {work.subtitle for work in works} == {None, "B"}
    assert {None, NO_COVER} <= {work.cover_i for work in works}
    assert any(not work.subjects for work in works)
    assert catalogue.known_only_by_title
    titles = {work.title for work in catalogue.open_library}
    assert all(any(sign in title for title in titles) for sign in (" / ", "Summary of", "Return to"))


def test_isbn10_has_its_own_check_digit() -> None:
    assert isbn10_of("9780547928227") == "054792822X"
    assert isbn10_of("9791099999993") is None


def test_the_index_holds_both_forms_of_an_isbn_and_the_hyphens_of_the_one_that_was_typed() -> None:
    assert indexed_isbns(("0061020710",)) == ("0061020710", "9780061020711")
    assert indexed_isbns(("978-0-06-102071-1", "1")) == ("978-0-06-102071-1", "1", "0061020710")
    assert indexed_isbns(("9780061020712",)) == ("9780061020712",)  # a wrong check digit has no other form


def test_a_shelf_mark_sorts() -> None:
    assert sortable_lcc("PS", 3603, "H53A6 2016") == "PS-3603.00000000.H53A6 2016"
    assert sortable_lcc("pz", 8.3) == "PZ-0008.30000000"


def test_an_article_is_left_out() -> None:
    assert [without_article(title) for title in ("The art of war", "A Room", "Theo", "The")] == [
        *("Art of war", "Room", "Theo", "The"),
    ]


# --- as unkind as real records

AUTHORS = ("J.R.R. Tolkien", "C.S. Lewis", "Ursula K. Le Guin", "Leo Tolstoy", *(f"Ada Example{n}" for n in range(150)))
READ = [
    Book(f"The {word} Book {number}: A Story (Tale, #{number})", author, f"978{number:09d}0", str(number))
    for number, (word, author) in enumerate((word, author) for word in ("Red", "Blue") for author in AUTHORS)
]
SEEDS = [build_catalogue(READ, seed=seed, known_share=1) for seed in range(3)]


def matched() -> list[tuple[Book, Work]]:
    return [(book, work) for catalogue in SEEDS for book, work in zip(READ, catalogue.matches, strict=True) if work]


def names_of(author: str) -> set[str]:
    return {work.authors[0] for book, work in matched() if book.author == author}


def test_all_works_of_an_author_are_under_one_name() -> None:
    for author in AUTHORS:
        for catalogue in SEEDS:
            pairs = zip(READ, catalogue.matches, strict=True)
            assert len({work.authors for book, work in pairs if work and book.author == author}) == 1


def test_authors_are_spelled_in_many_ways() -> None:
    initials = {
        name
        for seed in range(12)
        for work in build_catalogue([("A", author, None) for author in AUTHORS[:2]], seed=seed, known_share=1).matches
        if work
        for name in work.authors
    }
    assert {"J.R.R. Tolkien", "J. R. R. Tolkien", "C.S. Lewis", "C. S. Lewis"} <= initials
    assert any(re.fullmatch(r"\w{2,} \w+ \w+ Tolkien", name) for name in initials)
    plain = {name for author in AUTHORS if "Example" in author for name in names_of(author)}
    assert any(re.fullmatch(r"Example\d+, Ada", name) for name in plain)
    assert any(re.fullmatch(r"Ada [A-Z]\. Example\d+", name) for name in plain)
    assert any(re.fullmatch(r"Ada \w{2,} Example\d+", name) for name in plain)


def test_a_name_in_another_script_is_the_authors_own_now_and_then() -> None:
    catalogues = [build_catalogue([("Emma", "Leo Tolstoy", None)], known_share=1, seed=seed) for seed in range(12)]
    records = {(work.authors[0], work.alternate_names) for one in catalogues for work in one.matches if work}
    names = {"Leo Tolstoy", "Лев Толстой"}
    assert {name for name, _ in records} == names
    assert all(names <= {name, *others} for name, others in records)


def test_titles_differ_between_works_and_editions() -> None:
    pairs = [(work, edition) for _, work in matched() for edition in work.editions]
    titles = [(work.title, edition.title or "") for work, edition in pairs]
    assert any(not of_work.startswith("The ") and of_edition.startswith("The ") for of_work, of_edition in titles)
    assert any(of_work.startswith("The ") and not of_edition.startswith("The ") for of_work, of_edition in titles)
    assert any(work.subtitle and not edition.subtitle for work, edition in pairs)
    assert any(edition.subtitle and not work.subtitle for work, edition in pairs)
    firsts = [work.editions[0] for _, work in matched()]
    assert any(edition.language and edition.language != ("eng",) for edition in firsts)
    elsewhere = [build_catalogue([("1984", "George Orwell", None)], known_share=1, seed=seed) for seed in range(12)]
    assert {"1984", "Nineteen Eighty-Four"} <= {work.title for one in elsewhere for work in one.matches if work}


def test_some_isbns_have_hyphens_and_some_editions_their_goodreads_id() -> None:
    editions = [edition for _, work in matched() for edition in work.editions]
    hyphenated = [isbn for edition in editions for isbn in edition.isbns if "-" in isbn]
    assert 0 < len(hyphenated) < len(editions) / 10
    carrying = sum(book.goodreads_id in work.goodreads_ids for book, work in matched())
    assert 0.4 < carrying / len(matched()) < 0.8
    for catalogue in SEEDS:
        for at in catalogue.known_only_by_title:
            work = catalogue.matches[at]
            assert work is not None
            assert not work.goodreads_ids


def test_works_carry_what_an_answer_can_be_asked_for() -> None:
    works = [work for _, work in matched()]
    for name in ("series", "people", "places", "times", "ddc", "lcc", "ratings_count"):
        present = sum(bool(getattr(work, name)) for work in works)
        assert 0 < present < len(works), name
    assert {work.series[0].position for work in works if work.series} <= {book.goodreads_id for book, _ in matched()}


def test_a_book_without_isbn_may_have_its_goodreads_id_and_google_the_printed_title() -> None:
    books = [Book(f"The Tale {number}", "C.S. Lewis", None, str(number)) for number in range(40)]
    catalogue = build_catalogue(books, known_share=1)
    assert {number for work in catalogue.matches if work for number in work.goodreads_ids}
    assert all(work.title.startswith("The Tale") for work in catalogue.google_books)
    assert {work.authors for work in catalogue.google_books} == {("C.S. Lewis",)}


def test_a_catalogue_of_given_works_is_the_same_for_both_providers() -> None:
    work = Work("/works/OL1W", "Dune", ("Frank Herbert",))
    assert Catalogue.of(work) == Catalogue((work,), (work,))
    assert words("L\N{RIGHT SINGLE QUOTATION MARK}Été, J.R.R.  Ødegård & Łem's") == (
        *("lete", "j", "r", "r"),
        *("odegard", "lems"),
    )
