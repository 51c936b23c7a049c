# paycli: `make` alone says what can be made. All that is needed is Python 3.11 or newer, and make.
# `make tour PYTHON=/path/to/python3.12` chooses the Python; otherwise the newest one that works is taken.

PYTHON ?= $(shell sh tools/find-python.sh)
VENV   ?= .venv
JOBS   ?= 2
PYTEST_ARGS ?=
VERSIONS ?= 3.11 3.12 3.13
RUN    := requirements/run.txt
DEV    := requirements/dev.txt
# The oldest libraries that pyproject.toml allows, with what runs the tests.
LOWEST := requirements/lowest.txt
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
# Where `make install` puts things when there is no pipx.
PREFIX ?= $(HOME)/.local
HOME_VENV := $(PREFIX)/share/paycli-venv
PIP_QUIET := --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help tour test test-fast test-python test-lowest soak test-everything test-all-pythons install uninstall lint format check docs screens bench lock clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

tour: $(READY) ## See it work: the whole story in a folder of its own, about a minute
	@$(BIN)/paycli tour --strict

test: lint ## Lint, then every test that a laptop can run (PAYCLI_FULL=1 for the rest too)
	@echo "Running the tests, $(JOBS) at a time ..."
	@$(MAKE) --no-print-directory test-everything

test-fast: $(READY) ## The tests that take less than about two seconds each
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup -m "not slow and not full" $(PYTEST_ARGS)

# What a new Python can break, whatever the machine: the quick tests, and the slow ones that hang on the interpreter.
test-python: $(READY) ## The tests that depend on the Python: all quick ones, and slow ones of terminals, signals, forks, SQLite
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup -m "not slow or python" $(PYTEST_ARGS)

test-lowest: ## The quick tests with the oldest libraries that pyproject.toml allows
	@$(MAKE) --no-print-directory test-fast VENV=.venv-lowest DEV=$(LOWEST)

soak: $(READY) ## Kill, race and repeat five times as often as the other tests do; an hour or so
	@PAYCLI_EFFORT=large $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup tests/faults $(PYTEST_ARGS)

LANE ?= test-everything
test-all-pythons: ## All tests on each of Python 3.11, 3.12 and 3.13 that is here (VERSIONS="3.12", LANE=test-python for fewer)
	@for version in $(VERSIONS); do \
	    if python=$$(sh tools/find-python.sh $$version); then \
	        echo "== Python $$version"; \
	        $(MAKE) --no-print-directory $(LANE) VENV=.venv-$$version PYTHON="$$python" || exit $$?; \
	    else \
	        echo "== Python $$version is not on this machine, so nothing was tested with it"; \
	        test "$$CI" != true || exit 1; \
	    fi; \
	done

test-everything: $(READY)
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup $(PYTEST_ARGS)

install: ## Put paycli on your PATH, with the locked libraries
	@sh tools/install.sh "$(PYTHON)" "$(CURDIR)/$(RUN)" "$(PREFIX)"

uninstall: ## Take it off again (ledgers, profiles and secrets stay)
	@sh tools/install.sh --remove "$(PREFIX)"

lint: $(READY) ## Style, types, arrows between the layers
	@echo "Checking style, types and layers ..."
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo > $(VENV)/lint-imports.log || { cat $(VENV)/lint-imports.log; exit 1; }

format: $(READY) ## Rewrite the code in the project's format
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

# Of the tables of all commands, which a new command, option or wording misses, those that are quick.
WIDE := tests/commands/test_examples.py tests/commands/test_help_pages.py \
    "tests/faults/test_put_back.py::test_every_command_refuses_a_ledger_that_was_put_back[1]"

check: lint ## What a commit should pass: lint, the generated docs, the rules of the house; seconds, not minutes
	@$(BIN)/python tools/generate_docs.py --check
	@$(BIN)/python -m pytest -q -n $(JOBS) -m "(not slow and not full) or wide" tests/rules $(WIDE) $(PYTEST_ARGS)

docs: $(READY) ## Write the generated parts of docs/ anew, and the pictures of the README
	@$(BIN)/python tools/generate_docs.py

screens: $(READY) ## Write every screen in every size into tests/screens anew; read what changed
	@$(BIN)/python -m tests.support.screens

bench: $(READY) ## Measure speed, beside raw SQLite and a bare interpreter on the same machine
	@$(BIN)/python -m bench

lock: ## Choose the newest libraries that pyproject.toml allows, and lock them by their hashes
	@test -x .venv-lock/bin/uv || { echo "Making .venv-lock ..."; "$(PYTHON)" -m venv .venv-lock && .venv-lock/bin/python -m pip install $(PIP_QUIET) uv; }
	@echo "Locking ..."
	@.venv-lock/bin/uv pip compile $(LOCK_OPTIONS) pyproject.toml --extra till --output-file $(RUN)
	@.venv-lock/bin/uv pip compile $(LOCK_OPTIONS) pyproject.toml --extra till --group dev --constraint $(RUN) --output-file $(DEV)
	@.venv-lock/bin/uv pip compile $(LOCK_OPTIONS) pyproject.toml --extra till --resolution lowest-direct --output-file .venv-lock/lowest-run.txt
	@.venv-lock/bin/uv pip compile $(LOCK_OPTIONS) pyproject.toml --extra till --group dev --constraint .venv-lock/lowest-run.txt --output-file $(LOWEST)

LOCK_OPTIONS := --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
    --no-header --no-emit-index-url --no-emit-find-links --no-annotate

clean: ## Remove what was made here: environments, caches, packages
	rm -rf .venv .venv-3.* .venv-lock .venv-lowest build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find paycli tests tools contrib bench -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment is made anew when the locked libraries or the project's own description change.
$(READY): $(DEV) pyproject.toml
	@test -n "$(PYTHON)" || { echo "paycli needs Python 3.11 or newer with its venv module, and none is on this machine." >&2; \
	    echo "Debian and Ubuntu: sudo apt-get install python3-venv    macOS: brew install python" >&2; exit 1; }
	@test -x $(BIN)/python && $(BIN)/python -c "import pip" 2>/dev/null || { echo "Making $(VENV) with $(PYTHON) ..."; "$(PYTHON)" -m venv --clear $(VENV); }
	@echo "Installing the locked libraries, about a minute the first time ..."
	@$(BIN)/python -m pip install $(PIP_QUIET) --require-hashes -r $(DEV)
	@$(BIN)/python -m pip install $(PIP_QUIET) --no-deps --no-build-isolation --editable .
	@touch $@
