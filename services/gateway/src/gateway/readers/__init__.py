"""Who looked at an employee: the services' audits of reads as one list, one entry per request."""
