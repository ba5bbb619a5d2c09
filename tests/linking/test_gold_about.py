"""How right it is what data sets are about, on stated programmes and on titles that were made.

`pytest -s tests/linking/test_gold_about.py` prints the figures, by difficulty.
"""

from __future__ import annotations

from pathlib import Path

import gold_about
import pytest
from test_gold import line

from pscvc_kg.linking.about import About
from pscvc_kg.linking.evaluating import evaluate

pytestmark = pytest.mark.shared


@pytest.mark.parametrize(
    "parts", [gold_about.DEVELOPMENT, gold_about.HELD_BACK], ids=["developed", "held back"]
)
def test_a_title_that_names_a_service_of_its_publisher_is_about_it(
    shared: Path, parts: frozenset[int]
) -> None:
    listed = gold_about.titled(shared / "data", parts)
    about = About(listed.targets, gold_about.owners(shared / "data"))
    found = evaluate(gold_about.Shown(about), listed.cases)
    print(f"\nmade titles: {len(listed.cases)} cases, {len(listed.targets)} targets")
    print(line("all", found.figures))
    for difficulty, figures in found.by_difficulty.items():
        print(line(f"  {difficulty}", figures))
    assert (found.figures.precision or 0) >= 0.99, found.faults
    assert (found.figures.recall_with_review or 0) >= 0.9, found.faults
    assert found.by_difficulty["other publisher"].accepted == 0
