"""As what somebody is employed (CPNS, PNS, PPPK), and since when."""
