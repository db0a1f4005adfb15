"""Tests: sittings, sessions and scores."""
