"""Making a library's objects without Python's search for garbage in between."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let what is made here wait for the next collection.

    Reading and drawing 15,000 books makes hundreds of thousands of objects that are all needed. Python looks through
    them again and again for garbage that is not there, which takes a third of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
