# `make demo` and `make test` are all that a new machine with Python 3.11+ needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JUDGES := tests/mail/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.PHONY: help demo run test bench words pictures lock clean

help: ## show this
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

demo: $(READY) ## run the main job on the example magazine: collect, publish, compose, deliver into a folder
	@$(BIN)/python examples/demo.py

run: $(READY) ## keep the example magazine running as the service
	@exec $(BIN)/python examples/demo.py --keep

test: $(READY) $(JUDGES) ## format, lint, types, floors and all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile

bench: $(READY) ## measure; each prints one line of JSON last
	$(BIN)/python -m bench.collect
	$(BIN)/python -m bench.publish
	$(BIN)/python -m bench.serve
	$(BIN)/python -m bench.mail --look all --out var/bench-mail

words: $(READY) ## bring the catalogues up to date with code and templates; tells what is to be translated
	@$(BIN)/python examples/words.py

pictures: $(READY) ## take the README's pictures of what `make demo` made (needs Chromium)
	@$(BIN)/python examples/pictures.py

# The lock: exact versions with hashes for every platform, and no index address (a path or host of one machine would be
# of no use on another). Needs `uv`, which the environment does not hold.
lock: ## write requirements.lock anew
	uv pip compile --universal --generate-hashes --no-emit-index-url --all-extras --python-version 3.11 \
		--custom-compile-command "make lock" --output-file requirements.lock pyproject.toml

clean: ## remove what the demo made
	rm -rf var public outbox preview

# Old pip cannot resolve an extra that trafilatura asks for, so pip is first brought up to date.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "digest needs Python 3.11 or newer; try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $(READY)

# What judges mails in tests besides browser and spam filter. Without npm its tests are skipped, and say so.
$(JUDGES): tests/mail/package-lock.json
	@cd tests/mail && npm ci --no-audit --no-fund --ignore-scripts --silent && touch node_modules/.package-lock.json \
		|| echo "npm cannot install tests/mail/package-lock.json: mails will not be judged by @emailens/engine"
