"""What a browser gets: the pages, and how plain `chalice local` serves them."""
