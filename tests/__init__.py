"""Tests mirror the modules; whole flows stand in `flows/`."""
