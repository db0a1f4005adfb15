"""Which position an employee holds, and since when."""
