"""What scale.py measures, each run as a process: ``python contestants.py NAME DATA FOLDER``.

FOLDER holds core.nt and all.nt (the rules in SHACL Core, and all rules), background.nt (what they may look at
beside the data), and takes report.json. Each prints how much it read or found.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

RESULT = "http://www.w3.org/ns/shacl#result"


def parse(data: Path, _folder: Path) -> int:
    import pyoxigraph

    return sum(1 for _ in pyoxigraph.parse(path=str(data)))


def load(data: Path, _folder: Path) -> int:
    import pyoxigraph

    store = pyoxigraph.Store()
    store.bulk_load(path=str(data))
    return len(store)


def pscvc(data: Path, folder: Path) -> int:
    """Like any other contestant it finds the registers in the data, where a submission's would not count."""
    from unittest.mock import patch

    from pscvc_kg.cli import run

    report = folder / "report.json"
    arguments = ["validate", str(data), "--profile", "gc", "--as-of", "2025-03-01", "--format", "json"]
    with patch("pscvc_kg.validation.evidence.official", frozenset):
        status = run([*arguments, "--output", str(report)])
    if status > 1:
        raise SystemExit(3)
    return report.read_bytes().count(b'"fingerprint"')


def shacl_core(data: Path, folder: Path) -> int:
    return _shacl(data, folder, "core.nt")


def shacl_all(data: Path, folder: Path) -> int:
    return _shacl(data, folder, "all.nt")


def _shacl(data: Path, folder: Path, shapes: str) -> int:
    import shacl

    text = data.read_text(encoding="utf-8") + (folder / "background.nt").read_text(encoding="utf-8")
    compiled = shacl.Shapes.from_text((folder / shapes).read_text(encoding="utf-8"), "ntriples")
    return len(compiled.validate_text(text, "ntriples").results)


def pyshacl_core(data: Path, folder: Path) -> int:
    return _pyshacl(data, folder, "core.nt")


def pyshacl_all(data: Path, folder: Path) -> int:
    return _pyshacl(data, folder, "all.nt")


def _pyshacl(data: Path, folder: Path, shapes: str) -> int:
    import pyshacl
    import rdflib

    graph = rdflib.Graph()
    for file in (data, folder / "background.nt"):
        graph.parse(file, format="nt11")
    rules = rdflib.Graph().parse(folder / shapes, format="nt11")
    report = pyshacl.validate(graph, shacl_graph=rules, inplace=True)[1]
    return len(list(report.objects(None, rdflib.URIRef(RESULT))))


def turbo(data: Path, folder: Path) -> int:
    import pyshacl_turbo

    both = folder / "both.nt"
    both.write_bytes(data.read_bytes() + (folder / "background.nt").read_bytes())
    _conforms, report, _text = pyshacl_turbo.validate(
        str(both),
        shacl_graph=str(folder / "all.nt"),
        data_graph_format="nt",
        shacl_graph_format="nt",
        serialize_report_graph="nt",
    )
    text = report.decode() if isinstance(report, bytes) else str(report)
    return text.count(f"<{RESULT}>")


def shifty(data: Path, folder: Path) -> int:
    import shifty

    found = shifty.validate_algebra([data, folder / "background.nt"], folder / "all.nt", infer=False)
    return sum(len(violation.reasons) for violation in found.violations)


CONTESTANTS: dict[str, Callable[[Path, Path], int]] = {
    "parse": parse,
    "load": load,
    "pscvc": pscvc,
    "shacl-core": shacl_core,
    "shacl-all": shacl_all,
    "pyshacl-core": pyshacl_core,
    "pyshacl-all": pyshacl_all,
    "turbo": turbo,
    "shifty": shifty,
}
PEERS = ("turbo", "shifty")
"""They need packages that this project does not."""

if __name__ == "__main__":
    print(CONTESTANTS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3])))
