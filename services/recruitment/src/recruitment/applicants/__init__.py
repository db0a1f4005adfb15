"""Applicants: people with an account."""
