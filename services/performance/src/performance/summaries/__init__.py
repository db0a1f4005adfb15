"""A unit with everything below it in numbers: predicates and plans."""
