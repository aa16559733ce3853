"""How each site writes its files: one table a site."""
