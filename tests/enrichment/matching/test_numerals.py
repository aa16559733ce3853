"""Numbers in one notation."""

import pytest

from chalicelib.enrichment.matching.numerals import part_digits, read_numbers


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("seven", "7"),
        ("zero", "0"),
        ("nineteen", "19"),
        ("ninety", "90"),
        ("ready player one", "ready player 1"),
        # words that spell one number together
        ("thirty nine steps", "39 steps"),
        ("one hundred years", "100 years"),
        ("hundred years", "100 years"),
        ("one hundred twenty days", "120 days"),
        ("one hundred one", "101"),
        ("twenty thousand leagues", "20000 leagues"),
        ("two thousand one", "2001"),
        ("nineteen hundred", "1900"),
        ("nineteen eighty four", "1984"),
        ("nineteen ten", "1910"),
        ("twenty twenty", "2020"),
        ("twenty ten", "2010"),
        ("thirteen thirty", "1330"),
        # words that do not
        ("one two three", "1 2 3"),
        ("twelve thirty", "12 30"),
        ("nineteen nine", "19 9"),
        ("twenty one two", "21 2"),
        ("one hundred one two", "101 2"),
        ("thirty forty", "30 40"),
        ("twenty zero", "20 0"),
        ("ten one", "10 1"),
        ("hundred hundred", "100 100"),
        ("zero hundred", "0 100"),
        ("hundred thousand", "100000"),
        ("thousand hundred", "1000 100"),
        ("hundred two hundred", "102 100"),
        ("twenty 1", "20 1"),
        ("20 one", "20 1"),
        ("twenty something one", "20 something 1"),
        # ordinals
        ("first second third", "1th 2th 3th"),
        ("21st century", "21th century"),
        ("twenty first century", "21th century"),
        ("twentieth", "20th"),
        ("one hundredth", "100th"),
        ("one thousandth", "1000th"),
        ("first twenty", "1th 20"),
        ("first hundred", "1th 100"),
        ("twentieth one", "20th 1"),
        ("2nd 3rd 4th", "2th 3th 4th"),
        # Roman numerals
        ("henry viii", "henry 8"),
        ("xiv xix xxxix", "14 19 39"),
        ("book i", "book 1"),
        ("part v", "part 5"),
        ("band x", "band 10"),
        ("i robot", "i robot"),  # a pronoun
        ("x ray", "x ray"),
        ("vitamin v", "vitamin v"),
        ("part a", "part a"),
        ("iiii mix civil xl", "iiii mix civil xl"),
        # digits
        ("007", "7"),
        ("000", "0"),
        ("٢", "2"),
        ("", ""),
    ],
)
def test_numbers_are_read_as_digits(words: str, read: str) -> None:
    assert " ".join(read_numbers(words.split())) == read


@pytest.mark.parametrize(
    ("spelled", "first"),
    [
        ("i ii iii iv v vi vii viii ix x", 1),
        ("xi xii xiii xiv xv xvi xvii xviii xix xx", 11),
        ("xxi xxii xxiii xxiv xxv xxvi xxvii xxviii xxix xxx", 21),
        ("xxxi xxxii xxxiii xxxiv xxxv xxxvi xxxvii xxxviii xxxix", 31),
    ],
)
def test_roman_numerals_are_read_up_to_thirty_nine(spelled: str, first: int) -> None:
    for number, word in enumerate(spelled.split(), start=first):
        assert read_numbers(("book", word)) == ("book", str(number))


@pytest.mark.parametrize(
    ("word", "parted"),
    [
        ("dune", ["dune"]),
        ("vol1", ["vol", "1"]),
        ("1q84", ["1", "q", "84"]),
        ("21st", ["21st"]),
        ("1stborn", ["1", "stborn"]),
        ("c++11", ["c++", "11"]),
        ("第1巻", ["第", "1", "巻"]),
    ],
)
def test_letters_and_digits_are_parted(word: str, parted: list[str]) -> None:
    assert part_digits([word]) == parted
