"""How right links are on lists made from published registers, beside two plain methods on the same lists.

`pytest -s tests/linking/test_gold.py` prints the figures, by difficulty.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gold
import pytest
from contestants import ExactOnceNormalised, TokenSetRatio

from pscvc_kg.linking.evaluating import Figures, evaluate
from pscvc_kg.linking.matching import Matcher
from pscvc_kg.linking.things import Thing

pytestmark = pytest.mark.shared

Recipe = Callable[[Path, tuple[Thing, ...]], gold.Gold]
_OUT = frozenset({gold.VARIANTS_HELD_BACK})
_FRESH = frozenset({gold.VARIANTS_FRESH})
LISTS: dict[str, Recipe] = {
    "variants of names": lambda data, known: gold.variants(data, known, _OUT, _OUT),
    "organizations that are not there": lambda data, known: gold.absent(data, known, gold.HELD_BACK),
    "columns of the concordance": lambda data, known: gold.concordance(data, gold.HELD_BACK),
    "concordance and register": lambda data, known: gold.across(data, known, gold.HELD_BACK),
    "Flemish names": lambda data, known: gold.flemish(data, gold.HELD_BACK),
    "Flemish names with numbers": lambda data, known: gold.flemish(data, gold.HELD_BACK, numbered=True),
    "agencies in other languages": lambda data, known: gold.agencies(data, gold.HELD_BACK),
    "French edition and English": lambda data, known: gold.editions(data, gold.HELD_BACK),
    "fresh variants of names": lambda data, known: gold.variants(data, known, _FRESH, _FRESH),
    "fresh columns of the concordance": lambda data, known: gold.concordance(data, gold.FRESH),
    "fresh Flemish names": lambda data, known: gold.flemish(data, gold.FRESH),
    "fresh agencies in other languages": lambda data, known: gold.agencies(data, gold.FRESH),
    "fresh French edition and English": lambda data, known: gold.editions(data, gold.FRESH),
}


FLOORS = {
    "variants of names": (0.99, 0.91),
    "organizations that are not there": (None, None),
    "columns of the concordance": (0.99, 0.91),
    "concordance and register": (0.99, 0.99),
    "Flemish names": (0.99, 0.90),
    "Flemish names with numbers": (1.0, 1.0),
    "agencies in other languages": (0.99, 0.93),
    "French edition and English": (0.99, 0.72),
    "fresh variants of names": (0.98, 0.91),
    "fresh columns of the concordance": (0.99, 0.91),
    "fresh Flemish names": (0.99, 0.93),
    "fresh agencies in other languages": (0.99, 0.93),
    "fresh French edition and English": (0.99, 0.65),
}
"""The least precision of what is accepted, and recall with review: what was reached, rounded down."""


@pytest.fixture(scope="module")
def lists(shared: Path) -> dict[str, gold.Gold]:
    known = gold.register(shared / "data")
    return {name: recipe(shared / "data", known) for name, recipe in LISTS.items()}


@pytest.mark.parametrize("name", LISTS)
def test_links_are_right_on_lists_that_were_held_back(name: str, lists: dict[str, gold.Gold]) -> None:
    listed = lists[name]
    found = evaluate(Matcher(listed.targets), listed.cases)
    print(f"\n{name}: {len(listed.cases)} cases, {len(listed.targets)} targets")
    print(line("ours", found.figures))
    for contestant in (ExactOnceNormalised, TokenSetRatio):
        print(line(contestant.__name__, evaluate(contestant(listed.targets), listed.cases).figures))
    for difficulty, figures in found.by_difficulty.items():
        print(line(f"  {difficulty}", figures))
    assert listed.cases
    precision, recall = FLOORS[name]
    if precision is None:
        # Two names of what was taken out are borne by another organization as well.
        assert found.figures.accepted <= 0.01 * len(listed.cases)
        return
    assert (found.figures.precision or 0) >= precision, found.faults
    assert (found.figures.recall_with_review or 0) >= recall, found.faults


def test_no_name_that_is_asked_is_known(shared: Path, lists: dict[str, gold.Gold]) -> None:
    listed = lists["variants of names"]
    known = {name.text for target in listed.targets for name in target.names}
    asked = {case.thing.names[0].text for case in listed.cases}
    assert len(asked) > 100
    assert not asked & known


def line(name: str, figures: Figures) -> str:
    """The *figures* on a line."""
    shares = (figures.precision, figures.recall, figures.recall_with_review, figures.f1)
    precision, recall, review, f1 = ("    –" if share is None else f"{share:5.3f}" for share in shares)
    return (
        f"{name:34} cases {figures.cases:4}  precision {precision} ({figures.accepted - figures.found} wrong)"
        f"  recall {recall}  with review {review}  F1 {f1}  abstained {figures.abstained}"
    )
