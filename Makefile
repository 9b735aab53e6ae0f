# Everything here needs python3 (3.11 or newer), pip and make. The rest is brought into .tools and .venv.

PYTHON ?= python3
UV := .tools/bin/uv
BIN := .venv/bin
SECONDS := 60
MEMBERS := sdk host runtimes/python runtimes/javascript plugins/http plugins/mysql

.DEFAULT_GOAL := help
.PHONY: help install demo test security lint typescript format bench fuzz lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 18

install: .venv/installed ## bring what is needed into .venv

.tools/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cocained needs Python 3.11 or newer")'
	@$(PYTHON) -m pip --version > /dev/null 2>&1 || { \
		echo "$(PYTHON) has no pip; where a venv without it is active, leave it by 'deactivate', or name another Python:" \
			"make PYTHON=/usr/bin/python3 install" >&2; exit 1; }
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .tools uv

.venv/installed: requirements.lock $(MEMBERS:%=%/pyproject.toml) | .tools/bin/uv
	@echo 'bringing what is needed into .venv'
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation $(MEMBERS:%=-e %)
	@touch $@

demo: install ## the daemon at work, on the screen
	@$(BIN)/python examples/demo.py

.tools/mariadb/ready:
	@.ci/mariadb .tools/mariadb

test: install .tools/mariadb/ready ## every test
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

security: install ## every attack of the corpus behind each wall: the table, and whether anything got through
	@$(BIN)/python -m tests.security.corpus $(WORDS)

lint: install ## ruff, mypy --strict, and who may import whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

typescript: install ## the types in JavaScript that authors are shown, by TypeScript's compiler from npm
	@.ci/typescript/check .tools/typescript

format: install ## put the code into its shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: install .tools/mariadb/ready ## the figures, as ratios within one run
	@$(BIN)/python -m benchmarks

.venv/fuzzing: requirements-fuzz.lock .venv/installed
	@echo 'bringing atheris into .venv'
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes --no-build -r requirements-fuzz.lock
	@touch $@

fuzz: .venv/fuzzing ## look for bytes that break what reads them; SECONDS=60 for each target
	@$(BIN)/python -m fuzz --seconds $(SECONDS)

lock: | .tools/bin/uv ## write requirements.lock and requirements-fuzz.lock anew from what is required
	@$(UV) lock --quiet --upgrade
	@$(UV) export --quiet --no-header --no-annotate --no-emit-workspace --no-emit-project --all-packages --all-groups \
		--no-group fuzz --format requirements.txt --output-file requirements.lock > /dev/null
	@$(UV) export --quiet --no-header --no-annotate --no-emit-workspace --no-emit-project --only-group fuzz \
		--format requirements.txt --output-file requirements-fuzz.lock > /dev/null

clean: ## remove what make brought
	@rm -rf .tools .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .fuzz
