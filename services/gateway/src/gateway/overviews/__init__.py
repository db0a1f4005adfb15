"""A unit with everything below it: people, vacancies, predicates, training hours."""
