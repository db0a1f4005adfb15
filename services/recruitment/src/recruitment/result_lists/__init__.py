"""Published results as official lists: PDF and XLSX."""
