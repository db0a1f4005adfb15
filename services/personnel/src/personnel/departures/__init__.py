"""What left a list since somebody read it last."""
