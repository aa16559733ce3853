"""Google Books: its volumes and its limits."""
