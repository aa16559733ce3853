"""A stage and the account it stands in: what is there, what is recorded here, and whether the two belong together."""
