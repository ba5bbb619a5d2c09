"""How long each question takes in memory on real data, on copies of it, and beside rdflib and DuckDB.

    python tests/benchmarks/questions.py STORE [--copies N] [--rounds N] [--rdflib SECONDS] [NAME ...]

STORE is the folder of a graph that holds the real data. S is what its questions read, in memory; M is S and
N - 1 copies of it under other addresses. Each question is asked with the examples of the parameters that it
cannot do without, and the time is that of its query and its labels. With --rdflib, rdflib answers the same
query on S, stopped after so many seconds. DuckDB, where it is installed, answers from the published tables
what two of the questions ask (DUCKDB).
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from scale import SHARED, repeated

from pscvc_kg import questions
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import PscvcError
from pscvc_kg.namespaces import GRAPH_CURRENT, GRAPH_LOG
from pscvc_kg.questions import ask
from pscvc_kg.store import Store

AIMS = {"S": 60.0, "M": 400.0}
"""Milliseconds that a question may take."""
DUCKDB = {
    "standards-missed": """
        SELECT owner_org, fiscal_yr, count(*), count(target * performance),
          count(*) FILTER (performance < target)
        FROM (SELECT owner_org, fiscal_yr, try_cast(target AS DOUBLE) target,
                try_cast(performance AS DOUBLE) performance
              FROM read_csv('{folder}/ss_2024.csv', all_varchar=true, nullstr=''))
        GROUP BY ALL ORDER BY 5 DESC""",
    "services-without-standards": """
        SELECT owner_org, service_id FROM read_csv('{folder}/si_2024.csv', all_varchar=true) s
        ANTI JOIN read_csv('{folder}/ss_2024.csv', all_varchar=true) USING (service_id) ORDER BY ALL""",
}
"""The same work on the tables of one year: reading them is part of it, as it is not for the others."""


def main() -> None:
    """Measure, and print a line for each question."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("store", type=Path)
    parser.add_argument("names", metavar="NAME", nargs="*")
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rdflib", metavar="SECONDS", type=int, default=0)
    chosen = parser.parse_args()
    names = chosen.names or list(questions.questions())
    with EmbeddedStore(chosen.store, read_only=True) as store:
        current, log = store.dump(GRAPH_CURRENT), store.dump(GRAPH_LOG)
    table: dict[str, list[str]] = {name: [] for name in names}
    slow: list[str] = []
    for size, copies in (("S", 1), ("M", chosen.copies)):
        if size == "M" and copies < 2:
            break
        with EmbeddedStore() as memory:
            fill(memory, current, log, copies)
            print(f"{size}: {memory.size(GRAPH_CURRENT):,} statements", file=sys.stderr)
            for name in names:
                found, rows = answered(memory, name, chosen.rounds)
                table[name] += [f"{rows:9,}" if rows >= 0 else "     none", f"{found:10.1f}"]
                if found > AIMS[size]:
                    slow.append(f"{name} at {size}")
    if chosen.rdflib:
        for name, said in rdflib_times(current, names, chosen.rdflib).items():
            ours = float(table[name][1])
            table[name].append(
                f"{said:10.0f} {said / ours:6.1f} x"
                if said
                else f">{chosen.rdflib * 1000:9,} >{chosen.rdflib * 1000 / ours:4.0f} x"
            )
    for name, said in duckdb_times(names, chosen.rounds).items():
        table[name].append(f"DuckDB {said:.1f}")
    print(
        f"{'':40}"
        + "rows, ms at S"
        + ("; rows, ms at M" if chosen.copies > 1 else "")
        + "; rdflib at S, DuckDB"
    )
    for name, cells in table.items():
        print(f"{name:36}" + " ".join(cells))
    print(f"Beyond {AIMS['S']:.0f} ms at S or {AIMS['M']:.0f} ms at M: {', '.join(slow) or 'none'}")


def fill(memory: EmbeddedStore, current: bytes, log: bytes, copies: int) -> None:
    """Put *current* and its *copies* into *memory*."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "copies.nt"
        repeated(current, copies, file)
        memory.load(file.read_bytes(), GRAPH_CURRENT)
    memory.load(log, GRAPH_LOG)


def given(name: str) -> dict[str, str]:
    """The examples of the parameters that the question cannot do without."""
    return {one.name: one.example for one in questions.question(name).parameters if one.required}


def answered(store: Store, name: str, rounds: int) -> tuple[float, int]:
    """The median in milliseconds, and the number of rows; -1 where a value is not in the data."""
    times, rows = [], 0
    for _ in range(rounds):
        began = time.perf_counter()
        try:
            rows = len(ask(store, name, **given(name)).rows)
        except PscvcError:
            rows = -1
        times.append((time.perf_counter() - began) * 1000)
    return median(times), rows


def rdflib_times(current: bytes, names: list[str], limit: int) -> dict[str, float | None]:
    """Milliseconds of one run of each query in rdflib, each in a fork; None where it did not end."""
    import rdflib

    graph = rdflib.Graph()
    graph.parse(data=current, format="nt11")
    found: dict[str, float | None] = {}
    with EmbeddedStore() as memory:
        memory.load(current, GRAPH_CURRENT)
        for name in names:
            try:
                query = ask(memory, name, **given(name)).query
            except PscvcError:
                continue
            found[name] = in_fork(lambda query=query: len(list(graph.query(query))), limit)
    return found


def in_fork(work: Callable[[], object], limit: int) -> float | None:
    """Milliseconds that *work* takes in a fork that is ended after *limit* seconds; None where it is."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(limit)
        began = time.perf_counter()
        work()
        os.write(writer, str((time.perf_counter() - began) * 1000).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        text = said.read()
    os.waitpid(child, 0)
    return float(text) if text else None


def duckdb_times(names: list[str], rounds: int) -> dict[str, float]:
    """Milliseconds of the median run of each query of DUCKDB, where DuckDB and the real tables are there."""
    try:
        import duckdb
    except ImportError:
        return {}
    found = {}
    for name in DUCKDB.keys() & set(names) if SHARED.is_dir() else ():
        times = []
        for _ in range(rounds):
            began = time.perf_counter()
            duckdb.sql(DUCKDB[name].format(folder=SHARED)).fetchall()
            times.append((time.perf_counter() - began) * 1000)
        found[name] = median(times)
    return found


if __name__ == "__main__":
    main()
