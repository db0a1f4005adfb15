"""Career records and promotion in rank, explained rule by rule."""
