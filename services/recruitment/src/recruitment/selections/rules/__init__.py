"""The CPNS selection as pure functions over facts and the rule set of one intake."""
