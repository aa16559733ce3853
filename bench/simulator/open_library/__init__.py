"""Open Library: its door, its search and its records."""
