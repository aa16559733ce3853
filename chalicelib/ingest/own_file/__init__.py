"""The library's CSV as this application writes it (docs/library-csv.md): its columns, and its cells, both ways.

`jobs/downloads/library_csv.py` writes the file; the dialect that reads it again takes columns and cells from here.
"""
