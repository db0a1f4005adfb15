"""Official lists as PDF and XLSX, with number and date."""
