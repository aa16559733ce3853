"""Headings as library records have them, from which made-up works get theirs."""

# Google's one broad category, and raw headings in the style of library records.
SUBJECTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Fiction", ("Fiction, fantasy, general", "Fantasy fiction", "Magic", "Wizards, fiction", "Roman fantastique")),
    ("Fiction", ("Fiction, science fiction, general", "Science fiction", "Space ships", "Ciencia ficción")),
    ("Fiction", ("Fiction, mystery & detective, general", "Detective and mystery stories", "Murder", "Kriminalroman")),
    ("Fiction", ("Fiction, romance, contemporary", "Love stories", "Man-woman relationships", "Novela amorosa")),
    ("Fiction", ("Fiction, historical, general", "Historical fiction", "World War, 1939-1945", "Roman historique")),
    ("Fiction", ("Fiction, horror", "Horror tales", "Supernatural, fiction", "Ghost stories", "Horreur")),
    ("Juvenile Fiction", ("Juvenile fiction", "Children's stories", "Friendship, fiction", "Schools, fiction")),
    ("Young Adult Fiction", ("Young adult fiction", "Coming of age", "Teenagers, fiction", "Jugendbuch")),
    ("Biography & Autobiography", ("Biography", "Autobiography", "Authors, biography", "Women, biography")),
    ("History", ("History", "World history", "Social history", "Civilization, history", "Histoire", "Geschichte")),
    ("Science", ("Science", "Physics", "Popular works", "Cosmology", "Quantum theory", "Naturwissenschaften")),
    ("Business & Economics", ("Business", "Economics", "Economic history", "Success in business", "Wirtschaft")),
    ("Philosophy", ("Philosophy", "Ethics", "Stoics", "Conduct of life", "Filosofía")),
)
HEADINGS_THAT_ARE_NO_GENRE = (
    "Fiction",
    "General",
    "New York Times bestseller",
    "nyt:trade-fiction-paperback=2016-12-04",
    "Large type books",
    "Open Library Staff Picks",
    "American literature",
    "English language",
    "Accessible book",
    "Protected DAISY",
    "London (england), fiction",
    "Translations into French",
    "Ps3603.h53 a6 2016",
    "813/.54",
)
PEOPLE = (
    "Sherlock Holmes",
    "Elizabeth I, Queen of England, 1533-1603",
    "Rincewind (Fictitious character)",
)
PLACES = ("London (England)", "New York (N.Y.)", "Paris", "Middle Earth (Imaginary place)", "United States", "Arrakis")
TIMES = ("20th century", "1939-1945", "Victorian era", "19th century", "To 1066")
DDC = ("813.54", "823.914", "823.8", "330.9", "158.1", "909", "[Fic]", "823/.92")
LCC = (("PS", 3603, "H53A6 2016"), ("PR", 6068, "O93H3 1997"), ("HB", 74, "P8A75 2009"), ("PZ", 7.1, "B45 2011"))
