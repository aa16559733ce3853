"""Deploying to AWS: resources, functions and packages, and removing all of it again."""
