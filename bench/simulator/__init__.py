"""Open Library and Google Books played on this machine, for tests, benchmarks and the demo."""
