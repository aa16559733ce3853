"""Bindings as Goodreads and others name them tell whether a book is printed, an ebook or an audiobook."""

import pytest

from chalicelib.ingest.book_format import format_of


@pytest.mark.parametrize(
    ("expected", "names"),
    [
        pytest.param(
            "print",
            [
                *("Paperback", "Hardcover", "Mass Market Paperback", "Library Binding", "Board book", "Leather Bound"),
                *("Spiral-bound", "Unbound", "Trade Paperback", "School & Library Binding", "Turtleback", "Pamphlet"),
                *("HARDCOVER", "  paperback  ", "Hardback", "Print", "Comic", "Perfect Paperback", "Paper Book"),
                *("Taschenbuch", "Gebundene Ausgabe", "Broché", "Relié", "Poche", "Tapa dura", "Copertina rigida"),
                *("Capa comum", "Häftad", "Inbunden", "Pocket", "Miękka"),
            ],
            id="print",
        ),
        pytest.param(
            "ebook",
            ["ebook", "Kindle Edition", "Nook", "E-book", "eBook ", "epub", "PDF", "Digital", "Kobo", "Kindle"],
            id="ebook",
        ),
        pytest.param(
            "audio",
            [
                *("Audible Audio", "Audio CD", "Audiobook", "MP3 CD", "Audio Cassette", "Audio", "AUDIBLE AUDIO"),
                *("Digital audiobook", "Digital Audio", "CD audiobook", "Preloaded Digital Audio Player", "eAudiobook"),
                *("Unabridged Audio CD", "Book on Tape", "Hörbuch", "Audio-CD", "Livre audio", "Lydbok"),
            ],
            id="audio",
        ),
        pytest.param(
            None, ["", " ", "Unknown Binding", "CD-ROM", "DVD", "Board game", "Bookmark", "3", "百年"], id="none"
        ),
    ],
)
def test_a_binding_tells_the_format(expected: str | None, names: list[str]) -> None:
    assert {name: format_of(name) for name in names} == dict.fromkeys(names, expected)


def test_no_binding_tells_no_format() -> None:
    assert format_of(None) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kindle Edition with Audio/Video", "ebook"),
        ("Hardcover with Audio CD", "print"),
        ("Audible Audio, Kindle Edition", "audio"),
        ("Digital", "ebook"),
        ("Digital Audiobook", "audio"),
        ("Livre", None),
        ("Livre numérique", "ebook"),
    ],
)
def test_the_first_and_longest_name_in_a_binding_decides(name: str, expected: str | None) -> None:
    assert format_of(name) == expected
