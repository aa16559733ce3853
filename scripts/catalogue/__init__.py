"""`make catalogue`: Open Library's dumps in, one SQLite file out.

dumps.py      the dump files of a folder, as pieces of whole lines
records.py    one line -> what the catalogue keeps of it
runs.py       what was read, on disk, cut into ranges that fit into memory
reading.py    pieces -> runs, on all cores
assembling.py a range of works with their editions -> packed works and the keys that lead to them
writing.py    runs in order -> the SQLite file
building.py   all of this, so that it may be stopped and goes on
samples.py    the sample library's works as dumps
"""


class BuildFailed(Exception):
    """The catalogue could not be built; the message says what to do. A catalogue that was there before stays in use."""
