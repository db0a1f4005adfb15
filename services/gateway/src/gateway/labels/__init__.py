"""What the codes of all answers are called, in one answer for every frontend."""
