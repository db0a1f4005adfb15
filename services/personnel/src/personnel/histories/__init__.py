"""The one mechanism of all histories: valid time and recorded time, nothing overwritten."""
