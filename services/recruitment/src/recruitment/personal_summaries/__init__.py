"""The record that one person came from."""
