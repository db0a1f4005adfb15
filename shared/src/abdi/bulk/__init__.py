"""Bulk work: files of many rows come in through one machine, judged by the same rules as a single request."""
