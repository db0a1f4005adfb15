"""One answer made of the answers of several services, which says what is missing and why."""
