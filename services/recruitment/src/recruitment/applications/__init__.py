"""Applications to the openings of a selection."""
