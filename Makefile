# Everything starts here: `make chat` for users, `make test` and `make check` for builders.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export STANDPUNT_DATA ?= $(CURDIR)/data
# Builds only what the binding loads; 1 m 48 s instead of 6 minutes on two cores.
LLAMA_ARGS := -DLLAVA_BUILD=OFF -DLLAMA_BUILD_TOOLS=OFF -DCMAKE_PROJECT_llama.cpp_INCLUDE=$(CURDIR)/models/llama-build.cmake

.PHONY: chat ask serve eval gate test prove check setup clean wheels sbom audit bundle
chat serve: setup
	@$(BIN)/standpuntwijzer serve

ask: setup
	@$(BIN)/standpuntwijzer ask -- "$$Q"
export Q

eval: setup
	@$(BIN)/standpuntwijzer eval run --quick --open

# The fixed sample with the default model, against the bounds of eval/gate.toml; a build server reads the outcome.
gate: setup
	@rm -rf "$(STANDPUNT_DATA)/runs/gate"
	@$(BIN)/standpuntwijzer eval run --quick --name gate
	@$(BIN)/standpuntwijzer eval gate gate --junit "$(STANDPUNT_DATA)/runs/gate/junit.xml"

setup: .venv/.packages
	@$(BIN)/python -m assistant.ready || $(BIN)/standpuntwijzer setup

test: setup .venv/.dev
	@$(BIN)/python -m pytest

# The proofs of running it that take minutes each.
prove: setup .venv/.dev
	@LONG_TESTS=1 $(BIN)/python -m pytest tests/ops

check: .venv/.packages .venv/.dev
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/standpuntwijzer corpus lint

.venv/.packages: requirements.lock pyproject.toml models/llama-build.cmake
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 of nieuwer is nodig. Draai: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 2; }
	@command -v c++ >/dev/null || command -v g++ >/dev/null || command -v clang++ >/dev/null || { echo "Er is geen C++-compiler. Draai (Debian): sudo apt-get install g++ make"; exit 2; }
	@test $$(df -Pk . | awk 'NR==2 {print $$4}') -gt 5000000 || { echo "Te weinig schijfruimte: er is 5 GB nodig in $(CURDIR). Maak ruimte en draai de opdracht opnieuw."; exit 2; }
	@$(PYTHON) -m venv .venv || { echo "python -m venv lukt niet. Draai (Debian): sudo apt-get install python3-venv"; exit 2; }
	@echo "Pakketten installeren (eenmalig, enkele minuten) …"
	@CMAKE_ARGS="$(LLAMA_ARGS)" $(BIN)/pip install --disable-pip-version-check -q -r requirements.lock && $(BIN)/pip install --disable-pip-version-check -q --no-deps -e . || { echo "Pakketten ophalen of bouwen lukte niet. Controleer het netwerk en de pakketindex (pip config list) en draai de opdracht opnieuw."; exit 2; }
	@touch $@

.venv/.dev: .venv/.packages requirements-dev.lock
	@$(BIN)/pip install --disable-pip-version-check -q -r requirements-dev.lock
	@touch $@

# Shipping: what goes to a machine without a network, what is in it and what is known to be wrong with it (docs/beheer.md).
wheels: .venv/.packages build/tools/.ready
	@LLAMA_ARGS="$(LLAMA_ARGS)" packaging/wheels.sh

sbom: wheels
	@packaging/sbom.sh

audit: sbom
	@packaging/audit.sh

bundle: setup sbom
	@packaging/bundle.sh

build/tools/.ready: packaging/requirements.lock
	@mkdir -p build && $(PYTHON) -m venv build/tools && build/tools/bin/pip install --disable-pip-version-check -q -r $< && touch $@

clean:
	rm -rf .venv build *.egg-info
