"""Registers and open data go in all together or not at all, and what went in can be taken back."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from submitting import IDENTIFIERS, NAMES, at, now, registered, store

from pscvc_kg import api, days
from pscvc_kg.cli import run
from pscvc_kg.errors import FilesError, UsageError
from pscvc_kg.namespaces import GRAPH_CURRENT, GRAPH_LOG
from pscvc_kg.past import as_it_stood
from pscvc_kg.store import Store, open_store
from pscvc_kg.submissions import load, originals, unload, verify

__all__ = ["registered", "store"]

CATALOGUE = Path(__file__).parent / "imports" / "cpsv-ap" / "services.rdf"
SUBMISSION = IDENTIFIERS.parent / "services-2023-2024.csv"


def broken(folder: Path) -> list[Path]:
    """Files that cannot be loaded, each for a reason of its own."""
    texts = {
        "unknown.csv": b"colour,shape\nred,round\n",
        "empty.csv": b"",
        "page.json": b"<!DOCTYPE html><html><body>404</body></html>",
        "cut.json": b'{"success": true, "result": [{"name": "a"',
        "short.csv": b"\n".join(NAMES.read_bytes().splitlines()[:1]),
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text)
    return [*(folder / name for name in texts), folder / "absent.csv", SUBMISSION]


def test_every_file_that_cannot_be_loaded_is_named_in_one_run_and_nothing_goes_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = broken(tmp_path)
    for kind in ("new", "there"):
        where = tmp_path / kind
        if kind == "there":
            with open_store(where) as opened:
                load([IDENTIFIERS], opened)
                before = opened.graphs()
        assert run(["load", str(NAMES), *map(str, files), "--store", str(where)]) == 3
        head, *lines = capsys.readouterr().err.splitlines()
        assert "7 of 8 files cannot be loaded, and nothing was loaded" in head
        assert [file.name in line for file, line in zip(files, lines, strict=True)] == [True] * len(files)
        if kind == "new":
            assert not where.exists()
        else:
            with open_store(where) as opened:
                assert opened.graphs() == before


def test_a_program_gets_the_files_as_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [*map(str, broken(tmp_path)[:2]), str(NAMES)]
    assert run(["load", *files, "--store", str(tmp_path / "s"), "--format", "json"]) == 3
    error = json.loads(capsys.readouterr().out)["error"]
    assert [text.partition(":")[0] for text in error["each"]] == ["unknown.csv", "empty.csv"]


def test_one_bad_file_is_told_in_one_sentence_with_what_became_of_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["load", str(broken(tmp_path)[0]), str(NAMES), "--store", str(tmp_path / "s")]) == 3
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert err.endswith("nothing was loaded\n")


def test_from_python_each_bad_file_has_its_sentence(tmp_path: Path) -> None:
    with open_store() as empty, pytest.raises(FilesError) as told:
        load(broken(tmp_path), empty)
    assert len(told.value.each) == 7
    assert all(each in str(told.value) for each in told.value.each)


# Taken back


def taken_back(store: Store, name: str) -> tuple[str, ...]:
    return unload(store, name, reason="another year", by="A. Clerk", clock=at(9)).parts


def test_a_catalogue_taken_back_leaves_current_quad_for_quad_as_it_was(store: Store, tmp_path: Path) -> None:
    before, graphs = now(store), set(store.graphs())
    file = tmp_path / "services.rdf"
    text = CATALOGUE.read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    load([file], store, clock=at(2))
    file.write_text(text.replace("Pilotage", "Towage"), encoding="utf-8")
    load([file], store, clock=at(3))
    assert b"Towage" in store.dump(GRAPH_CURRENT)
    log = set(store.dump(GRAPH_LOG).splitlines())
    assert taken_back(store, "services.rdf") == ("cpsv-ap/services", "org/services")
    assert now(store) == before
    assert set(store.graphs()) == graphs, "no earlier version stays, either"
    after = set(store.dump(GRAPH_LOG).splitlines())
    assert log < after
    assert any(b"another year" in line for line in after - log)


def test_the_file_that_was_kept_goes_with_what_was_read_from_it(store: Store) -> None:
    load([NAMES], store, clock=at(2))
    sha256 = hashlib.sha256(NAMES.read_bytes()).hexdigest()
    assert originals.has(store, sha256)
    taken_back(store, NAMES.name)
    assert not originals.has(store, sha256)


def test_one_part_of_a_file_can_be_taken_back_alone(store: Store) -> None:
    load([CATALOGUE], store, clock=at(2))
    assert taken_back(store, "org/services") == ("org/services",)
    assert [name for name in store.graphs() if "/source/cpsv-ap/" in name]
    assert not [name for name in store.graphs() if "/source/org/" in name]


def test_what_was_taken_back_is_gone_at_every_date_and_can_be_loaded_again(store: Store) -> None:
    load([CATALOGUE], store, clock=at(2))
    taken_back(store, "services.rdf")
    with as_it_stood(store, days.day("2025-03-05")).store as past:
        assert b"Pilotage" not in past.dump(GRAPH_CURRENT)
        still = (
            "SELECT ?g { ?g <http://purl.org/dc/terms/isVersionOf> ?p FILTER(CONTAINS(STR(?p), 'cpsv-ap')) "
            "MINUS { ?g <http://www.w3.org/ns/prov#invalidatedAtTime> ?t } }"
        )
        assert not past.query(still, graph=GRAPH_LOG).texts()
    loaded = load([CATALOGUE], store, clock=at(10))
    assert [(part.state, part.graph[-1]) for part in loaded.parts] == [("new", "2"), ("new", "2")]
    assert b"Pilotage" in store.dump(GRAPH_CURRENT)


def test_a_store_from_which_something_was_taken_back_is_whole(tmp_path: Path) -> None:
    with open_store(tmp_path / "graph") as opened:
        load([NAMES, CATALOGUE], opened, clock=at(2))
        taken_back(opened, "services.rdf")
    assert verify(tmp_path / "graph").faults == ()


def test_what_is_not_loaded_is_said_with_what_is(store: Store) -> None:
    with pytest.raises(UsageError, match=r"'names\.csv'; loaded are .*organization-names\.csv"):
        taken_back(store, "names.csv")
    with pytest.raises(UsageError, match="needs a reason"):
        unload(store, NAMES.name, reason=" ")


def test_the_command_takes_back_a_file_and_tells_its_parts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = str(tmp_path / "graph")
    with api.open(where) as graph:
        api.load([NAMES, CATALOGUE], graph)
    assert run(["withdraw", "services.rdf", "--store", where, "--reason", "old"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "what was loaded from services.rdf, 2 parts (cpsv-ap/services, org/services)" in said
    assert run(["withdraw", "services.rdf", "--store", where, "--reason", "old"]) == 2
    capsys.readouterr()
    command = ["withdraw", NAMES.name, "--store", where, "--reason", "old", "--format", "json"]
    assert run(command) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [NAMES.name]


def test_history_says_of_each_loaded_file_whether_it_holds_and_how_it_is_taken_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = str(tmp_path / "graph")
    assert run(["load", str(NAMES), str(IDENTIFIERS), "--store", where]) == 0
    assert run(["withdraw", NAMES.name, "--store", where, "--reason", "another year"]) == 0
    capsys.readouterr()
    assert run(["history", "--store", where]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert f"holds {IDENTIFIERS.name}" in told
    assert f"another year {NAMES.name} To take one back: pscvc withdraw FILE" in told
    run(["history", "--store", where, "--org", "cra-arc"])
    assert IDENTIFIERS.name not in capsys.readouterr().out
    assert run(["history", "--store", where, "--lang", "fr"]) == 0
    assert f"en vigueur {IDENTIFIERS.name}" in " ".join(capsys.readouterr().out.split())
