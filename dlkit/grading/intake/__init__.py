"""From a student's folder to a notebook that can be graded. Trusted code: it reads what a stranger packed and runs none of it."""
