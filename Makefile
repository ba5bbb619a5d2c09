# make demo    the main job on the shipped data        make test   ruff, mypy and pytest
# make bench   how fast, as ratios                     make clean  remove what these made
# make faults  1,250 kills, power failures and full disks
#
# Each sets up what it needs in .venv, once: a second run starts at once and needs no network.

VENV := .venv
RUN := $(VENV)/bin
.DEFAULT_GOAL := demo
.PHONY: demo test bench faults clean
.DELETE_ON_ERROR:

demo: $(VENV)/.ready
	@$(RUN)/pscvc demo

test: $(VENV)/.ready-dev
	$(RUN)/ruff check
	$(RUN)/ruff format --check
	$(RUN)/mypy
	$(RUN)/pytest -n 2 --dist loadscope --no-loadscope-reorder -p no:benchmark

bench: $(VENV)/.ready-dev
	$(RUN)/pytest -s tests/benchmarks/bench_*.py --benchmark-disable-gc --benchmark-columns=min,median,rounds

faults: $(VENV)/.ready-dev
	PYTHONPATH=. $(RUN)/python tests/faults/harness.py

clean:
	rm -rf $(VENV) build dist demo-output .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks

$(VENV)/.ready: pyproject.toml
	@$(call install,-e .)
	@touch $@

$(VENV)/.ready-dev: pyproject.toml
	@$(call install,-e . --group dev)
	@touch $(VENV)/.ready $@

# $(call install,ARGUMENTS): a .venv with those arguments given to uv, or else to pip. Dependency groups need pip 25.1.
# Installers compile what they install, but not a checkout, which each start would then compile again where Python may
# not write (PYTHONDONTWRITEBYTECODE).
define install
set -eu; \
if command -v uv >/dev/null 2>&1; then \
  $(RUN)/python -c '' 2>/dev/null || uv venv --quiet --clear --python '>=3.11' $(VENV); \
  echo 'Setting up $(VENV) with uv (once) …' >&2; \
  uv pip install --quiet --python $(RUN)/python $(1); \
else \
  if ! $(RUN)/python -m pip --version >/dev/null 2>&1; then \
    found=; \
    for python in $${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do \
      if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
        found=$$python; break; \
      fi; \
    done; \
    if [ -z "$$found" ]; then \
      echo 'This needs Python 3.11 or later with its venv module, or uv; neither is here.' >&2; \
      echo 'Install one, for instance: apt-get install python3-venv  (or see https://docs.astral.sh/uv/).' >&2; \
      exit 1; \
    fi; \
    $$found -m venv --clear $(VENV); \
  fi; \
  echo 'Setting up $(VENV) with pip (once) …' >&2; \
  $(RUN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'; \
  $(RUN)/python -m pip install --quiet --disable-pip-version-check $(1); \
fi; \
$(RUN)/python -m compileall -q pscvc_kg
endef
