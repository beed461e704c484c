"""The side that runs student code. Nothing here imports anything of dlkit.grading outside this folder."""
