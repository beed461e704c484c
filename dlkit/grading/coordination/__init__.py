"""A class's run: who is graded, each once, by one writer."""
