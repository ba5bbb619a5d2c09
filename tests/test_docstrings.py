"""Each example of a docstring gives what it says."""

import doctest
import importlib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "pscvc_kg"


def modules_with_examples() -> list[str]:
    return sorted(
        ".".join(("pscvc_kg", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
        for path in PACKAGE.rglob("*.py")
        if ">>> " in path.read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("name", modules_with_examples())
def test_examples_give_what_they_say(name: str) -> None:
    done = doctest.testmod(importlib.import_module(name), optionflags=doctest.REPORT_NDIFF)
    assert done.attempted
    assert not done.failed


def test_the_jobs_have_examples() -> None:
    assert {"pscvc_kg", "pscvc_kg.api.graph", "pscvc_kg.questions.asking"} <= set(modules_with_examples())
