"""Synthetic agencies and people: deterministic, valid, at any size."""
