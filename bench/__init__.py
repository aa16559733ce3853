"""Measurements of whole jobs, and the simulated book providers that they and the tests run against."""
