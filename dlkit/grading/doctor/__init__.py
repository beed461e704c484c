"""What this machine can do for grading."""
