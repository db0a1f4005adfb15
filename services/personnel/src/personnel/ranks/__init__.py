"""Ranks of PNS and grades of PPPK, and their history."""
