"""Plan and evaluations of one person at a glance."""
