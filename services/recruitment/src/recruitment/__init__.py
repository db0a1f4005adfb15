"""Appointed candidates, handed over to the registry."""
