"""Plans (SKP) and yearly evaluations with the official predicate matrix."""
