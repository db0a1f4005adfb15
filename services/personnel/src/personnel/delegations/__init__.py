"""A superior's authority in another's hands for a time: delegated, Plt. or Plh."""
