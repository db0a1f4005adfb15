"""Sessions of tests: rooms, seats, and who was there."""
