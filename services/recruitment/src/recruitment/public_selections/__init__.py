"""What everybody may see of an announced selection, without sign-in."""
