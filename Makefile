# Every command sets up what it needs: Python 3.11, 3.12 or 3.13 and make are all that a machine must have. The newest of
# them is used, or the one that is named: make test PYTHON=python3.12
PYTHON ?=
FIND_PYTHON := sh scripts/find_python.sh
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Node comes with the other Python packages, so that a machine needs none of its own.
# It trusts what the machine trusts, as pip does: behind a proxy that is an authority which npm does not know.
NODE_READY := node_modules/.package-lock.json
WITH_NODE := NODE_USE_SYSTEM_CA=1 PATH="$(abspath $(BIN)):$$PATH"

STAGE ?= dev
FUNCTION ?= Orchestrator
SINCE ?= 1h
SEED ?= 1
PER_MODULE ?= 14
MODULE ?=
ROUNDS ?= 10
SEEDS ?= 1
# What needs neither a browser nor the packaged application.
FAST := --ignore tests/browser --ignore tests/aws

.PHONY: demo serve test lint typecheck javascript check-scripts pytest test-fast test-versions shake bench bench-cold-start bench-pages bench-catalogue catalogue genre-score learn-genres assets screenshots lighthouse deploy monitoring package logs job-log destroy lint-deploy load mutations mutants requirements audit clean

demo: $(READY)
	$(BIN)/python -m scripts.demo

serve: $(READY) assets
	$(BIN)/python -m scripts.local_server

test: lint typecheck javascript pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

typecheck: $(READY)
	$(BIN)/mypy

# The pages' scripts: their format, their types, and what their pure modules answer. Skipped, and told so, where Node
# neither comes as a package for this machine nor is installed; with REQUIRE_NODE=1 that is an error.
javascript: $(READY)
	@if $(WITH_NODE) command -v npm >/dev/null; then $(MAKE) --no-print-directory check-scripts; \
	elif [ "$$REQUIRE_NODE" = 1 ]; then echo "error: the pages' scripts cannot be checked: there is no Node here"; exit 1; \
	else echo "SKIPPED: the pages' scripts were not checked, because there is no Node here and none for this machine"; fi

check-scripts: $(NODE_READY)
	$(WITH_NODE) node_modules/.bin/prettier --check --log-level warn .
	$(WITH_NODE) node_modules/.bin/tsc
	$(WITH_NODE) node --test --test-reporter=dot "tests/web/scripts/**/*.test.js"

pytest: $(READY) assets
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-fast: $(READY) assets
	$(BIN)/python -m pytest -n 2 --dist loadfile $(FAST)

# Under each Python from 3.11 to 3.13 that this machine has.
test-versions:
	@pythons=$$($(FIND_PYTHON) --all) || exit 1; for python in $$pythons; do \
		version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		echo "Python $$version"; \
		$(MAKE) test-fast PYTHON=$$python VENV=build/venv-$$version || exit 1; \
	done

# The fast tests ten times, each time in another order; stops at the first failure.
shake: $(READY) assets
	@for seed in $$(seq $(SEED) $$(($(SEED) + $(ROUNDS) - 1))); do \
		echo "seed $$seed"; \
		$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder --randomly-seed=$$seed $(FAST) || \
			{ echo "The tests fail in the order of --randomly-seed=$$seed."; exit 1; }; \
	done

bench: $(READY)
	$(BIN)/python -m bench

# What the pages' charts use of Plot and d3, as one module; and the bundle that is deployed.
VENDOR := chalicelib/web/vendor
assets: $(READY) $(NODE_READY)
	mkdir -p $(VENDOR)
	$(WITH_NODE) node scripts/web/chart_library/build.js $(VENDOR)
	$(BIN)/python -m scripts.web.bundle_pages

screenshots: $(READY) assets
	$(BIN)/python -m scripts.web.screenshots

# What Lighthouse says of the pages on a phone; EXPORT=… takes another export than the sample.
LIGHTHOUSE := lighthouse@13.5.0
lighthouse: $(READY) assets
	$(WITH_NODE) npm install --prefix build/lighthouse --no-save --ignore-scripts --no-audit --no-fund --loglevel error $(LIGHTHOUSE)
	$(BIN)/python -m scripts.web.lighthouse $(if $(EXPORT),--export "$(EXPORT)")

# Against the genres that Goodreads shows, on authors held out; needs the recorded books beside the clone. The second
# command scores the shipped weights on the books they were learned from, which flatters them.
genre-score: $(READY)
	$(BIN)/python -m scripts.genre_score --seeds $(SEEDS)
	[ ! -f ../shared/genre_score.py ] || \
		$(BIN)/python ../shared/genre_score.py chalicelib.enrichment.genres:merge_and_normalize

# The learned weights of the genres anew, from the recorded books beside the clone.
learn-genres: $(READY)
	$(BIN)/python -m scripts.learn_genres

