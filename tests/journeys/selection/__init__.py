"""A whole CPNS selection, played through the gateway by people of every role."""
