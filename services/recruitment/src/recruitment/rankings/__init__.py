"""Rankings: outcomes of a stage, version by version."""
