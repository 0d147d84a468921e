# Every target makes the environment it needs first; the work itself is Python in devstack/.

# The first that is there; devstack/bootstrap.py goes on in a newer one if it is too old.
PYTHONS := python3 python3.13 python3.12 python3.11 python
PYTHON ?= $(firstword $(foreach name,$(PYTHONS),$(shell command -v $(name))) python3)
PORT ?= 8000
AWS_PORT ?= 4566
IDP_PORT ?= 4567
DEMO_PORT ?= 8010
STAGE ?= dev
ARGS ?=

VENV := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run reset test check bench deploy admin lock local dev

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 16

run: local ## the portal with its local AWS at http://localhost:8000 (PORT= AWS_PORT= IDP_PORT= DEMO_PORT=)
	@exec $(VENV) -m devstack run --port $(PORT) --aws-port $(AWS_PORT) --idp-port $(IDP_PORT) \
		--demo-port $(DEMO_PORT)

reset: local ## drop all data of the local stack
	@$(VENV) -m devstack reset

test: dev ## all tests, real parts, real browser (ARGS= goes to pytest)
	@$(VENV) -m devstack.chromium
	@$(VENV) -m pytest $(or $(ARGS),-n 2 --dist loadgroup)

check: dev ## lint, types, import contract, CloudFormation lint, lock files
	@$(VENV) -m devstack.checks

bench: dev ## benchmarks, each a ratio
	@$(VENV) -m bench

deploy: dev ## infrastructure and portal to AWS, or to AWS_ENDPOINT_URL (STAGE=dev|staging|production)
	@$(VENV) -m infra.deploy_stage $(STAGE)

admin: dev ## the first admin of a stage: STAGE= EMAIL=, and PROVIDER=corporate for its people
	@$(VENV) -m infra.first_admin "$(STAGE)" "$(EMAIL)" $(PROVIDER)

lock: dev ## compile requirements/*.txt anew from pyproject.toml
	@$(VENV) -m devstack.locks $(ARGS)

local dev:
	@command -v $(PYTHON) >/dev/null || { echo "There is no Python here: install Python 3.11 or newer, or name one: make run PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) devstack/bootstrap.py $@
