"""Counts that may tell of single persons do not enter the graph, where a profile says below what."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pscvc_kg import resources
from pscvc_kg.namespaces import PSC
from pscvc_kg.render.page import Page
from pscvc_kg.render.receipt import receipt_text
from pscvc_kg.resources import STORY
from pscvc_kg.store import Store, open_store
from pscvc_kg.submissions import accept, load
from pscvc_kg.submissions.suppressing import suppressed
from pscvc_kg.validation import catalogue, validate


def noon() -> datetime:
    return datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def store() -> Store:
    opened = open_store()
    load([STORY / "organization-identifiers.csv"], opened, clock=noon)
    return opened


def volumes(folder: Path, *numbers: str) -> Path:
    """One shipped service of one organization for each number, which is its volume of telephone enquiries."""
    with (STORY / "services-2023-2024.csv").open(encoding="utf-8-sig", newline="") as source:
        rows = [row for row in csv.DictReader(source) if row["owner_org"] == "cra-arc"][: len(numbers)]
    file = folder / "services.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        for row, number in zip(rows, numbers, strict=True):
            emptied = {name: "ND" for name in row if name.startswith("num_")}
            writer.writerow({**row, **emptied, "num_phone_enquiries": number})
    return file


def told(store: Store) -> list[tuple[str, ...]]:
    """The volumes that the graph knows, and the status of those that it does not."""
    return store.query(
        f"""PREFIX psc: <{PSC}>
        SELECT ?value ?status {{ ?o psc:ofIndicator <https://w3id.org/pscvc/code/indicator/phone-enquiries>
          OPTIONAL {{ ?o psc:value ?value }} OPTIONAL {{ ?o psc:hasObservationStatus ?status }} }}
        ORDER BY ?value"""
    ).texts()


def test_small_counts_are_suppressed_and_the_others_stay(store: Store, tmp_path: Path) -> None:
    file = volumes(tmp_path, "4", "5", "0")
    report = replace(validate([file], store=store, as_of="2025-03-01"), suppress_below=5)
    receipt = accept([file], report, store, hold=True, clock=noon)
    status = "https://w3id.org/pscvc/code/observation-status/suppressed"
    assert told(store) == [("", status), ("0", ""), ("5", "")]
    assert [one.suppressed for one in receipt.accepted] == [1]
    assert "too small: 1 value." in receipt_text(receipt, "en", Page()).replace("\n", " ")
    assert not [graph for graph in store.graphs() if b'value> "4"' in store.dump(graph)]


def test_nothing_is_suppressed_where_the_profile_says_nothing(store: Store, tmp_path: Path) -> None:
    file = volumes(tmp_path, "4")
    report = validate([file], store=store, as_of="2025-03-01")
    accept([file], report, store, hold=True, clock=noon)
    assert told(store) == [("4", "")]


@pytest.mark.parametrize(
    ("small", "said"),
    [
        ("psc:value 0.5 ; psc:denominator 4", True),
        ("psc:value 0.5 ; psc:denominator 5", False),
        ("psc:value 0.5 ; psc:sampleSize 4", True),
        ("psc:value 0.5", False),
        ("psc:value 0.5 ; psc:inReport ex:report", True),
    ],
)
def test_a_result_is_small_where_its_group_is(small: str, said: bool) -> None:
    scratch = open_store()
    text = f"""PREFIX psc: <{PSC}> PREFIX ex: <https://e.org/> CONSTRUCT {{
        ex:o psc:ofIndicator <https://w3id.org/pscvc/code/indicator/standard-performance> ; {small} .
        ex:report psc:sampleSize 3 . }} WHERE {{}}"""
    triples = scratch.construct(text)
    kept, hidden = suppressed(triples, 5)
    assert hidden == said
    assert (b"suppressed" in kept) == said
    assert (b'value> "0.5"' in kept) != said


def test_a_profile_says_below_what(tmp_path: Path) -> None:
    folder = tmp_path / "shapes"
    shutil.copytree(resources.SHAPES, folder)
    assert catalogue.profile("gc", folder).suppresses_below is None
    with (folder / "gc" / "profile.ttl").open("a", encoding="utf-8") as file:
        file.write(f"profile:gc <{PSC}suppressesBelow> 5 .\n")
    catalogue.profile.cache_clear()
    assert catalogue.profile("gc", folder).suppresses_below == 5
    assert catalogue.profile("core", folder).suppresses_below is None
    catalogue.profile.cache_clear()
