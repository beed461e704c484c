"""What an assignment's grading has given: for the terminal, for spreadsheets, as one page with plots.

    numbers  what a report holds
    gather   where it comes from: the gradebook and the outcomes
    table    text for a terminal
    sheets   CSV files
    plots    the figures of the page
    page     the page
"""
