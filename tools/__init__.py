"""What the Makefile runs. Each module is one command: python -m tools.NAME."""
