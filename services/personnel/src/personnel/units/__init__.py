"""Organisational units, a tree that is valid in time."""
