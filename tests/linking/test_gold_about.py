"""How right it is what data sets are about, on stated programmes and on titles that were made.

`pytest -s tests/linking/test_gold_about.py` prints the figures, by difficulty.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import gold_about
import pytest
from test_gold import line

from pscvc_kg.linking.about import About
from pscvc_kg.linking.evaluating import evaluate
from pscvc_kg.linking.things import Verdict

pytestmark = pytest.mark.shared

FLOORS = {"dol": 0.43, "fda": 0.39, "gsa": 0.0}
"""Recall with review, as was reached: programmes are called by words that titles of data sets hardly have."""


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


@pytest.mark.parametrize("catalogue", ["dol", "fda", "gsa"])
def test_a_data_set_is_about_the_programme_that_its_catalogue_states(shared: Path, catalogue: str) -> None:
    listed, owners = gold_about.stated(shared / "data", catalogue)
    found = evaluate(gold_about.Shown(About(listed.targets, owners)), listed.cases)
    near, far = (gold_about.sharing(listed, everywhere=everywhere) for everywhere in (False, True))
    print(f"\n{catalogue}: with a word in common with the programme {near:.3f}, anywhere {far:.3f}")
    print(line(catalogue, found.figures), " for review", found.figures.reviewed)
    assert listed.cases
    assert found.figures.accepted == found.figures.found
    assert (found.figures.recall_with_review or 0) >= FLOORS[catalogue]


def test_titles_of_another_country_are_about_no_service_of_ours(shared: Path) -> None:
    listed = gold_about.titled(shared / "data", frozenset())
    about = About(listed.targets, gold_about.owners(shared / "data"))
    foreign, _ = gold_about.stated(shared / "data", "dol")
    largest = max(
        (target.context for target in listed.targets),
        key=lambda context: sum(target.context == context for target in listed.targets),
    )
    verdicts = [about.match(replace(case.thing, context=largest)).verdict for case in foreign.cases]
    print(f"\nforeign titles: {len(verdicts)}, for review {verdicts.count(Verdict.REVIEW)}")
    assert Verdict.ACCEPT not in verdicts
    assert verdicts.count(Verdict.REVIEW) <= 0.05 * len(verdicts)
