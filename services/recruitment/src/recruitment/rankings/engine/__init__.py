"""Outcomes of a stage for very many people at once: the rules of selections over columns.

Equal to `recruitment.selections.rules` in every row, which the tests prove; there are no words here. People
name their opening by its number, which is its row among the openings.
"""
