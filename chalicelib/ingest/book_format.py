"""Tells whether a book is printed, an ebook or an audiobook, by the name that a file gives to its binding.

Goodreads has a list of bindings and takes any other text, too, and shows Amazon's bindings in Amazon's languages. So
the words decide, not whole names: of the words and phrases below, the one that comes first in the name, and the longest
of those that begin there. "Kindle Edition with Audio/Video" is an ebook, "Hardcover with CD" is printed, "Unabridged
Audio CD" and "Digital Audiobook" are audiobooks. A name without any of them ("Unknown Binding") tells nothing.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

Format = Literal["print", "ebook", "audio"]

_NAMES: Final[dict[Format, tuple[str, ...]]] = {
    "print": (
        *("paperback", "hardcover", "hardback", "softcover", "softback", "mass market", "mass-market", "trade paper"),
        *("library binding", "school binding", "school & library binding", "turtleback", "board book", "board books"),
        *("bath book", "rag book", "pop-up", "leather", "leatherbound", "bonded", "cloth", "clothbound", "flexibound"),
        *("spiral", "spiral-bound", "ring-bound", "perfect paperback", "unbound", "stapled", "saddle-stitched"),
        *("pamphlet", "chapbook", "slipcase", "slipcased", "print", "printed", "paper", "paper book", "comic"),
        *("comics", "magazine", "newspaper"),
        # German, French, Spanish, Italian, Portuguese, Dutch, the Nordic languages, Polish
        *("taschenbuch", "gebunden", "gebundene", "broschiert", "broschur", "hardcover-ausgabe", "pappbilderbuch"),
        *("broche", "relie", "poche", "cartonne", "tapa", "rustica", "bolsillo", "copertina", "brossura"),
        *("rilegato", "tascabile", "capa", "brochura", "gebonden", "inbunden", "haftad", "pocket", "storpocket"),
        *("innbundet", "heftet", "indbundet", "haeftet", "kovakantinen", "pehmeakantinen", "twarda", "miekka"),
    ),
    "ebook": (
        *("ebook", "e-book", "ebooks", "e-books", "kindle", "nook", "kobo", "tolino", "ibook", "ibooks", "apple books"),
        *("epub", "mobi", "azw", "azw3", "pdf", "digital", "electronic", "google play", "web", "online", "html"),
        *("livre numerique", "numerique", "libro electronico", "e-bok", "e-bog", "e-kirja", "e-boek"),
    ),
    "audio": (
        *("audio", "audiobook", "audiobooks", "audible", "mp3", "cassette", "playaway", "preloaded digital audio"),
        *("digital audio", "digital audiobook", "eaudio", "eaudiobook", "book on tape", "books on tape", "book on cd"),
        *("books on cd", "cd audiobook", "librivox", "podcast", "graphicaudio", "horbuch", "horspiel", "audiolibro"),
        *("livre audio", "luisterboek", "ljudbok", "lydbok", "lydbog", "aanikirja"),
    ),
}


@lru_cache(maxsize=1000)  # a library names few bindings
def format_of(binding: str | None) -> Format | None:
    """Return the format that the name of a binding tells, in any case, or None when it tells none."""
    words = _words(binding or "")
    for start in range(len(words)):
        for end in range(min(len(words), start + _LONGEST), start, -1):
            if found := _FORMATS.get(words[start:end]):
                return found
    return None


def _words(name: str) -> tuple[str, ...]:
    """The words of a name without case and accents; a hyphen separates words like a blank."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ø", "o").replace("æ", "ae"))
    return tuple(re.findall(r"[^\W_]+", "".join(letter for letter in plain if not unicodedata.combining(letter))))


_FORMATS: Final[dict[tuple[str, ...], Format]] = {_words(name): one for one, names in _NAMES.items() for name in names}
_LONGEST: Final = max(map(len, _FORMATS))
