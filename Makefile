# Every command sets up what it needs: Python 3.11 and make are all that a machine must have.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

STAGE ?= dev
FUNCTION ?= Orchestrator
SINCE ?= 1h

.PHONY: demo serve test lint typecheck pytest bench genre-score assets screenshots deploy package logs destroy load mutations requirements audit clean

demo: $(READY)
	$(BIN)/python -m scripts.demo

serve: $(READY) assets
	$(BIN)/python -m scripts.local_server

test: lint typecheck pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

typecheck: $(READY)
	$(BIN)/mypy

pytest: $(READY) assets
	$(BIN)/python -m pytest -n 2 --dist loadfile

bench: $(READY)
	$(BIN)/python -m bench

# The pages' chart library, pinned and checked, from the npm registry without Node.
assets: $(READY)
	$(BIN)/python scripts/fetch_assets.py --dev

screenshots: $(READY) assets
	$(BIN)/python -m scripts.screenshots

# Against the genres that Goodreads shows for the same books; needs the data beside the clone.
genre-score: $(READY)
	@test -f ../shared/genre_score.py || { echo "There is no ../shared/genre_score.py beside this clone."; exit 1; }
	$(BIN)/python ../shared/genre_score.py chalicelib.enrichment.genres:merge_and_normalize

deploy: $(READY) assets
	$(BIN)/python -m scripts.aws.deploy_resources --stage $(STAGE)
	$(BIN)/python -m scripts.aws.deploy --stage $(STAGE)

package: $(READY) assets
	$(BIN)/python -m scripts.aws.package --stage $(STAGE)

logs: $(READY)
	$(BIN)/chalice logs --stage $(STAGE) --name $(FUNCTION) --since $(SINCE)

destroy: $(READY)
	$(BIN)/python -m scripts.aws.destroy --stage $(STAGE) $(if $(DELETE_DATA),--delete-data)

# Many uploads at once; the figures are in docs/reliability.md.
load: $(READY)
	$(BIN)/python -m scripts.load --uploads 50 --books 500

# A million random changes to exports; the figures are in docs/reliability.md.
mutations: $(READY)
	MUTATIONS=1000000 $(BIN)/python -m pytest -q -k random_byte_changes tests/flows/test_hostile_uploads.py

# requirements.txt anew from requirements.in; its comment stays. The tool has a place of its own.
requirements:
	$(PYTHON) -m venv build/pip-tools
	build/pip-tools/bin/pip install --quiet --disable-pip-version-check pip-tools==7.6.2
	grep '^#' requirements.txt > build/requirements.head
	build/pip-tools/bin/pip-compile --quiet --no-config --generate-hashes --no-annotate --no-header --strip-extras \
		--no-emit-index-url --no-emit-find-links --output-file requirements.txt requirements.in
	cat build/requirements.head requirements.txt > build/requirements.txt
	mv build/requirements.txt requirements.txt

# What is known against the deployed versions; asks PyPI's advisory database.
audit:
	$(PYTHON) -m venv build/pip-audit
	build/pip-audit/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	build/pip-audit/bin/pip-audit --requirement requirements.txt --disable-pip

clean:
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): requirements.txt requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@
