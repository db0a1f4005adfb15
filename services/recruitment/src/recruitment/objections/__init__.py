"""Objections (sanggah) of applicants to a result, and their answers."""
