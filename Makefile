# News Digest. `make html` and `make test` set up everything they need by themselves.
.DEFAULT_GOAL := html
.PHONY: html serve publish test lint audit fuzz format bench screenshots pictures lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PELICAN := $(BIN)/pelican -s pelican.conf.py --fatal errors

# A lock names everything: nothing is left to resolve, so that no newer release of a dependency can be looked for.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes

$(VENV)/.html-ready: requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) -r requirements.lock
	@echo "$(CURDIR)/plugins" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/newsdigest.pth"
	@$(BIN)/python -m compileall -q plugins  # as pip does with what it installs
	@touch $@

$(VENV)/.test-ready: requirements-dev.lock $(VENV)/.html-ready | $(VENV)/.compiled
	$(INSTALL) -r requirements-dev.lock
	@touch $@

# Cleaning as machine code takes a minute to compile, once, and a C compiler; without one it runs as plain Python, slower.
# While you change it: make test NEWSDIGEST_INTERPRETED=1
export NEWSDIGEST_INTERPRETED
$(VENV)/.compiled: $(wildcard plugins/newsdigest/cleaning/*.*) plugins/newsdigest/compiled.py plugins/newsdigest/compiling.py \
		| $(VENV)/.html-ready
ifeq ($(NEWSDIGEST_INTERPRETED),)
	$(BIN)/python -m newsdigest compile || echo "cleaning runs as plain Python, a third slower"
	@touch $@
endif

html: $(VENV)/.compiled  ## build the digest into output/
	$(PELICAN)

serve: $(VENV)/.compiled  ## build, serve on http://127.0.0.1:8000 and rebuild on change
	$(PELICAN) --listen --autoreload --bind 127.0.0.1

publish: $(VENV)/.compiled  ## build for a host: make publish SITEURL=https://example.org
	@test -n "$(SITEURL)" || { echo "say where it will live: make publish SITEURL=https://example.org"; exit 2; }
	$(PELICAN) -e SITEURL='"$(SITEURL)"' RELATIVE_URLS=false

test: $(VENV)/.test-ready
	$(BIN)/python -m pytest

lint: $(VENV)/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@$(MAKE) --no-print-directory audit

audit: $(VENV)/.test-ready  ## known vulnerabilities of what we ship with, where their data can be reached
	@found=$$($(BIN)/pip-audit --disable-pip --require-hashes -r requirements.lock --progress-spinner off 2>&1); \
	status=$$?; \
	case "$$found" in \
	*"Found "*" known vulnerabilit"*) echo "$$found"; exit 1 ;; \
	*"could not be audited"*) echo "audit: skipped for packages whose data cannot be reached from here" ;; \
	*) [ $$status -eq 0 ] && echo "audit: $$found" || echo "audit: skipped, its data cannot be reached from here" ;; \
	esac

fuzz: $(VENV)/.test-ready  ## look for inputs that break a promise: make fuzz MINUTES=60
	$(INSTALL) -r requirements-fuzz.lock
	$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),60)

format: $(VENV)/.test-ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.test-ready  ## measure against peers, as Markdown; make bench ONLY="topics building"
	$(BIN)/python -m tests.benchmarks $(ONLY)

screenshots: $(VENV)/.test-ready  ## pictures of every template into screenshots/; needs an installed Chromium
	$(BIN)/python -m tests.browser.screenshots

pictures: $(VENV)/.test-ready  ## the same, and the README's pictures from them
	$(BIN)/python -m tests.browser.screenshots docs/pictures

lock:  ## pin the newest versions; needs uv
	uv pip compile --upgrade --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  pyproject.toml --extra compiled -o requirements.lock
	uv pip compile --upgrade --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  pyproject.toml --extra compiled --group dev -c requirements.lock -o requirements-dev.lock
	uv pip compile --upgrade --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  --group pyproject.toml:fuzz -o requirements-fuzz.lock

clean:  ## remove what can be built again; never content/
	rm -rf output .cache report
