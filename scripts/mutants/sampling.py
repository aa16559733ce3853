"""The seeded sample: the same seed, the same source and the same number give the same mutants, on every machine."""

import random
from collections.abc import Mapping

from scripts.mutants.mutations import Mutant, changes_anything, places_of


def sample(sources: Mapping[str, bytes], *, seed: int, per_module: int) -> list[Mutant]:
    """Up to `per_module` mutants of each module (path -> source), at different places, in the order of the text.

    A module's sample depends on its own name and source only: a change to another module does not alter it.
    """
    return [mutant for module in sorted(sources) for mutant in _of_module(module, sources[module], seed, per_module)]


def _of_module(module: str, source: bytes, seed: int, most: int) -> list[Mutant]:
    chance = random.Random(f"{seed} {module}")  # noqa: S311  (a sample, not a secret)
    places = places_of(module, source)
    chance.shuffle(places)
    chosen: list[Mutant] = []
    for place in places:
        if len(chosen) == most:
            break
        mutant = chance.choice(place)
        if changes_anything(mutant, source):
            chosen.append(mutant)
    return sorted(chosen, key=lambda mutant: (mutant.start, mutant.end))
