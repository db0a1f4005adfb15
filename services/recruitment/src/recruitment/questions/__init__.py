"""Questions about announced selections, and their published answers."""
