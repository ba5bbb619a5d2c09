"""How fast the main job is, as ratios to something measured in the same run; ``make bench`` prints them.

Real data where ../shared is, else the shipped story with its records repeated under new identifiers.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

import pyoxigraph
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pscvc_kg import api, resources
from pscvc_kg.store import open_store

BESIDE = Path(__file__).parents[3] / "shared"
SHARED = Path(os.environ.get("PSCVC_SHARED") or BESIDE) / "data" / "gc"
REGISTERS = ("cp-pc-*.csv", "sid_registry.csv", "ifoi_*.csv", "org_var.csv", "gc_concordance.csv")
COPIES = 30
"""How often the story is repeated where there is no real data, for about as many records."""
PSCVC = "from pscvc_kg.cli import main; main()"


@dataclass(frozen=True)
class Data:
    """What is measured on."""

    name: str
    registers: list[Path]
    submissions: list[Path]


@dataclass
class Figures:
    """Medians in seconds and peaks in MB, by name, gathered while the tests run."""

    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    if SHARED.is_dir():
        registers = [path for pattern in REGISTERS for path in sorted(SHARED.glob(pattern))]
        return Data("the real inventory", registers, [SHARED / "si_2024.csv", SHARED / "ss_2024.csv"])
    sources, submissions = api.sort_by_kind(sorted(resources.STORY.glob("*.csv")))
    folder = tmp_path_factory.mktemp("story")
    return Data("the story, repeated", sources, [_repeated(path, folder / path.name) for path in submissions])


def _repeated(source: Path, target: Path) -> Path:
    with source.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    place = head.index("service_id")
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for copy in range(COPIES):
            suffix = f"-{copy}" if copy else ""
            writer.writerows([*row[:place], row[place] + suffix, *row[place + 1 :]] for row in rows)
    return target


@pytest.fixture(scope="module")
def store(data: Data, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph in a folder that has the registers."""
    folder = tmp_path_factory.mktemp("bench") / "graph"
    with api.open(folder) as graph:
        api.load(data.registers, graph)
    return folder


@pytest.fixture(scope="module")
def figures(data: Data) -> Iterator[Figures]:
    found = Figures()
    yield found
    _print(found, data)


def _print(found: Figures, data: Data) -> None:
    seconds, peaks = found.seconds, found.megabytes
    lines = [("pscvc validate, whole process", "pandas reads the two files", "at most 5, aim 2")]
    lines += [("pscvc --help", "python does nothing", "under 0.3 s")]
    lines += [("load", "raw bulk_load of the same triples", "at most 1.25")]
    print(f"\n\nOn {data.name}; medians:")
    for what, against, goal in lines:
        if what in seconds and against in seconds:
            ratio = seconds[what] / seconds[against]
            other = f"{against} ({seconds[against]:.2f} s)"
            print(f"  {what}: {seconds[what]:.2f} s = {ratio:.1f} x {other}; {goal}")
    for what, peak in sorted(peaks.items()):
        print(f"  {what}: peak {peak:.0f} MB")


LAUNCHER = """
import os, sys, time
null = os.open(os.devnull, os.O_WRONLY)
quiet = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
start = time.perf_counter()
child = os.posix_spawn(sys.executable, [sys.executable, *sys.argv[1:]], os.environ, file_actions=quiet)
_, status, usage = os.wait4(child, 0)
print(time.perf_counter() - start, os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""
"""Measures a process from a small one: Linux counts the memory of the one that starts it as its own."""


def process(*arguments: str) -> tuple[float, float]:
    """Run Python with *arguments* to its end: seconds, and the peak of its memory in MB."""
    command = [sys.executable, "-S", "-c", LAUNCHER, *arguments]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert said[1] in ("0", "1"), said
    # Linux counts kilobytes, macOS bytes.
    return float(said[0]), int(said[2]) / (1024 * 1024 if sys.platform == "darwin" else 1024)


def measure(
    benchmark: BenchmarkFixture,
    figures: Figures,
    name: str,
    work: Callable[[], float | None],
    rounds: int = 3,
) -> None:
    """Do *work* several times and keep the median of its time, and the highest peak if it says one."""
    times: list[float] = []
    peaks: list[float] = []

    def once() -> None:
        start = perf_counter()
        said = work()
        times.append(said[0] if said else perf_counter() - start)
        peaks.extend(said[1:] if said else ())

    benchmark.pedantic(once, rounds=rounds, warmup_rounds=1)
    figures.seconds[name] = median(times[1:])
    if peaks:
        figures.megabytes[name] = max(peaks)


def test_python_alone(benchmark: BenchmarkFixture, figures: Figures) -> None:
    measure(benchmark, figures, "python does nothing", lambda: process("-c", "pass"), rounds=9)


def test_help(benchmark: BenchmarkFixture, figures: Figures) -> None:
    measure(benchmark, figures, "pscvc --help", lambda: process("-c", PSCVC, "--help"), rounds=9)


def test_pandas_reads_the_files(benchmark: BenchmarkFixture, figures: Figures, data: Data) -> None:
    reading = "; ".join(f"pandas.read_csv({str(path)!r})" for path in data.submissions)
    call = ("-c", f"import pandas; {reading}")
    measure(benchmark, figures, "pandas reads the two files", lambda: process(*call))


def test_validate(benchmark: BenchmarkFixture, figures: Figures, data: Data, store: Path) -> None:
    files = map(str, data.submissions)
    call = (
        "-c",
        PSCVC,
        "validate",
        *files,
        "--store",
        str(store),
        "--format",
        "json",
        "--as-of",
        "2025-03-01",
    )
    measure(benchmark, figures, "pscvc validate, whole process", lambda: process(*call))


def test_load(
    benchmark: BenchmarkFixture, figures: Figures, data: Data, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def work() -> None:
        with api.open(tmp_path_factory.mktemp("load") / "graph") as graph:
            api.load(data.registers, graph)

    measure(benchmark, figures, "load", work)


def test_raw_bulk_load(
    benchmark: BenchmarkFixture,
    figures: Figures,
    store: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with open_store(store, create=False) as loaded:
        graphs = {name: loaded.dump(name) for name in loaded.graphs()}

    def work() -> None:
        raw = pyoxigraph.Store(str(tmp_path_factory.mktemp("raw")))
        for name, triples in graphs.items():
            raw.bulk_load(triples, pyoxigraph.RdfFormat.N_TRIPLES, to_graph=pyoxigraph.NamedNode(name))

    measure(benchmark, figures, "raw bulk_load of the same triples", work)
