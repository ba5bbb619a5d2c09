"""How right links are on lists made from published registers, beside two plain methods on the same lists.

`pytest -s tests/linking/test_gold.py` prints the figures, by difficulty.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gold
import pytest
from contestants import ExactOnceNormalised, TokenSetRatio

from pscvc_kg.linking.evaluating import Evaluation, Figures, evaluate
from pscvc_kg.linking.matching import Matcher
from pscvc_kg.linking.things import Thing

pytestmark = pytest.mark.shared

Recipe = Callable[[Path, tuple[Thing, ...]], gold.Gold]
_OUT = frozenset({gold.VARIANTS_HELD_BACK})
LISTS: dict[str, Recipe] = {
    "variants of names": lambda data, known: gold.variants(data, known, _OUT, _OUT),
    "organizations that are not there": lambda data, known: gold.absent(data, known, gold.HELD_BACK),
    "columns of the concordance": lambda data, known: gold.concordance(data, gold.HELD_BACK),
    "concordance and register": lambda data, known: gold.across(data, known, gold.HELD_BACK),
    "Flemish names": lambda data, known: gold.flemish(data, gold.HELD_BACK),
    "Flemish names with numbers": lambda data, known: gold.flemish(data, gold.HELD_BACK, numbered=True),
    "agencies in other languages": lambda data, known: gold.agencies(data, gold.HELD_BACK),
    "French edition and English": lambda data, known: gold.editions(data, gold.HELD_BACK),
}


@pytest.fixture(scope="module")
def evaluations(shared: Path) -> dict[str, Evaluation]:
    data = shared / "data"
    known = gold.register(data)
    found = {}
    for name, recipe in LISTS.items():
        listed = recipe(data, known)
        found[name] = evaluate(Matcher(listed.targets), listed.cases)
        print(f"\n{name}: {len(listed.cases)} cases, {len(listed.targets)} targets")
        print(line("this method", found[name].figures))
        for contestant in (ExactOnceNormalised, TokenSetRatio):
            print(line(contestant.__name__, evaluate(contestant(listed.targets), listed.cases).figures))
        for difficulty, figures in found[name].by_difficulty.items():
            print(line(f"  {difficulty}", figures))
    return found


def line(name: str, figures: Figures) -> str:
    shares = (figures.precision, figures.recall, figures.recall_with_review, figures.f1)
    written = ["    –" if share is None else f"{share:5.3f}" for share in shares]
    return (
        f"{name:34} cases {figures.cases:4}  precision {written[0]} ({figures.accepted - figures.found} wrong)  "
        f"recall {written[1]}  with review {written[2]}  F1 {written[3]}  abstained {figures.abstained}"
    )


def test_print(evaluations):
    pass
