"""Library classes in the form that sorts, as Open Library's index answers them."""


def sortable_lcc(letters: str, number: float, cutter: str = "") -> str:
    """A Library of Congress class with its number made as wide as all others: `PS-3603.00000000.H53A6 2016`."""
    return f"{letters.upper():-<3}{number:013.8f}{'.' if cutter else ''}{cutter}"
