"""Charts of a selection: numbers ready to draw, and which of them the public sees."""
