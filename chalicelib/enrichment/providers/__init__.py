"""The catalogues that are asked: how each is asked and how its answers are read."""
