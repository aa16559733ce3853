"""Tests mirror the modules; whole flows stand in `test_flow*.py`."""
