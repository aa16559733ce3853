"""How each site writes its files: a table each."""
