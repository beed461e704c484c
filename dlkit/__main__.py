"""python -m dlkit: the command `dlkit` where it is not on PATH."""

import sys

from dlkit.cli import main

if __name__ == "__main__":
    sys.exit(main())
