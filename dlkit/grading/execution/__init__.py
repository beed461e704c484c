"""The trusted side of a run: what goes into the sandbox, in which order, and why it ended. Student code runs in `sandbox/` alone."""
