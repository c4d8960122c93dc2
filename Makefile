# Every target sets up what it needs and is quick the second time.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
QUESTION ?= Does the order of intermediate-task fine-tuning (sequential or joint) affect cross-lingual transfer on XTREME-R?
CORPUS ?= xtreme
OUT ?= build/report
DATE ?= $(shell date +%F)
WEIGHTS ?= synth/models/weights
SHARE ?= 1
TRAIN = MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 $(BIN)/python -m synth.models.train --share $(SHARE) ../shared/data

.PHONY: help setup report test check reports bench train folds judge clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.ready ## make .venv with everything installed

$(VENV)/.ready: pyproject.toml constraints.txt
	@echo "Setting up $(VENV) (about 2 GB, a minute or two) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=python3.x")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]' 2> $(VENV)/pip.log || { cat $(VENV)/pip.log >&2; exit 1; }
	@touch $@
	@echo "Ready: $(BIN)/synth"

report: setup ## a report on QUESTION from the bundled corpus, offline
	@$(BIN)/synth report --question "$$QUESTION_TEXT" --corpus $(CORPUS) --offline --date $(DATE) --out $(OUT)

report: export QUESTION_TEXT := $(QUESTION)

check: setup ## style, types, layers
	@echo "ruff …" && $(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .
	@echo "mypy …" && $(BIN)/mypy
	@echo "import layers …" && $(BIN)/lint-imports --no-cache | tail -n 4

test: check ## everything that must hold: check, then the tests with coverage
	@$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term --cov-fail-under=90

reports: setup ## write the five committed reports anew
	@$(BIN)/synth batch reports/questions.toml --corpus xtreme --offline --out reports

bench: setup ## measure: each script prints its figures
	@for script in tests/benchmarks/*.py; do echo "== $$script"; PYTHONPATH=. $(BIN)/python $$script; done

train: setup ## make the verifier's weights anew from ../shared/data (two cores, 16 GB, about an hour)
	@$(TRAIN) $(WEIGHTS)

folds: setup ## make anew what its figures and its combining weights rest on (as long again; with what `train` keeps)
	@$(TRAIN) build/verifier/folds --folds
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/scifact.py --fit > build/verifier/weights.toml && mv build/verifier/weights.toml synth/verify/entail_weights.toml

judge: setup ## fit the judge anew after the arithmetic changed (minutes)
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/judge.py --fit

clean: ## remove what the targets made
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
