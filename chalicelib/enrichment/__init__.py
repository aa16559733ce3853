"""Genres, covers and facts of books from public catalogues; free of AWS, so it runs and is tested anywhere."""
