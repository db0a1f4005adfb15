"""Business cards: who serves where, for everybody who works in the agency."""
