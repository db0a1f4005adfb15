"""Packages of published stages: made from the database, entered into the log, given to everybody."""
