"""Registers and open data go in all together or not at all, and what went in can be taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from submitting import IDENTIFIERS, NAMES

from pscvc_kg.cli import run
from pscvc_kg.errors import FilesError
from pscvc_kg.store import open_store
from pscvc_kg.submissions import load

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
    for store in ("new", "there"):
        where = tmp_path / store
        if store == "there":
            with open_store(where) as opened:
                load([IDENTIFIERS], opened)
                before = opened.graphs()
        assert run(["load", str(NAMES), *map(str, files), "--store", str(where)]) == 3
        head, *lines = capsys.readouterr().err.splitlines()
        assert "7 of 8 files cannot be loaded, and nothing was loaded" in head
        assert [file.name in line for file, line in zip(files, lines, strict=True)] == [True] * len(files)
        if store == "new":
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
    with open_store() as store, pytest.raises(FilesError) as told:
        load(broken(tmp_path), store)
    assert len(told.value.each) == 7
    assert all(each in str(told.value) for each in told.value.each)
