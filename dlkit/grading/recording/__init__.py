"""Grades, graded files and outcomes written together, or not at all; with nbgrader's own converter and gradebook."""
