"""Goodreads Stats: a reader's Goodreads export in, a dashboard of their reading life out."""

__version__ = "0.1.0"
