"""A unit with everything below it in numbers: people and vacancies."""
