"""The books of one job -> what the providers and the catalogue know of them."""
