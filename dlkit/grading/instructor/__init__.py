"""What an instructor keeps: an nbgrader course and its assignments as they were written. Reads only."""
