"""Who holds which role (peran), for which unit, from when to when."""
