"""The reference lists of BKN, as its own systems name and number things."""
