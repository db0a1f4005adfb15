"""The log of everything that was published: it only grows, and anybody can check that."""
