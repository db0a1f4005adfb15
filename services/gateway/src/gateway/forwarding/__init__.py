"""Requests go on to the service that owns the resource."""
