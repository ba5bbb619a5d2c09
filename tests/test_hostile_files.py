"""Whatever is sent ends in a verdict or in a sentence that names the file, soon, and asks nobody anything."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile import CASES, VERDICT, Hostile, table
from hypothesis import given
from hypothesis import strategies as st

from pscvc_kg import layouts
from pscvc_kg.documents.refusing import reason_to_refuse
from pscvc_kg.errors import InputError
from pscvc_kg.mapping import map_rows
from pscvc_kg.tables import read_tables

ROOT = Path(__file__).parent.parent
SECONDS, MEGABYTES = 10, 1_000
DRIVER = """
import contextlib, io, json, os, resource, sys, time
from pscvc_kg.cli import run
for file in sys.argv[1:]:
    out, err = io.StringIO(), io.StringIO()
    start = time.perf_counter()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(["validate", file, "--as-of", "2025-03-01"])
    said = {"file": os.path.basename(file), "status": status, "err": err.getvalue()}
    said["out"] = out.getvalue()[-300:]
    said["seconds"] = time.perf_counter() - start
    # Not the ru_maxrss of this process: Linux keeps in it what the process that started this one held.
    with open("/proc/self/status") as known:
        held = next(int(line.split()[1]) for line in known if line.startswith("VmHWM"))
    said["megabytes"] = max(held, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
    print(json.dumps(said), flush=True)
"""
"""Validates one file after another, so that one process has to live through them all."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("hostile")
    for case in CASES:
        (folder / case.file).write_bytes(case.make())
    return [folder / case.file for case in CASES]


def validated(files: list[Path], *before: str) -> Iterator[dict[str, Any]]:
    command = [*before, sys.executable, "-c", DRIVER, *map(str, files)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert ended.returncode == 0, f"died after {ended.stdout.count(chr(10))} files: {ended.stderr[-500:]}"
    return map(json.loads, ended.stdout.splitlines())


@pytest.fixture(scope="module")
def verdicts(files: list[Path]) -> dict[str, dict[str, Any]]:
    """What became of each file, all in one process."""
    return {said["file"]: said for said in validated(files)}


def test_there_are_enough_and_no_two_are_one() -> None:
    assert len({case.file for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hostile_file(case: Hostile, verdicts: dict[str, dict[str, Any]]) -> None:
    said = verdicts[case.file]
    assert "Traceback" not in said["err"] + said["out"]
    if case.said == VERDICT:
        assert said["status"] in (0, 1), said["err"]
    else:
        assert said["status"] == 3, said
        assert case.file in said["err"]
        assert case.said in said["err"]
        assert said["err"].count("\n") == 1
        assert len(said["err"]) < 600


def test_none_takes_long_or_much_memory(verdicts: dict[str, dict[str, Any]]) -> None:
    assert max(said["megabytes"] for said in verdicts.values()) < MEGABYTES
    slow = {name: said["seconds"] for name, said in verdicts.items() if said["seconds"] > 2 * SECONDS}
    assert not slow, "a file that takes so long hangs whoever waits for it"


@pytest.mark.strace
def test_nobody_is_asked_anything(files: list[Path], tmp_path: Path) -> None:
    log = tmp_path / "calls"
    calls = "trace=connect,sendto,sendmsg"
    asking = [file for file in files if file.suffix != ".csv" and file.name != "bomb.xlsx"]
    list(validated(asking, "strace", "-f", "-qq", "-e", calls, "-o", str(log)))
    outward = [line for line in log.read_text().splitlines() if re.search(r"AF_INET|htons|sin6?_", line)]
    assert not outward


@pytest.mark.strace
def test_a_connection_would_be_seen(tmp_path: Path) -> None:
    """The test above could not fail if strace saw nothing."""
    log = tmp_path / "calls"
    code = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"
    subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=connect", "-o", str(log), sys.executable, "-c", code], check=True
    )
    assert "AF_INET" in log.read_text()


@given(header=st.sampled_from(table().split(b"\r\n")[0].decode().split(",")), text=st.text(max_size=60))
def test_no_cell_says_anything_about_terms_or_rules(
    tmp_path_factory: pytest.TempPathFactory, header: str, text: str
) -> None:
    """Whatever stands in a cell, the table's triples are none that an RDF file might not bring."""
    import csv
    import io

    import pyoxigraph as ox

    lines = list(csv.reader(io.StringIO(table().decode())))
    lines[1][lines[0].index(header)] = text
    file = tmp_path_factory.mktemp("cell") / "services.csv"
    with file.open("w", encoding="utf-8", errors="surrogatepass", newline="") as target:
        csv.writer(target).writerows(lines)
    try:
        recognised = layouts.recognise(read_tables(file)[0])
    except InputError:
        return
    triples = map_rows(recognised, lookups=lambda _name: {}).triples
    for quad in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES):
        assert reason_to_refuse(quad) is None, str(quad)
