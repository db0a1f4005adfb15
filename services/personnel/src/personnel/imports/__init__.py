"""Loading a folder of CSV files into the registry."""
