# Two commands do everything: `make run` starts the suite, `make test` tests it. `make help` lists the rest.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# What a caller may set: make run PORT=8080, make run S=performance, make test T=services/personnel
PYTHON ?=
S ?=
T ?=
WORLDS ?=
SECONDS ?=
RATE ?=
SEED ?=
ONLY ?=
ROUNDS ?=
APPLICANTS ?=
OPENINGS ?=
WORKERS ?= auto --maxprocesses=4
ACCEPT ?=
AGAINST ?= HEAD

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed.stamp
PACKAGES := shared $(patsubst %/pyproject.toml,%,$(wildcard services/*/pyproject.toml)) deploy/demo
PROJECTS := $(addsuffix /pyproject.toml,$(PACKAGES))
CODE := shared services deploy tests

.PHONY: help
help: ## show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: $(STAMP) ## start the whole suite (PORT=8080: another port, S=performance: one service)
	@exec $(BIN)/python -m abdi.dev run $(S)

.PHONY: test
test: $(STAMP) ## run all tests in parallel on servers of their own (T=path: only these, WORLDS=1000: more random worlds)
	@ABDI_WORLDS=$(WORLDS) $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(or $(T),$(if $(S),services/$(S)))

.PHONY: check
check: lint types house migrations matrix-check contracts-check deployment-check ## everything that a program can judge without running the tests

.PHONY: lint
lint: $(STAMP) ## style, format and the borders between packages
	@echo "Style"; $(BIN)/ruff check $(CODE)
	@echo "Format"; $(BIN)/ruff format --check $(CODE)
	@echo "Borders between packages"; $(BIN)/lint-imports

.PHONY: types
types: $(STAMP) ## static types, strict
	@echo "Types"; $(BIN)/mypy $(CODE)

.PHONY: house
house: $(STAMP) ## the rules of the house
	@echo "Rules of the house"; $(BIN)/python -m tests.house.rules && $(BIN)/python -m pytest -q -n 0 --durations=0 tests/house

.PHONY: migrations
migrations: $(STAMP) ## migrations equal models, on a PostgreSQL of its own
	@echo "Migrations equal models"; $(BIN)/python -m abdi.dev check-migrations

.PHONY: matrix
matrix: $(STAMP) ## write docs/access.md, the table of routes and roles, from the code
	@$(BIN)/python -m abdi.dev matrix

.PHONY: matrix-check
matrix-check: $(STAMP) ## the table of routes and roles equals the code
	@echo "Routes and roles"; $(BIN)/python -m abdi.dev matrix --check

.PHONY: contracts
contracts: $(STAMP) ## write the committed contracts again; refuses what breaks a promise (ACCEPT='why')
	@$(BIN)/python -m abdi.dev contracts --against $(AGAINST) $(if $(ACCEPT),--accept '$(ACCEPT)')

.PHONY: contracts-check
contracts-check: $(STAMP) ## the committed contracts equal the code (AGAINST=revision: and break none of its promises)
	@echo "Contracts"; $(BIN)/python -m abdi.dev contracts --check --against $(AGAINST)

.PHONY: samples
samples: $(STAMP) ## add golden samples of events from the running suite (after make run, make journey)
	@$(BIN)/python -m abdi.dev samples

.PHONY: deployment
deployment: $(STAMP) ## write docs/settings.md, the realm and the locks of the image from the code
	@$(BIN)/python -m abdi.dev deployment

.PHONY: deployment-check
deployment-check: $(STAMP) ## settings, realm and locks equal the code; the Dockerfile is in order
	@echo "Deployment"; $(BIN)/python -m abdi.dev deployment --check && $(BIN)/hadolint deploy/service.Dockerfile

.PHONY: doctor
doctor: $(STAMP) ## is the running suite well? each finding with its remedy
	@$(BIN)/abdi doctor

.PHONY: format
format: $(STAMP) ## mend style and format
	@$(BIN)/ruff check --fix $(CODE); $(BIN)/ruff format $(CODE)

.PHONY: size
size: $(STAMP) ## how many lines every part has, the longest file and function
	@$(BIN)/python -m tests.house.size

.PHONY: journey
journey: $(STAMP) ## play the journey through the gateway of a running suite
	@$(BIN)/python -m tests.journeys

.PHONY: selection
selection: $(STAMP) ## play a whole CPNS selection on a running suite (APPLICANTS=8140, OPENINGS=388)
	@APPLICANTS=$(APPLICANTS) OPENINGS=$(OPENINGS) $(BIN)/python -m tests.journeys.selection

.PHONY: faults
faults: $(STAMP) ## break processes, servers and the lines between them, and count what was lost (a table at the end)
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup $(or $(T),tests/faults)

.PHONY: fuzz
fuzz: $(STAMP) ## generated requests to the whole public API, as three roles, on a suite of its own (long; SEED=1: the same again)
	@SEED=$(SEED) $(BIN)/python -m tests.fuzz

.PHONY: soak
soak: $(STAMP) ## an hour of load with a random killer (SECONDS=600, RATE=40: requests per second, SEED=1: the same again)
	@SECONDS=$(SECONDS) RATE=$(RATE) SEED=$(SEED) $(BIN)/python -m tests.soak

.PHONY: bench
bench: $(STAMP) ## measure every figure against a floor of the same run (ONLY=reads,relay SECONDS=5 ROUNDS=5)
	@$(BIN)/python -m tests.bench --only "$(ONLY)" $(if $(SECONDS),--seconds $(SECONDS)) $(if $(ROUNDS),--rounds $(ROUNDS))

.PHONY: reset
reset: $(STAMP) ## clear the state of `make run`
	@$(BIN)/python -m abdi.dev reset

.PHONY: lock
lock: ## pin every dependency again (uses uv, or a throw-away copy of it)
	@set -e; uv=$$(command -v uv || true); \
	if [ -z "$$uv" ]; then \
	  place=$$(mktemp -d); trap 'rm -rf "$$place"' EXIT; \
	  echo "Installing uv into a throw-away environment"; \
	  $(or $(PYTHON),python3) -m venv "$$place"; "$$place/bin/pip" install --quiet uv; uv="$$place/bin/uv"; \
	fi; \
	"$$uv" pip compile requirements.in --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	  --no-emit-package abdi-kit --no-emit-package abdi-demo \
	  $(foreach s,$(wildcard services/*),--no-emit-package abdi-$(notdir $(s))) -o requirements.lock
	@echo "requirements.lock is written."; $(MAKE) $(STAMP) deployment

# The environment is made again when the lock or a package's own list changes; an interrupted attempt leaves no stamp.
$(STAMP): requirements.lock $(PROJECTS)
	@set -e; \
	if ! $(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  old=; closed=; python=; \
	  for candidate in $(or $(PYTHON),python3.11 python3.12 python3.13 python3.14 python3); do \
	    "$$candidate" -c '' 2>/dev/null || continue; \
	    "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { old=$$candidate; continue; }; \
	    "$$candidate" -c 'import venv, ensurepip' 2>/dev/null || { closed=$$candidate; continue; }; \
	    python=$$candidate; break; \
	  done; \
	  if [ -z "$$python" ] && [ -n "$$closed" ]; then \
	    echo "The module venv of $$closed is missing: install it (Debian and Ubuntu: apt install python3-venv), then start again." >&2; exit 1; \
	  elif [ -z "$$python" ] && [ -n "$$old" ]; then \
	    echo "Abdi needs Python 3.11 or newer and found $$($$old --version): name a newer one, make run PYTHON=/path/to/python3.11" >&2; exit 1; \
	  elif [ -z "$$python" ]; then \
	    echo "Abdi needs Python 3.11 or newer and found none: name one, make run PYTHON=/path/to/python3.11" >&2; exit 1; \
	  fi; \
	  echo "Making $(VENV) with $$($$python --version)"; \
	  "$$python" -m venv --clear $(VENV); \
	fi; \
	echo "Installing the packages of requirements.lock (once; about a minute)"; \
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock; \
	echo "Installing the packages of this repository"; \
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation \
	  $(addprefix -e ,$(PACKAGES)); \
	touch $@
