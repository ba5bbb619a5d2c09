"""The fast engine and the reference find the same in a sample of the real inventory."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pscvc_kg import reading, validation
from pscvc_kg.report import Report
from pscvc_kg.store import open_store
from pscvc_kg.submissions import load

pytestmark = pytest.mark.shared

SERVICES = 200
"""So many services with their standards are some 20,000 triples."""
REGISTERS = ("gc_concordance.csv", "org_var.csv", "sid_registry.csv", "cp-pc-2324-eng.csv")


def records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def sample(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Whole records: services from all over the file, so of many organizations, and all their standards."""
    data, folder = shared / "data" / "gc", tmp_path_factory.mktemp("sample")
    services = records(data / "si_2024.csv")
    services = services[:: len(services) // SERVICES]
    kept = {row["service_id"] for row in services}
    standards = [row for row in records(data / "ss_2024.csv") if row["service_id"] in kept]
    return [write(folder / "services.csv", services), write(folder / "standards.csv", standards)]


def test_engines_find_the_same_in_real_data(sample: list[Path], shared: Path) -> None:
    triples = reading.read(sample).triples.count(b"\n")
    assert 18_000 < triples < 25_000
    reports: list[Report] = []
    with open_store() as store:
        load([shared / "data" / "gc" / name for name in REGISTERS], store)
        for engine in ("fast", "pyshacl"):
            reports.append(validation.validate(sample, store=store, as_of="2025-03-01", engine=engine))
    assert reports[0] == reports[1]
    assert len({finding.rule.code for finding in reports[0].findings}) > 5
