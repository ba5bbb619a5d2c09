"""How right links of services are across fiscal years and languages, on years that were held back.

`pytest -s tests/linking/test_gold_years.py` prints the figures.
"""

from __future__ import annotations

from pathlib import Path

import gold_years
import pytest
from test_gold import line

from pscvc_kg.linking.evaluating import evaluate
from pscvc_kg.linking.things import Verdict

pytestmark = pytest.mark.shared

FLOORS = {("en", "en"): (0.99, 0.88), ("fr", "fr"): (0.99, 0.88), ("en", "fr"): (0.99, 0.37)}
"""Of services that are in both years: the least precision of what is accepted, recall with review."""


@pytest.mark.parametrize("languages", gold_years.LANGUAGES, ids="-".join)
@pytest.mark.parametrize("pair", [gold_years.DEVELOPMENT, *gold_years.HELD_BACK], ids=" to ".join)
def test_a_service_is_found_again_in_another_year(
    shared: Path, pair: tuple[str, str], languages: tuple[str, str]
) -> None:
    listed = gold_years.years(shared / "data", *pair, *languages)
    proposed = gold_years.Proposed(listed.targets, gold_years.owners(shared / "data"))
    found = evaluate(proposed, listed.cases)
    print(f"\n{' to '.join(pair)}, {' to '.join(languages)}: {len(listed.targets)} targets")
    print(line("all", found.figures))
    for difficulty, figures in found.by_difficulty.items():
        print(line(f"  {difficulty}", figures))
    precision, recall = FLOORS[languages]
    there = found.by_difficulty["still there"]
    assert (there.precision or 0) >= precision, found.faults
    assert (there.recall_with_review or 0) >= recall, found.faults
    before = {case.thing.iri.rpartition("/")[2] for case in listed.cases}
    asked = [case.thing for case in listed.cases if not case.right]
    again = [match for match in proposed.match_all(asked) if match.verdict is Verdict.ACCEPT]
    # What went is only found again where it was registered anew: not as another that was there beside it.
    assert not [match for match in again if match.candidates[0].target.iri.rpartition("/")[2] in before]