# The catalogue of this machine from the dumps in the folder DUMPS (docs/catalogue.md), or SEED=samples for a small one.
# With STAGE it is built under build/ and imported into that stage's account. ONLY_NUMBERED=1 leaves out what has neither
# ISBN nor Goodreads id.
TO_AWS := $(filter-out file,$(origin STAGE))
CATALOGUE_FILE := $(or $(FILE),$(if $(TO_AWS),build/catalogue-$(STAGE).sqlite3))
catalogue: $(READY)
	$(if $(TO_AWS),$(BIN)/python -m scripts.aws.stage.account)
	$(BIN)/python -m scripts.catalogue $(if $(DUMPS),--dumps "$(DUMPS)") $(if $(filter samples,$(SEED)),--seed samples) \
		$(if $(CATALOGUE_FILE),--file "$(CATALOGUE_FILE)") $(if $(ONLY_NUMBERED),--only-numbered)
	$(if $(TO_AWS),$(BIN)/python -m scripts.aws.catalogue --stage $(STAGE) --file "$(CATALOGUE_FILE)" $(if $(YES),--yes))

# What a caller waits when Lambda has to start a function first. Linux only.
bench-cold-start: $(READY) assets
	$(BIN)/python -m bench.cold_start

# A dashboard of 15,000 books in Chromium, on a processor four times slower.
bench-pages: $(READY) assets
	$(BIN)/python -m scripts.web.large_library

bench-catalogue: $(READY)
	$(BIN)/python -m bench.catalogue

deploy: $(READY) assets
	$(BIN)/python -m scripts.aws.deploy_resources --stage $(STAGE)
	$(BIN)/python -m scripts.aws.deploy --stage $(STAGE)
	$(MAKE) monitoring

# Alarms, dashboard and budgets of the stage; EMAIL=… is told of alarms, and stays until another is given. A variable of
# that name in the environment, which mail programs use, does not count.
monitoring: $(READY)
	$(BIN)/python -m scripts.aws.operations.monitoring --stage $(STAGE) $(if $(filter command,$(origin EMAIL)),--email "$(EMAIL)")

package: $(READY) assets
	$(BIN)/python -m scripts.aws.package --stage $(STAGE)

# Everything that was logged of one job: make job-log STAGE=prod JOB=<job id>
job-log: $(READY)
	@$(BIN)/python -m scripts.aws.operations.job_log --stage $(STAGE) --job "$(JOB)" $(if $(DAYS),--days $(DAYS))

logs: $(READY)
	$(BIN)/python -m scripts.aws.stage.logs --stage $(STAGE) --function $(FUNCTION) --since $(SINCE)

# cfn-lint, checkov and parliament on templates and policies, two of them in a place of their own: they pin what they need.
lint-deploy: $(READY) assets
	$$($(FIND_PYTHON) "$(PYTHON)") -m venv --clear build/lint-deploy
	build/lint-deploy/bin/pip install --quiet --disable-pip-version-check checkov==3.3.30 parliament==1.6.4 setuptools==80.9.0
	PYTHONWARNINGS=ignore $(BIN)/python -m scripts.aws.operations.lint --tools build/lint-deploy/bin

destroy: $(READY)
	$(BIN)/python -m scripts.aws.destroy --stage $(STAGE) $(if $(DELETE_DATA),--delete-data "$(DELETE_DATA)")

# Many uploads at once; the figures are in docs/reliability.md.
load: $(READY)
	$(BIN)/python -m scripts.load --uploads 50 --books 500

# A million random changes to exports; the figures are in docs/reliability.md.
mutations: $(READY)
	MUTATIONS=1000000 $(BIN)/python -m pytest -q -k random_byte_changes tests/flows/test_hostile_uploads.py

# Up to PER_MODULE random changes to each module, or to MODULE alone, and whether the tests notice them.
mutants: $(READY) assets
	$(BIN)/python -m scripts.mutants --seed $(SEED) --per-module $(PER_MODULE) $(if $(MODULE),--module $(MODULE))

# requirements.txt anew from requirements.in; its comment stays. The tool has a place of its own. The oldest Python makes
# it: a package may need on an old one what a new one has built in.
requirements:
	$(or $(PYTHON),$$($(FIND_PYTHON) --all | tail -n 1)) -m venv --clear build/pip-tools
	build/pip-tools/bin/pip install --quiet --disable-pip-version-check pip-tools==7.6.2
	grep '^#' requirements.txt > build/requirements.head
	build/pip-tools/bin/pip-compile --quiet --no-config --generate-hashes --no-annotate --no-header --strip-extras \
		--no-emit-index-url --no-emit-find-links --output-file requirements.txt requirements.in
	cat build/requirements.head requirements.txt > build/requirements.txt
	mv build/requirements.txt requirements.txt

# What is known against the deployed versions; asks PyPI's advisory database.
audit:
	$$($(FIND_PYTHON) "$(PYTHON)") -m venv --clear build/pip-audit
	build/pip-audit/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	build/pip-audit/bin/pip-audit --requirement requirements.txt --disable-pip

clean:
	rm -rf $(VENV) build node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): requirements.txt requirements-dev.txt $(VENV)/.made-by
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

$(NODE_READY): package.json package-lock.json $(READY)
	$(WITH_NODE) npm ci --ignore-scripts --no-audit --no-fund --loglevel error
	touch $@

# Made anew where another Python is to be used than the one that made it, or where that one is gone.
$(VENV)/.made-by: FORCE
	@python=$$($(FIND_PYTHON) "$(PYTHON)") && wanted=$$($$python -VV) && \
	if [ "$$wanted" != "$$(cat $@ 2>/dev/null)" ] || ! $(BIN)/python -c "" 2>/dev/null; then \
		echo "$$python -m venv $(VENV)"; \
		$$python -m venv --clear $(VENV) && echo "$$wanted" > $@; \
	fi
FORCE:
