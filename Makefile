# `make` prints this list. What runs Python sets up .venv first, once per change of requirements.txt or pyproject.toml.
JOBS ?= 2
RUN := .venv/bin/python -m

# One thread per process: the processes are the parallelism, and a page's numbers stay the same on every machine.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1

.PHONY: help setup book pdf test test-long bench-grading check-site test-oldest exercises grade-demo bench coverage faults lab serve strip clean distclean

help:        ## this list
	@awk -F ':.*## *' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' Makefile

setup:       ## only set up .venv
	@sh tools/setup.sh

book: setup  ## execute the pages and build the book; prints the file to open
	@$(RUN) tools.book --jobs $(JOBS)

pdf: setup   ## print the whole book as a PDF, with Chromium; prints the path
	@$(RUN) tools.pdf

test: setup  ## check everything
	@$(RUN) pytest tests -p tools.unchanged -n $(JOBS) --dist worksteal

test-long: setup  ## the long proofs of the autograder: hostile submissions, kills at any moment, clusters, PostgreSQL
	@LONG=1 $(RUN) pytest tests/grading -n $(JOBS) --dist worksteal

check-site: setup  ## visit every page of the book in Chromium: faults, what to do, page weights
	@$(RUN) tests.book.site --jobs $(JOBS)

test-oldest: ## check dlkit on the oldest releases it allows, in .venv-oldest (PYTHON=python3.11)
	@$(or $(PYTHON),python3.11) -m venv .venv-oldest
	@.venv-oldest/bin/python -m pip install -q -r tests/oldest.txt
	@.venv-oldest/bin/python -m pytest tests/dlkit tests/parity tests/torch -n $(JOBS) --dist worksteal

exercises: setup   ## write exercises/ anew from solutions/
	@$(RUN) tools.exercises $(if $(FORCE),--force)

grade-demo: setup  ## grade a class of six made-up students
	@$(RUN) tools.grade_demo

bench-grading: setup  ## dlkit grade beside nbgrader autograde, on the same 100 submissions (long)
	@$(RUN) tests.benchmarks.grading --jobs $(JOBS)

bench: setup       ## dlkit's speed and memory beside PyTorch's, and other libraries' where installed
	@$(RUN) tests.benchmarks

coverage: setup    ## lines of dlkit that no test of it runs (long)
	@$(RUN) coverage erase
	@$(RUN) coverage run -m pytest tests/dlkit tests/parity tests/torch -q -n $(JOBS) --dist worksteal
	@$(RUN) coverage combine -q
	@$(RUN) coverage report

faults: setup      ## plant every listed fault, one at a time, and see that a test catches it (long)
	@$(RUN) tests.faults --jobs $(JOBS)

lab: setup   ## do the exercises in JupyterLab, on your own copies in work/
	@$(RUN) tools.lab

serve: book  ## serve the book on this machine, for its live cells (PORT=8000)
	@$(RUN) tools.serve $(if $(PORT),--port $(PORT))

strip: setup ## take outputs and other noise out of the notebooks in chapters/ and solutions/
	@$(RUN) tools.strip

clean:       ## remove what was built: _build/ and caches
	@sh tools/clean.sh

distclean:   ## the same, and .venv/, .venv-oldest/
	@sh tools/clean.sh --venv
