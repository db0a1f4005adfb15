"""Appointed candidates whom recruitment hands over, and what the registry decided about each."""
