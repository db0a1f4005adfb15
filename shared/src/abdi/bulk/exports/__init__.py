"""Exports: whole lists as a file, for a stated purpose, noted in the audit before anybody can have it."""

from abdi.bulk.exports.kinds import SUBJECT, AnyExportKind, ExportKind, NoFilters

__all__ = ["SUBJECT", "AnyExportKind", "ExportKind", "NoFilters"]
