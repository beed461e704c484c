"""The whole book as a PDF.

pages.py takes the text out of the built pages, questions.py moves the answers of the self-checks to the end of a chapter,
document.py puts all into document.html with the look of paper.css, printing.py prints it.
"""
