"""How service ends."""
