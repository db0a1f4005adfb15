"""Who an employee reports to, and since when."""
