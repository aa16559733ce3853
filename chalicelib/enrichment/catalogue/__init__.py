"""A catalogue of one's own, made of Open Library's dumps by `make catalogue`: books are found without any request."""
