"""Education that the registry has recognised."""
