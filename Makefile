# `make` prints this list. What runs Python sets up .venv first, once per change of requirements.txt or pyproject.toml.
JOBS ?= 2
RUN := .venv/bin/python -m

# One thread per process: the processes are the parallelism, and a page's numbers stay the same on every machine.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1

.PHONY: help setup book test test-oldest exercises grade-demo bench faults lab strip clean distclean

help:        ## this list
	@awk -F ':.*## *' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' Makefile

setup:       ## only set up .venv
	@sh tools/setup.sh

book: setup  ## execute the pages and build the book; prints the file to open
	@$(RUN) tools.book --jobs $(JOBS)

test: setup  ## check everything
	@$(RUN) pytest tests -p tools.unchanged -n $(JOBS) --dist worksteal

test-oldest: ## check dlkit on the oldest releases it allows, in .venv-oldest (PYTHON=python3.11)
	@$(or $(PYTHON),python3.11) -m venv .venv-oldest
	@.venv-oldest/bin/python -m pip install -q -r tests/oldest.txt
	@.venv-oldest/bin/python -m pytest tests/dlkit tests/parity tests/torch -n $(JOBS) --dist worksteal

exercises: setup   ## write exercises/ anew from solutions/
	@$(RUN) tools.exercises $(if $(FORCE),--force)

grade-demo: setup  ## grade a class of six made-up students
	@$(RUN) tools.grade_demo

bench: setup       ## dlkit's speed and memory beside PyTorch's, and other libraries' where installed
	@$(RUN) tests.benchmarks

faults: setup      ## plant every listed fault, one at a time, and see that a test catches it (long)
	@$(RUN) tests.faults --jobs $(JOBS)

lab: setup   ## do the exercises in JupyterLab, on your own copies in work/
	@$(RUN) tools.lab

strip: setup ## take outputs and other noise out of the notebooks in chapters/ and solutions/
	@$(RUN) tools.strip

clean:       ## remove what was built: _build/ and caches
	@sh tools/clean.sh

distclean:   ## the same, and .venv/, .venv-oldest/
	@sh tools/clean.sh --venv
