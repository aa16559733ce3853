"""What was learned from recorded books: the names that weights go by, and the weights themselves in `learned.json`."""
