"""Posts of the registry, as far as formations need them: which there are, which are empty, which will be."""
