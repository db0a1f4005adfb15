"""The registry: who serves, in which unit, position and rank, and since when."""
