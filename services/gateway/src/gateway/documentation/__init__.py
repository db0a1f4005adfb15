"""One OpenAPI document and one page for the whole suite."""
