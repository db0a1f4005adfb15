"""The people of the registry and their present state."""
