"""The versioned rules of selections, changed by two people."""
