"""Appointed candidates, from the record to the registry."""
