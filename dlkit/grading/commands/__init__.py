"""The commands of `dlkit`, one a file: HELP, EXAMPLES, add_arguments(parser), run(options) → exit code."""
