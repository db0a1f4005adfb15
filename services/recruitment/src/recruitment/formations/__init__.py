"""Formations: what an agency may fill in an intake."""
