"""Grade a class's notebooks in an nbgrader course: in parallel, in a sandbox, every student with exactly one outcome.

`dlkit grade` is its door (dlkit.cli, commands/). A submission goes through these rooms; one of them runs what a student wrote:

    instructor/    the course, its assignments and tasks, as the instructor keeps them        trusted
    intake/        a student's files → a notebook rebuilt from the instructor's version       trusted, runs nothing of the student's
    execution/     starts the sandbox, sends one cell after the other; clocks and limits      trusted
    sandbox/       the process that runs student code; imports nothing of the other rooms     NOT trusted
    collection/    what came back, believed only as far as its form is right                  trusted
    recording/     nbgrader's gradebook and autograded/, one transaction a submission         trusted

coordination/ takes a class through them once, on what backends/ offers: this machine or a dask cluster. report/, feedback/,
check/ and doctor/ are the other commands.

This file imports nothing: the sandbox imports it too.
"""
