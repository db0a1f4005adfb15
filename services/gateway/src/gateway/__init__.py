"""The one public API in front of the services."""
