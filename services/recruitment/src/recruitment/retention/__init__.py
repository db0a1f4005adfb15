"""How long data of applicants is kept, and its erasure when that is over."""
