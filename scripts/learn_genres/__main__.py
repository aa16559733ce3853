"""`make learn-genres`: write `learned.json` anew from the recorded books of ../shared; says its size."""

import json
from pathlib import Path

from scripts.learn_genres.books import recorded_books
from scripts.learn_genres.model import learn

FOLDER = Path(__file__).parent.parent.parent / "chalicelib/enrichment/genres"
LEARNED = FOLDER / "learned" / "learned.json"


def main() -> None:
    """Learn from all recorded books."""
    books = recorded_books()
    LEARNED.write_text(json.dumps(learn(books), indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    sizes = {path.name: path.stat().st_size for path in (FOLDER / "genres.json", LEARNED)}
    print(f"Learned from {len(books)} books.", *(f"{name}: {size / 1000:.0f} kB" for name, size in sizes.items()))


if __name__ == "__main__":
    main()
