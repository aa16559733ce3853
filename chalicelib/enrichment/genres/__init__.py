"""Library headings in, the genres that readers use out. The rules are data in `genres.json`."""

from chalicelib.enrichment.genres.classifier import GenreEvidence, explain, merge_and_normalize

__all__ = ["GenreEvidence", "explain", "merge_and_normalize"]
