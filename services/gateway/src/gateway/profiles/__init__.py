"""Everything about one employee, from all services, in one answer."""
