"""A proposition beside the figures of organizations: the verdict is that of the formula."""

from __future__ import annotations

import csv
import statistics
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pscvc_kg import submissions
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.namespaces import CODE, GRAPH_CURRENT
from pscvc_kg.questions import ask

NAME = "propositions-on-organizations"
DATA = "https://w3id.org/pscvc/data/xx/"
PREFIXES = (
    "PREFIX psc: <https://w3id.org/pscvc/ns#> PREFIX cv: <http://data.europa.eu/m8g/> "
    f"PREFIX sign: <https://w3id.org/pscvc/code/sign/> PREFIX xx: <{DATA}> "
)
F_OF_TEN = 5.32
"""F with 1 and 8 degrees of freedom that 5% exceed by chance."""


def asked(pairs: list[tuple[int, int]], sign: str = "positive", more: str = "") -> list[dict[str, Any]]:
    """The answer where each organization has one pair of figures."""
    facts = [
        "xx:p a psc:Proposition ; psc:hasAntecedent xx:A ; psc:hasConsequent xx:C ; "
        f"psc:hasSign sign:{sign} . xx:a psc:operationalizes xx:A . xx:c psc:operationalizes xx:C ."
    ]
    facts += [
        f"xx:o{n} a cv:PublicOrganisation . xx:r{n} psc:isReportOn xx:o{n} ; psc:coversPeriod xx:year . "
        f"xx:x{n} psc:inReport xx:r{n} ; psc:ofIndicator xx:a ; psc:value {x} . "
        f"xx:y{n} psc:inReport xx:r{n} ; psc:ofIndicator xx:c ; psc:value {y} ."
        for n, (x, y) in enumerate(pairs)
    ]
    facts.append(more)
    with EmbeddedStore() as store:
        store.oxigraph.update(f"{PREFIXES} INSERT DATA {{ GRAPH <{GRAPH_CURRENT}> {{ {' '.join(facts)} }} }}")
        return ask(store, NAME).records()


def expected(pairs: list[tuple[int, int]], sign: str) -> tuple[str, float, str]:
    """Direction, share explained and verdict, by the standard library."""
    try:
        r = statistics.correlation(*zip(*pairs, strict=True))
    except statistics.StatisticsError:
        r = 0.0
    direction = "none" if abs(r) < 1e-9 else "higher with higher" if r > 0 else "lower with higher"
    if len(pairs) < 10:
        return direction, r * r, "too few organizations"
    if r * r < 1 and r * r / (1 - r * r) * (len(pairs) - 2) < F_OF_TEN:
        return direction, r * r, "inconclusive"
    return direction, r * r, "as proposed" if (r > 0) == (sign == "positive") else "the other way"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=3, max_size=16),
    st.sampled_from(["positive", "negative"]),
)
def test_the_verdict_is_that_of_the_correlation(pairs: list[tuple[int, int]], sign: str) -> None:
    (row,) = asked(pairs, sign)
    direction, explained, verdict = expected(pairs, sign)
    assert row["organizations"] == len(pairs)
    assert row["direction"] == direction
    assert abs(float(row["explained"]) - explained) < 0.0001
    assert row["verdict"] == verdict


def test_two_organizations_say_nothing() -> None:
    assert asked([(1, 1), (2, 2)]) == []


@pytest.mark.shared
def test_leadership_and_engagement_of_british_departments_are_as_python_correlates_them(shared: Path) -> None:
    table = shared / "data" / "uk_people" / "csps_headline_scores.csv"
    figures: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    with table.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            name = row["organisation"].replace("&", "and")
            if "benchmark" not in name.lower() and not name.lower().startswith("all civil servants"):
                figures[row["year"]][name][row["measure"]] = float(row["value"])
    with EmbeddedStore() as store:
        submissions.load([table], store)
        rows = ask(store, NAME, proposition="P14").records()
    both = {"leadership_change", "employee_engagement"}
    asked_in = {
        year for year, named in figures.items() if any(each.keys() >= both for each in named.values())
    }
    assert [row["period"] for row in rows] == sorted(asked_in)
    for row in rows:
        pairs = [
            (each["leadership_change"], each["employee_engagement"])
            for each in figures[str(row["period"])].values()
            if each.keys() >= both
        ]
        assert row["organizations"] == len(pairs)
        assert abs(float(row["explained"]) - statistics.correlation(*zip(*pairs, strict=True)) ** 2) < 0.0001
        assert (row["direction"], row["verdict"]) == ("higher with higher", "as proposed")


def test_amounts_of_millions_have_a_verdict() -> None:
    pairs = [(n * 1_000_000_007, (n % 7) * 900_000_001) for n in range(1, 13)]
    (row,) = asked(pairs)
    direction, explained, verdict = expected(pairs, "positive")
    assert (row["direction"], row["verdict"]) == (direction, verdict)
    assert abs(float(row["explained"]) - explained) < 0.0001


def test_alike_figures_say_nothing_of_a_direction() -> None:
    (row,) = asked([(n, 33) for n in range(12)])
    assert (row["direction"], row["explained"], row["verdict"]) == ("none", 0, "inconclusive")


@pytest.mark.parametrize("side", ["a", "c"])
def test_an_indicator_of_which_less_is_better_is_left_out(side: str) -> None:
    pairs = [(n, n) for n in range(4)]
    assert asked(pairs)
    assert asked(pairs, more=f"xx:{side} psc:hasPolarity <{CODE}indicator-polarity/lower> .") == []
