"""Documents that applicants hand in with an application."""
