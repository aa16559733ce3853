"""Learning the weights of the genres from recorded books, and scoring them on authors that they never saw."""
