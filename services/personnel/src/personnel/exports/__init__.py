"""The registry as files, in the columns of its imports."""
