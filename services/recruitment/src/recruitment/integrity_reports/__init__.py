"""Reports of a suspicion about a selection: by name or protected, followed to an answer."""
