"""Participant numbers (nomor peserta): who takes part in the tests of a selection, by a number."""
