"""Exam cards: the paper of the participant and the check at the door."""
