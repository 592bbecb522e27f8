# Two commands matter: `make run` and `make test`. The README says what the others do.
.DEFAULT_GOAL := help
.PHONY: help run demo test check format bench screenshots requirements messages clean

PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:
	@echo "make run     start Blindcopy with its own database, queue and mail receiver"
	@echo "make demo    the same with a lively sample account"
	@echo "make test    run every test (brings up its own PostgreSQL, Redis and browser)"
	@echo "make check   format, lint, types, import rules, migrations and deployment settings"
	@echo "make bench   print the benchmark table"
	@echo "make screenshots   take the pictures in docs/screenshots again"

.venv/bin/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Blindcopy needs Python 3.11 or newer.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Install python3-venv first: sudo apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	@touch $@

# The tools of the tests include all of the application, so what `make test` installed serves `make run` too.
.venv/installed: .venv/bin/uv requirements/base.txt
	@test -e .venv/installed-dev || $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/base.txt
	@touch $@

.venv/installed-dev: .venv/bin/uv requirements/dev.txt
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt requirements/uv.txt
	@touch $@

run: .venv/installed
	@exec $(BIN)/python manage.py serve

demo: .venv/installed
	@exec $(BIN)/python manage.py serve --demo

test: .venv/installed-dev
	@$(BIN)/python scripts/prepare_tests.py
	@$(BIN)/python -m pytest -n 2 $(ARGS)

check: .venv/installed-dev
	@BIN=$(BIN) sh scripts/check.sh

format: .venv/installed-dev
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .
	-$(BIN)/djlint --reformat --quiet templates

bench: .venv/installed-dev
	@$(BIN)/python scripts/prepare_tests.py --without-browser
	@$(BIN)/python -m benchmarks $(ARGS)

# Needs Chromium, as the tests do; PAGES="home board" takes only those.
screenshots: .venv/installed-dev
	@$(BIN)/python scripts/screenshots.py $(PAGES)

requirements: .venv/bin/uv
	cd requirements && for name in base dev; do \
		../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $$name.in -o $$name.txt; done

# Collects the words of pages and reasons for their translators and compiles the translations, which are committed.
messages: .venv/installed-dev
	@command -v msgfmt >/dev/null || { echo "Install gettext first: sudo apt-get install gettext"; exit 1; }
	$(BIN)/python manage.py makemessages --locale de --no-location --no-wrap --no-obsolete --ignore .venv --ignore var
	$(BIN)/python manage.py compilemessages --locale de --ignore .venv

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
