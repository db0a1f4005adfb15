"""Appointments: from the seat in a published ranking to the employee in the registry."""
