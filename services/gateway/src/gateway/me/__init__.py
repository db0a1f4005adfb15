"""Who the caller is, what the caller may do, and what waits for the caller."""
