"""Programmes, completed courses, yearly learning hours and training needs."""
