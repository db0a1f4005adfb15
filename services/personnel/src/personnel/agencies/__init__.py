"""Agencies (instansi) by their BKN code."""
