"""Signing in on a laptop: development's own issuer, which behaves like any other."""
