"""Regular promotion in rank as pure functions over facts and one version of the rule set."""
