"""Submissions that several tests share: rows of the shipped files, and stores that keep them."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pscvc_kg import chain, current
from pscvc_kg.namespaces import GRAPH_CURRENT
from pscvc_kg.resources import STORY
from pscvc_kg.store import Store, open_store
from pscvc_kg.submissions import Receipt, accept, load
from pscvc_kg.validation import validate

IDENTIFIERS = STORY / "organization-identifiers.csv"
NAMES = STORY / "organization-names.csv"
Row = dict[str, str]


def at(day: int) -> Callable[[], datetime]:
    """A clock that stands at noon of that day of March 2025."""
    return lambda: datetime(2025, 3, day, 12, tzinfo=UTC)


noon = at(1)


def read_rows(path: Path) -> list[Row]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def shipped(kind: str, owner: str) -> list[Row]:
    """The shipped services or standards of one organization."""
    return [row for row in read_rows(STORY / f"{kind}-2023-2024.csv") if row["owner_org"] == owner]


def write_rows(path: Path, rows: Sequence[Row]) -> Path:
    """*rows* as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def services(path: Path, owner: str, number: int = 3, **changed: str) -> Path:
    """The shipped services of *owner*, the first with the cells *changed*."""
    first, *rest = shipped("services", owner)[:number]
    return write_rows(path, [first | changed, *rest])


def make_registered(folder: Path, registers: Sequence[Path]) -> Path:
    """A store in *folder* that knows what *registers* say."""
    with open_store(folder) as store:
        load(registers, store, clock=noon)
    return folder


@contextmanager
def copied(registered: Path, folder: Path) -> Iterator[Store]:
    """A copy of a store to change; at the end `current` is as it would be made anew, and the log whole."""
    shutil.copytree(registered, folder)
    with open_store(folder) as store:
        yield store
        assert now(store) == set(current.build(store).dump(GRAPH_CURRENT).splitlines())
        assert not list(chain.faults(store))


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that knows the organizations and their names."""
    return make_registered(tmp_path_factory.mktemp("registered") / "graph", [IDENTIFIERS, NAMES])


@pytest.fixture
def store(registered: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of it to change."""
    with copied(registered, tmp_path / "graph") as opened:
        yield opened


def take(store: Store, file: Path, day: int = 1) -> Receipt:
    """Accept *file* on that day of March 2025, as A. Clerk; records with faults are held."""
    report = validate([file], store=store, as_of="2025-03-01")
    return accept([file], report, store, hold=True, by="A. Clerk", clock=at(day))


def take_two(store: Store, folder: Path) -> None:
    """Two submissions for one year: figures, a text and an answer differ, a service came and one went."""
    own = shipped("services", "cra-arc")
    first, second = own[:3], [dict(row) for row in own[:4]]
    first[0] |= {
        "num_applications_online": "1200",
        "os_account_registration": "N",
        "num_phone_enquiries": "7",
    }
    second[0] |= {
        "num_applications_online": "1500",
        "os_account_registration": "Y",
        "num_phone_enquiries": "ND",
    }
    second[0]["service_name_en"] += " again"
    del second[1]
    take(store, write_rows(folder / "first.csv", first), 2)
    take(store, write_rows(folder / "second.csv", second[::-1]), 3)


def now(store: Store) -> set[bytes]:
    """What `current` holds, line by line."""
    return set(store.dump(GRAPH_CURRENT).splitlines())
