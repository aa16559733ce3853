"""Deploying to AWS: resources, functions, packages, and taking all of it down again."""
