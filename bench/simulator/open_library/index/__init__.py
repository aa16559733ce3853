"""The search engine behind Open Library: queries, analysers, and an index of works and editions."""
