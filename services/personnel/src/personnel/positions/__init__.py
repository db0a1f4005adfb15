"""Positions: kind, level, class, and who holds them."""
