"""Proof that what is deployed works on AWS, without an account."""
