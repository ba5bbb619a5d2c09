"""Surveys, innovations and networks from elsewhere: what questions answer, also counted by plain Python."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from pscvc_kg import api, reading, submissions
from pscvc_kg.questions import ask
from pscvc_kg.store import Store

FILES = {
    "gb-people-survey": ("uk_people/csps_headline_scores.csv", 13705),
    "us-veterans-care": ("trust/a11_280_va-vha.csv", 4),
    "eu-innovations": ("innovation/cases.csv", 853),
    "be-partnerships": ("network/be_intermunicipal_memberships.csv", 2733),
}


@pytest.fixture(scope="module")
def data(shared: Path) -> Path:
    return shared / "data"


@pytest.fixture(scope="module")
def loaded(data: Path) -> Iterator[Store]:
    """The five real tables in one graph."""
    with api.open() as graph:
        submissions.load([data / path for path, _ in FILES.values()], graph.store)
        yield graph.store


def records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def column(store: Store, question: str, name: str, **values: str) -> list[Any]:
    answer = ask(store, question, **values)
    place = [one.name for one in answer.columns].index(name)
    return [row[place] for row in answer.rows]


def count(store: Store, pattern: str) -> int:
    prefixes = (
        "PREFIX psc: <https://w3id.org/pscvc/ns#> PREFIX cv: <http://data.europa.eu/m8g/> "
        "PREFIX indicator: <https://w3id.org/pscvc/code/indicator/> "
    )
    ((number,),) = store.query(f"{prefixes} SELECT (COUNT(*) AS ?n) {{ {pattern} }}").texts()
    return int(number)


@pytest.mark.shared
@pytest.mark.parametrize("layout", sorted(FILES))
def test_a_real_table_is_recognised_and_none_of_its_rows_or_columns_is_left_over(
    data: Path, layout: str
) -> None:
    path, rows = FILES[layout]
    (table,) = reading.recognise([data / path])
    assert (table.layout.name, table.problems) == (layout, ())
    assert len(table.table.rows) == len(records(data / path)) == rows


@pytest.mark.shared
def test_each_score_of_the_british_survey_is_an_observation_and_no_benchmark_an_organization(
    data: Path, loaded: Store
) -> None:
    rows = records(data / "uk_people/csps_headline_scores.csv")
    scores = [row for row in rows if row["measure"] != "response_rate"]
    of_survey = 'FILTER(STRSTARTS(STR(?indicator), "https://w3id.org/pscvc/code/indicator/csps-"))'
    assert count(loaded, f"?o psc:ofIndicator ?indicator ; psc:value ?v . {of_survey}") == len(scores)
    benchmark = {
        row["organisation"]
        for row in rows
        if "benchmark" in row["organisation"].lower() or row["org_code"] in ("CS_MEAN", "CS_MEDIAN")
    }
    in_2023 = {row["organisation"]: row["value"] for row in of(rows, "employee_engagement", "2023")}
    organizations = set(in_2023) - benchmark
    answer = ask(loaded, "engagement-compared", period="https://w3id.org/pscvc/data/gb/period/2023").records()
    kinds = defaultdict(set)
    for row in answer:
        kinds[row["kind"]].add(row["subject"])
    assert {kind: len(found) for kind, found in kinds.items()} == {
        "organization": len(organizations),
        "benchmark": len(set(in_2023) & benchmark),
    }
    assert sorted(Decimal(str(row["score"])) for row in answer) == sorted(map(Decimal, in_2023.values()))


def of(rows: list[dict[str, str]], measure: str, year: str) -> list[dict[str, str]]:
    return [row for row in rows if row["measure"] == measure and row["year"] == year]


@pytest.mark.shared
def test_a_share_of_the_british_survey_is_a_fraction_and_the_index_is_not(data: Path, loaded: Store) -> None:
    rows = records(data / "uk_people/csps_headline_scores.csv")
    highest = max(Decimal(row["value"]) for row in rows if row["measure"] == "my_team") / 100
    query = (
        "PREFIX psc: <https://w3id.org/pscvc/ns#> SELECT (MAX(?v) AS ?most) "
        "{ ?o psc:ofIndicator <https://w3id.org/pscvc/code/indicator/csps-%s> ; psc:value ?v }"
    )
    assert Decimal(loaded.query(query % "my-team").texts()[0][0]) == highest <= 1
    index = max(Decimal(row["value"]) for row in rows if row["measure"] == "employee_engagement")
    assert Decimal(loaded.query(query % "employee-engagement").texts()[0][0]) == index > 1


@pytest.mark.shared
def test_what_veterans_were_not_asked_has_a_status_and_their_trust_is_that_in_the_service(
    data: Path, loaded: Store
) -> None:
    rows = records(data / "trust/a11_280_va-vha.csv")
    answer = ask(loaded, "trust-beside-satisfaction").records()
    assert len(answer) == 7 * len(rows)
    trust = [row for row in answer if row["measured"] == "trust in the service"]
    assert [(Decimal(str(row["score"])), int(row["n"])) for row in trust] == [
        (Decimal(row["trust"]), int(row["response_count"])) for row in rows
    ]
    assert sum(row["score"] is None and row["status"] is not None for row in answer) == sum(
        row["satisfied"] == "" for row in rows
    )


@pytest.mark.shared
def test_every_case_of_innovation_is_found_by_its_technology(data: Path, loaded: Store) -> None:
    rows = records(data / "innovation/cases.csv")
    for code, name in (("blockchain", "Blockchain"), ("artificial-intelligence", "Artificial intelligence")):
        found = ask(loaded, "innovations", technology=code).records()
        cases = [row for row in rows if row["technology"] == name]
        assert len(found) == len(cases)
        assert sum(bool(row["lead"]) for row in found) == sum(
            bool(row["lead_organisation_name"]) for row in cases
        )
    planned = sum(row["status"] in ("Planned", "In development") for row in rows)
    assert count(loaded, "?a a psc:InnovationAdoption") == len(rows) - planned


@pytest.mark.shared
def test_the_networks_of_flemish_partnerships_are_as_python_counts_them(data: Path, loaded: Store) -> None:
    members, belongs = defaultdict(set), defaultdict(set)
    for row in records(data / "network/be_intermunicipal_memberships.csv"):
        members[row["partnership_kbo"]].add(row["member_kbo"])
        belongs[row["member_kbo"]].add(row["partnership_kbo"])
    assert len(ask(loaded, "arrangement-members").rows) == 2733

    sizes = ask(loaded, "network-sizes").records()
    assert sorted(int(row["members"]) for row in sizes) == sorted(map(len, members.values()))
    alone = sum(len(them) == 1 for them in members.values())
    assert sum(row["kind"] == "one organization" for row in sizes) == alone > 0
    linked = sorted(
        sum(len(belongs[one] & belongs[two]) > 1 for one, two in combinations(them, 2))
        for them in members.values()
    )
    assert sorted(int(row["linked"]) for row in sizes) == linked

    only = dict.fromkeys(belongs, 0)
    for one, two in combinations(members.values(), 2):
        if len(both := one & two) == 1:
            only[next(iter(both))] += 1
    expected = sorted(
        (len(own), len(set().union(*(members[each] for each in own))) - 1, only[member])
        for member, own in belongs.items()
    )
    brokers = ask(loaded, "network-brokers").records()
    found = sorted((int(row["arrangements"]), int(row["others"]), int(row["only_link"])) for row in brokers)
    assert found == expected
