"""The ways in which library records spell the authors and titles that readers spell otherwise."""

import random
import re
from dataclasses import dataclass

_INITIALS = re.compile(r"((?:\b[A-Z]\.[ ]?)+)")
_ARTICLE = re.compile(r"(?:the|an?) (?=\S)", re.IGNORECASE)
_GIVEN = dict(
    pair.split("=")
    for pair in """
    A=Arthur B=Benjamin C=Clive D=David E=Edward F=Francis G=George H=Herbert I=Ian J=John K=Kathleen L=Lucy M=Maud
    N=Neil O=Oliver P=Patricia Q=Quentin R=Ronald S=Stephen T=Thomas U=Ursula V=Victor W=William X=Xavier Y=Yann
    Z=Zachary
    """.split()
)
_ELSEWHERE_KNOWN_AS = {
    "Leo Tolstoy": ("Лев Толстой", "Lev Nikolaevich Tolstoy"),
    "Fyodor Dostoyevsky": ("Фёдор Михайлович Достоевский", "Fedor Dostoevsky"),
    "Fyodor Dostoevsky": ("Фёдор Михайлович Достоевский", "Fedor Dostoyevsky"),
    "Anton Chekhov": ("Антон Павлович Чехов", "Anton Tchekhov"),
    "Mikhail Bulgakov": ("Михаил Афанасьевич Булгаков", "Michail Bulgakow"),
    "Haruki Murakami": ("村上春樹", "Murakami Haruki"),
    "Homer": ("Όμηρος", "Homère"),
    "Sun Tzu": ("孫武", "Sunzi"),
    "Liu Cixin": ("刘慈欣", "Cixin Liu"),
    "Cixin Liu": ("刘慈欣", "Liu Cixin"),
}
_ELSEWHERE_TITLED = {
    "harry potter and the sorcerer's stone": "Harry Potter and the Philosopher's Stone",
    "harry potter and the philosopher's stone": "Harry Potter and the Sorcerer's Stone",
    "1984": "Nineteen Eighty-Four",
    "the golden compass": "Northern Lights",
    "northern lights": "The Golden Compass",
    "and then there were none": "Ten Little Indians",
    "the little prince": "Le petit prince",
    "the stranger": "L'Étranger",
    "the trial": "Der Prozess",
    "the metamorphosis": "Die Verwandlung",
    "one hundred years of solitude": "Cien años de soledad",
    "the alchemist": "O Alquimista",
    "crime and punishment": "Преступление и наказание",
    "war and peace": "Война и мир",
    "the art of war": "孙子兵法",
}
FOREIGN_TITLES = (
    ("Das Haus am Fluss", "ger"),
    ("La última estación", "spa"),
    ("Les jardins d'hiver", "fre"),
    ("Lettere da lontano", "ita"),
    ("Зимний сад", "rus"),
)


@dataclass(frozen=True)
class AuthorRecord:
    """An author as catalogued: the one name that `author:` finds, and the others."""

    name: str
    others: tuple[str, ...] = ()


def catalogued_author(name: str, draw: random.Random) -> AuthorRecord:
    """One of the names under which a library keeps an author; what readers write may be among the others, or not."""
    others = (name,) if draw.random() < 0.6 else ()
    chance = draw.random()
    if name in _ELSEWHERE_KNOWN_AS:
        native, other = _ELSEWHERE_KNOWN_AS[name]
        return AuthorRecord(native, (name, other)) if chance < 0.5 else AuthorRecord(name, (native, other))
    if _INITIALS.match(name):
        respelled = _respelled_initials(name, draw)
        return AuthorRecord(respelled, others if respelled != name else ())
    given, _, rest = name.partition(" ")
    if not rest or not name.isascii() or "," in name:
        return AuthorRecord(name)
    if chance < 0.04:
        *before, surname = name.split(" ")
        return AuthorRecord(f"{surname}, {' '.join(before)}", others)
    if chance < 0.09 and "." not in name:
        return AuthorRecord(f"{given} {draw.choice('AEJLMRT')}. {rest}", others)
    if chance < 0.11 and "." not in name:
        return AuthorRecord(f"{given} {draw.choice(list(_GIVEN.values()))} {rest}", others)
    return AuthorRecord(name, (f"{rest}, {given}",) if chance > 0.8 else ())


def _respelled_initials(name: str, draw: random.Random) -> str:
    letters = re.findall(r"[A-Z](?=\.)", _INITIALS.match(name)[0])  # type: ignore[index]
    rest = _INITIALS.sub("", name, count=1).strip()
    forms = (
        ". ".join(letters) + ".",
        ".".join(letters) + ".",
        " ".join(letters),
        " ".join(_GIVEN[letter] for letter in letters),
    )
    (form,) = draw.choices(forms, weights=(45, 35, 5, 15))
    return f"{form} {rest}".strip()


def without_article(title: str) -> str:
    """A title without its leading English article, the next word capitalised."""
    bare = _ARTICLE.sub("", title, count=1) if _ARTICLE.match(title) else title
    return bare[:1].upper() + bare[1:]


def other_title(title: str) -> str | None:
    """The title under which the same book was published elsewhere, where that is known."""
    return _ELSEWHERE_TITLED.get(title.lower())


def hyphenated(isbn13: str) -> str:
    """An ISBN-13 with hyphens, of which only the first and the last stand where they always do."""
    return f"{isbn13[:3]}-{isbn13[3]}-{isbn13[4:7]}-{isbn13[7:12]}-{isbn13[12]}"
