"""The selection of CPNS (civil servants on probation): its rules, and files of scores ranked by them."""
