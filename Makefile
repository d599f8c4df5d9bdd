# Everything a newcomer, a developer and an operator does, one target each. `make help` lists them.

PYTHON ?= python3
BIN := .venv/bin
PRODUCT := workflow organization cases appraisal notifications config

.DEFAULT_GOAL := help
.PHONY: help run demo-reset test test-fast test-exhaustive coverage lint format types imports messages migrations lock docs \
	backup restore bench vendor screenshots core all

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 16

core:
	@$(PYTHON) tools/environment.py core

all:
	@$(PYTHON) tools/environment.py core test dev

run: core ## Start the product with its demo on http://127.0.0.1:8000 (PORT=… changes it)
	@exec $(BIN)/python -m tools.serve

demo-reset: core ## Throw the demo's data away and load it anew
	@$(BIN)/python -m tools.demo_reset

test: all ## Run all tests (ARGS=… goes to pytest; DATABASE_URL and REDIS_URL choose the servers)
	@$(BIN)/python -m tools.run_tests $(ARGS)

test-fast: all ## Run the quick tests: every rule, no browser, under two minutes
	@$(BIN)/python -m tools.run_tests --fast $(ARGS)

coverage: all ## Run all tests as `make test` does and measure the branches that the fast ones take
	@$(BIN)/python -m tools.run_tests --coverage $(ARGS)

test-exhaustive: all ## Run the whole permission matrix on one database and renew its RESULT.md (about ten minutes)
	@$(BIN)/python -m pytest tests -p tests.matrix.doors.result -m exhaustive -n 2 --dist worksteal $(ARGS)

lint: all ## Check style, types, layers, migrations, templates, messages and locks
	@$(BIN)/python -m tools.lint

format: all ## Write code and templates in the common style
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .
	@find templates -name '*.html' | xargs $(BIN)/djade --target-version 5.2 || true

messages: all ## Extract texts, keep their translations, compile the catalogues
	@$(BIN)/python -m tools.messages

migrations: all ## Write migrations for changed models
	@$(BIN)/python manage.py makemigrations

lock: all ## Pin every package with its hashes again
	@$(BIN)/python -m tools.locks

docs: all ## Print machine tables, diagrams and the configuration table into the READMEs
	@$(BIN)/python manage.py print_machines
	@$(BIN)/python manage.py print_configuration

backup: core ## Save database and uploads into one archive (FILE=… names it)
	@$(BIN)/python manage.py backup $(FILE)

restore: core ## Bring an archive back: make restore FILE=var/backups/….tar
	@$(BIN)/python manage.py restore $(FILE)

bench: all ## Measure steps, sweeps and openings against the bare driver (DATABASE_URL chooses PostgreSQL)
	@$(BIN)/python -m bench

vendor: ## Build the vendored front-end files again (needs npm)
	@PYTHON=$(PYTHON) bash frontend/build.sh

screenshots: all ## Picture each main page at 360 and 1280 px (needs Chromium)
	@$(BIN)/python -m tools.screenshots
