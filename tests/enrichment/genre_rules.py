"""What the tests of genres share: the rules of `genres.json`, and whole books."""

import json
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent.parent
DATA: dict[str, Any] = json.loads((REPOSITORY / "chalicelib/enrichment/genres/genres.json").read_text(encoding="utf-8"))
GENRES: dict[str, dict[str, Any]] = DATA["genres"]

# Whole books. Left: genres that must come, right: genres that must not.
BOOKS: dict[str, tuple[str, str, str]] = {
    "dollhouses on a Discworld novel": (
        "Discworld (Imaginary place); Fiction; Romans; Merveilleux; Fantasy; parody; humour; Dollhouses;"
        "Doll furniture; Miniature objects; Collectors and collecting; Fiction, humorous; Wizards; Tourism;"
        "Fiction, fantasy, general; Satire; Humorous stories; Fantasy fiction; English literature;"
        "Dollhouses -- Collectors and collecting",
        "Fantasy, Humor, Fiction",
        "Travel, Art, Nonfiction, Design",
    ),
    "topics of a novel are no subjects": (
        "Fiction; Fiction, general; Historical fiction; Missionaries, fiction; History; Psychology; Politics; Religion;"
        "Families; Travel; Africa, fiction; Domestic fiction",
        "Historical Fiction, Fiction",
        "History, Psychology, Politics, Travel, Family, Nonfiction",
    ),
    "comic editions do not make a novel a graphic one": (
        "Fiction; Dystopias; Fiction, dystopian; Science fiction; Fiction, science fiction, general; Totalitarianism;"
        "Political fiction; Comics & graphic novels, adaptations; Classic Literature; Dystopian fiction; Sci-fi",
        "Dystopia, Science Fiction, Classics, Fiction",
        "Graphic Novels",
    ),
    "a graphic novel is one": (
        "Comic books, strips; Superheroes; Graphic novels; Comics & Graphic Novels; Cartoons and comics; Fiction",
        "Graphic Novels, Fiction",
        "Nonfiction",
    ),
    "a horror writer's handbook is no horror": (
        "Authorship; American Novelists; Biography; Biography & Autobiography; Creative writing; Horror fiction;"
        "Horror tales--Authorship; Style; Bram Stoker Award winner; Authors, biography; Personal memoirs;"
        "science fiction; Memoir",
        "Writing, Memoir, Biography, Nonfiction",
        "Horror, Science Fiction, Fiction",
    ),
    "popular physics": (
        "Cosmology; Physics; Science; Universe; Big bang theory; Black holes; QB981 .H377; 523.1; Space and time",
        "Science, Physics, Astronomy, Nonfiction",
        "Science Fiction, Fiction",
    ),
    "a nineteenth-century love story": (
        "Courtship; Sisters; Social classes; Fiction; Love stories; England, fiction; Domestic fiction; 823/.7;"
        "Classic Literature; Man-woman relationships; Fiction, romance, historical, regency; History and criticism",
        "Classics, Romance, Fiction",
        "Contemporary, History, Sociology",
    ),
    "a murder that happened": (
        "Murder; Case studies; Murderers; True Crime; Nonfiction; 364.1523; HV6533.K3; Investigation",
        "True Crime, Crime, Nonfiction",
        "Mystery, Thriller, Fiction",
    ),
    "a murder that did not": (
        "Detective and mystery stories; Private investigators; Murder; Fiction, mystery & detective, general; Fiction",
        "Mystery, Crime, Fiction",
        "True Crime, Nonfiction",
    ),
    "travels on foot": (
        "Travel; Description and travel; Hiking; Humor; Nature; Natural history; American wit and humor",
        "Travel, Humor, Nature, Nonfiction",
        "History, Fiction",
    ),
    "a memoir in pictures": (
        "Graphic novels; Biography; Cartoonists; Lesbians; Fathers and daughters; Comic books, strips;"
        "Memoir; Gay fathers",
        "Graphic Novels, Memoir, LGBT, Nonfiction",
        "Fiction",
    ),
    "history in a novel is historical fiction": (
        "Fiction; Historical fiction; World War, 1939-1945; Jews; Holocaust, Jewish (1939-1945); History; Girls;"
        "Fiction, historical, general; Friendship, fiction",
        "Historical Fiction, Fiction",
        "History, Religion, Nonfiction",
    ),
    "a detective among robots": (
        "Science fiction; Fiction; Robots; Robots, fiction; Detective and mystery stories; Police;"
        "Fiction, science fiction, general; Fiction, mystery & detective, general; American Science fiction",
        "Science Fiction, Mystery, Fiction",
        "Thriller, Contemporary",
    ),
    "a translated classic": (
        "Fiction; Russian fiction; Translations into English; Fiction, general; Social life and customs; Families;"
        "Fiction, psychological; Historical fiction; Manners and customs",
        "Classics, Historical Fiction, Fiction",
        "Contemporary, Literary Fiction",
    ),
    "advice from psychology is no economics": (
        "Psychology; Habit; Change (Psychology); Business & Economics; Self-Help; Success; Social aspects",
        "Psychology, Self Help, Business, Nonfiction",
        "Economics",
    ),
    "a school of wizards": (
        "Fantasy fiction; Juvenile fiction; Magic; Schools; Wizards; Fiction; Children's stories; Witches; Ghosts;"
        "JUVENILE FICTION / Fantasy & Magic; Hogwarts School (Imaginary organization); nyt:chapter-books=2008-01-01",
        "Fantasy, Children's, Young Adult, Fiction",
        "Horror, Education, Paranormal",
    ),
}
