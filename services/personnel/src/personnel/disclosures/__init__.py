"""Showing in full what is masked otherwise, for a reason that is kept."""
