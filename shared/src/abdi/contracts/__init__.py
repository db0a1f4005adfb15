"""Contracts as committed files: OpenAPI documents and event schemas, written from the code and compared."""
