# Every command sets up what it needs: Python 3.11 and make are all that a machine must have.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

STAGE ?= dev
FUNCTION ?= Orchestrator
SINCE ?= 1h

.PHONY: demo serve test lint typecheck pytest bench genre-score assets screenshots deploy package logs destroy clean

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
	$(BIN)/python -m scripts.deploy_resources --stage $(STAGE)
	$(BIN)/python -m scripts.deploy --stage $(STAGE)

package: $(READY) assets
	$(BIN)/python -m scripts.package --stage $(STAGE)

logs: $(READY)
	$(BIN)/chalice logs --stage $(STAGE) --name $(FUNCTION) --since $(SINCE)

destroy: $(READY)
	$(BIN)/python -m scripts.destroy --stage $(STAGE) $(if $(DELETE_DATA),--delete-data)

clean:
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): requirements.txt requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@
