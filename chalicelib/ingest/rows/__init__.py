"""Bytes of a file -> its rows and the lines they stand on."""
