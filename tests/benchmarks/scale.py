"""Validation at x1, x10 and x50 of the inventory beside its peers, whole processes, as ratios to loading.

    python tests/benchmarks/scale.py --sizes 1 10 50 [--peers PYTHON] [--limit SECONDS] [--rounds N]

It maps the real inventory and registers of ../shared (else the shipped story) to N-Triples, repeats them
under new addresses and identifiers, and runs each of contestants.py on the file. PYTHON is an interpreter
that has pyshacl-turbo and pyshifty, which are measured only where it is given.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from contestants import CONTESTANTS, PEERS

from pscvc_kg import api, reading, registers, resources
from pscvc_kg.namespaces import SHAPE
from pscvc_kg.store import canonical, open_store
from pscvc_kg.submissions import load
from pscvc_kg.validation import catalogue
from pscvc_kg.validation.evidence import background, live_registers

DAY = "2025-03-01"
SHARED = Path(os.environ.get("PSCVC_SHARED") or Path(__file__).parents[3] / "shared") / "data" / "gc"
REGISTERS = (
    "cp-pc-*.csv",
    "sid_registry.csv",
    "ifoi_*.csv",
    "org_var.csv",
    "gc_concordance.csv",
    "serv_prog.csv",
)
IDENTIFIER = re.compile(
    rb'(<http://purl\.org/dc/terms/identifier>|<http://www\.w3\.org/2004/02/skos/core#notation>) "'
)
ADDRESS = re.compile(rb"/data/ca/(?!period/)")


@dataclass(frozen=True)
class Ran:
    """How a process ran: seconds, peak memory in MB, the last line it said; seconds None: it did not end."""

    seconds: float | None
    megabytes: float
    said: str


def main() -> None:
    """Measure, and print a table for each size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1])
    parser.add_argument(
        "--peers", metavar="PYTHON", help="an interpreter that has pyshacl-turbo and pyshifty"
    )
    parser.add_argument(
        "--limit", type=float, default=300, help="seconds after which a contestant is stopped"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=list(CONTESTANTS), default=list(CONTESTANTS))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one = inventory()
        shapes(folder)
        too_slow: set[str] = set()
        for size in chosen.sizes:
            file = folder / f"x{size}.nt"
            repeated(one, size, file)
            triples = one.count(b"\n") * size
            print(f"\nx{size}: {triples:,} triples, {file.stat().st_size / 1e6:,.0f} MB", flush=True)
            table(file, folder, chosen, too_slow)
            file.unlink()


def table(file: Path, folder: Path, chosen: argparse.Namespace, too_slow: set[str]) -> None:
    """Run each contestant on *file*; the ratio is to loading it into a store, in this run.

    Those *too_slow* for less are left out; those that do not end are added to them.
    """
    loading: float | None = None
    for name in chosen.only:
        python = chosen.peers if name in PEERS else sys.executable
        if python is None:
            continue
        if name in too_slow:
            print(f"  {name:14} not tried: it did not end with less", flush=True)
            continue
        command = [python, str(Path(__file__).with_name("contestants.py")), name, str(file), str(folder)]
        runs = [run(command, chosen.limit)]
        while runs[-1].seconds is not None and len(runs) < chosen.rounds:
            runs.append(run(command, chosen.limit))
        times = [each.seconds for each in runs if each.seconds is not None]
        if not times:
            too_slow.add(name)
            print(f"  {name:14} did not end in {chosen.limit:,.0f} s or failed ({runs[-1].said})", flush=True)
            continue
        middle, peak = median(times), max(each.megabytes for each in runs)
        loading = middle if name == "load" else loading
        ratio = f"{middle / loading:6.2f} x load" if loading else ""
        print(f"  {name:14} {middle:8.2f} s {peak:8,.0f} MB {ratio:14} {runs[-1].said}", flush=True)


LAUNCHER = """
import os, sys, time
start = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
print(time.perf_counter() - start, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""
"""Starts a process from a small one: Linux counts the memory of the one that starts it as its own."""


def run(command: list[str], limit: float) -> Ran:
    """Run *command* to its end or its limit."""
    launcher = [sys.executable, "-S", "-c", LAUNCHER, *command]
    with subprocess.Popen(
        launcher, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as child:
        try:
            said = child.communicate(timeout=limit)[0].decode(errors="replace").strip().splitlines()
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            return Ran(None, 0, "stopped")
    seconds, peak, status = said[-1].split()
    last = said[-2][:100] if len(said) > 1 else ""
    return Ran(float(seconds) if status == "0" else None, int(peak) / 1024, last)


def inventory() -> bytes:
    """What our mappings make of the inventory, with what the registers say, as N-Triples."""
    with open_store() as store:
        if SHARED.is_dir():
            sources = [path for pattern in REGISTERS for path in sorted(SHARED.glob(pattern))]
            submissions = [SHARED / "si_2024.csv", SHARED / "ss_2024.csv"]
        else:
            sources, submissions = api.sort_by_kind(sorted(resources.STORY.glob("*.csv")))
        load(sources, store)
        lookups = registers.lookups(lambda text: store.query(text).texts())
        # A register that is part of the file is as it was loaded, and not as the rules are given it.
        registry = [store.dump(graph) for graph in store.graphs() if "/source/gc-service-registry/" in graph]
        stated = reading.read(submissions, lookups).triples
        return canonical([stated, *live_registers(store).values(), *registry])


def repeated(one: bytes, size: int, file: Path) -> None:
    """Write *one* so many times into *file*, each time under other addresses and identifiers."""
    with file.open("wb") as target:
        target.write(one)
        for copy in range(1, size):
            moved = ADDRESS.sub(b"/data/c%02d/" % copy, one)
            target.write(IDENTIFIER.sub(rb'\1 "%02d-' % copy, moved))


def shapes(folder: Path) -> None:
    """Write the rules of profile gc, those in SHACL Core and all, and what they look at beside the data."""
    profile = catalogue.profile("gc")
    (folder / "core.nt").write_bytes(profile.core)
    (folder / "all.nt").write_bytes(b"".join(_all(profile)))
    (folder / "background.nt").write_bytes(background(profile, date.fromisoformat(DAY)))


def _all(profile: catalogue.Profile) -> Iterator[bytes]:
    """Core shapes and SPARQL shapes in one graph: each part has the other's rules without their targets."""
    by_query = {shape.rule.iri.encode() for shape in profile.shapes if shape.select}
    for part, keep in ((profile.core, False), (profile.queries, True)):
        for line in part.splitlines(keepends=True):
            subject = line[1 : line.find(b">")]
            if not subject.startswith(SHAPE.encode()) or (subject in by_query) == keep:
                # Nodes without a name are of one part only.
                yield line if not keep else line.replace(b"_:", b"_:q")


if __name__ == "__main__":
    main()
