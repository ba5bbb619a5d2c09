"""A store is checked, backed up, restored and brought to the present format; damage never stays silent."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pscvc_kg import chain, cli, current, folder, migration, seal
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import StoreError
from pscvc_kg.namespaces import GRAPH_CURRENT, GRAPH_LOG
from pscvc_kg.resources import STORY
from pscvc_kg.store import open_store
from pscvc_kg.submissions import Verified, accept, backup, load, restore, verify
from pscvc_kg.validation import validate

REGISTERS = [STORY / "organization-identifiers.csv", STORY / "organization-names.csv"]
SERVICES = STORY / "services-2023-2024.csv"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two registers and the shipped services."""
    folder = tmp_path_factory.mktemp("kept") / "graph"
    with open_store(folder) as opened:
        load(REGISTERS, opened)
        report = validate([SERVICES], store=opened, as_of="2025-03-01")
        assert accept([SERVICES], report, opened, hold=True).accepted
    return folder


@pytest.fixture
def graph(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "graph"))


def flip(file: Path) -> None:
    """Change one bit of a byte in the middle."""
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def quickly(folder: Path) -> Verified:
    return verify(folder, indexes=False)


def everything(folder: Path) -> dict[str, list[bytes]]:
    with EmbeddedStore(folder, read_only=True) as opened:
        return {name: sorted(opened.dump(name).splitlines()) for name in opened.graphs()}


def test_a_store_that_was_closed_is_whole_and_all_of_it_sealed(graph: Path) -> None:
    before = {file.name: file.read_bytes() for file in graph.iterdir()}
    found = verify(graph)
    assert (found.faults, found.notes, found.unsealed) == ((), (), ())
    assert found.entries >= 3
    assert {file.name: file.read_bytes() for file in graph.iterdir()} == before, "a check changes nothing"


def test_a_flipped_byte_in_any_file_is_found(graph: Path) -> None:
    files = [file for file in sorted(graph.iterdir()) if file.stat().st_size and file.name != seal.SEAL]
    assert {file.suffix for file in files} >= {".sst", ""}
    for file in files:
        flip(file)
    places = [fault.place for fault in quickly(graph).faults]
    assert not [file.name for file in files if file.name not in places]


def test_a_flipped_byte_in_the_seal_is_found(graph: Path) -> None:
    flip(graph / seal.SEAL)
    assert [fault.place for fault in quickly(graph).faults] == [seal.SEAL]


def test_a_store_with_a_changed_file_is_refused_until_a_check_has_said_so(
    graph: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = next(iter(graph.glob("MANIFEST-*")))
    data = log.read_bytes()
    log.write_bytes(data + b"x")
    with pytest.raises(StoreError, match=r"MANIFEST-\d+ is not as it was .* pscvc verify"):
        open_store(graph)
    assert quickly(graph).faults
    log.write_bytes(data)
    query = ["sparql", "ASK { ?s ?p ?o }", "--store", str(graph)]
    assert cli.run(query) == 0
    assert "failed its check on" in capsys.readouterr().err


def test_every_opening_says_that_a_check_failed_until_one_finds_nothing(
    graph: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(graph) as opened:
        one = opened.dump(GRAPH_CURRENT).splitlines(keepends=True)[0]
        opened.commit({}, {GRAPH_CURRENT: one})
        opened.flush()
    assert cli.run(["verify", "--store", str(graph)]) == 1
    said = capsys.readouterr().out
    assert f"{GRAPH_CURRENT} has 0 statements too many and lacks 1" in " ".join(said.split())
    assert "pscvc restore" in said
    query = ["sparql", "ASK { ?s ?p ?o }", "--store", str(graph)]
    for _ in range(2):
        assert cli.run(query) == 0
        assert "failed its check on" in capsys.readouterr().err
    with open_store(graph) as opened:
        current.refresh(opened)
    assert cli.run(["verify", "--store", str(graph), "--format", "json", "--lang", "fr"]) == 0
    assert json.loads(capsys.readouterr().out)["whole"] is True
    assert cli.run(query) == 0
    assert not capsys.readouterr().err


def _change_a_submission(opened: EmbeddedStore) -> None:
    name = next(name for name in opened.graphs() if name.startswith(current.SUBMISSIONS))
    one = opened.dump(name).splitlines(keepends=True)[0]
    opened.commit({name: b"<urn:x> <urn:x> <urn:x> .\n"}, {name: one})


def _lose_a_statement(opened: EmbeddedStore) -> None:
    name = next(name for name in opened.graphs() if name.startswith(current.SUBMISSIONS))
    opened.commit({}, {name: opened.dump(name).splitlines(keepends=True)[0]})


def _invent_a_submission(opened: EmbeddedStore) -> None:
    opened.commit({current.SUBMISSIONS + "ca/1/fy-2020-2021/1/x": b"<urn:x> <urn:x> <urn:x> .\n"})


def _alter_the_log(opened: EmbeddedStore) -> None:
    one = next(line for line in opened.dump(GRAPH_LOG).splitlines(keepends=True) if b"2025-03-01" in line)
    opened.commit({GRAPH_LOG: one.replace(b"2025", b"2024")}, {GRAPH_LOG: one})


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (_change_a_submission, "does not say what it said when it came"),
        (_lose_a_statement, "statements, and the log says"),
        (_invent_a_submission, "is of no entry of the log"),
        (_alter_the_log, "the log has lost 1 statement"),
    ],
)
def test_what_the_log_does_not_say_is_found(
    graph: Path, harm: Callable[[EmbeddedStore], None], what: str
) -> None:
    with EmbeddedStore(graph) as opened:
        harm(opened)
        opened.flush()
    assert any(what in fault.what["en"] for fault in quickly(graph).faults)


def test_what_an_unclean_stop_leaves_unsealed_is_said_and_read(graph: Path) -> None:
    (graph / seal.OPEN).touch()
    found = verify(graph)
    assert not found.faults
    assert "CURRENT" in found.unsealed
    assert "stopped before the files were sealed" in found.notes[0]["en"]
    with open_store(graph):
        pass
    assert not verify(graph).unsealed


def test_a_backup_is_restored_as_it_was_while_the_store_is_in_use(graph: Path, tmp_path: Path) -> None:
    before = everything(graph)
    with open_store(graph) as opened:
        made = backup(graph, tmp_path / "backup")
        assert made.entry == chain.last_entry(opened).number
    idle = backup(graph, tmp_path / "another")
    assert (idle.entry, idle.checksum) == (made.entry, made.checksum)
    assert not [file for file in (tmp_path / "backup").iterdir() if file.stat().st_nlink > 1]
    sealed = seal.read(tmp_path / "backup")
    assert sealed
    assert sealed.backup["entry"] == made.entry
    again = restore(tmp_path / "backup", tmp_path / "restored")
    assert again.checksum == made.checksum
    assert everything(tmp_path / "restored") == before
    with open_store(tmp_path / "restored"):
        pass
    assert not verify(tmp_path / "restored").faults


def test_a_damaged_backup_is_not_restored_and_nothing_is_overwritten(graph: Path, tmp_path: Path) -> None:
    backup(graph, tmp_path / "backup")
    with pytest.raises(StoreError, match=r"is a store already; name a new one"):
        restore(tmp_path / "backup", graph)
    with pytest.raises(StoreError, match="there is no backup"):
        restore(tmp_path / "nothing", tmp_path / "restored")
    flip(max((tmp_path / "backup").glob("*.sst"), key=lambda file: file.stat().st_size))
    with pytest.raises(StoreError, match=r"the backup at .* fails its check"):
        restore(tmp_path / "backup", tmp_path / "restored")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["backup", "graph"]


def test_a_damaged_store_is_not_backed_up(graph: Path, tmp_path: Path) -> None:
    flip(max(graph.glob("*.sst"), key=lambda file: file.stat().st_size))
    with pytest.raises(StoreError, match=r"is damaged .* restore an earlier backup"):
        backup(graph, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def make_earlier(graph: Path) -> None:
    """Take from the log what an earlier version did not write into it."""
    with EmbeddedStore(graph) as opened:
        names = "|".join(opened.graphs())
        ours = [f"<{GRAPH_LOG}", *(f"<{name}> <{chain.TRIPLES}>" for name in names.split("|"))]
        ours += [f"<{name}> <{chain.CHECKSUM}>" for name in names.split("|")]
        ours += [f"<{name}> <http://purl.org/dc/terms/isPartOf>" for name in names.split("|")]
        lines = opened.dump(GRAPH_LOG).splitlines(keepends=True)
        gone = [line for line in lines if line.decode().startswith(tuple(ours))]
        opened.commit({}, {GRAPH_LOG: b"".join(gone)})
        opened.flush()
    (graph / seal.SEAL).unlink()


def test_a_store_of_an_earlier_version_is_brought_to_this_one_even_after_an_interruption(
    graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(graph)
    make_earlier(graph)
    assert any("earlier version" in note["en"] for note in quickly(graph).notes)
    with monkeypatch.context() as patch:

        def stop(_store: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(current, "refresh", stop)
        with pytest.raises(KeyboardInterrupt):
            open_store(graph)
    with open_store(graph) as opened:
        assert chain.kept_as(opened) == (chain.FORMAT, chain.ontology_version())
        assert chain.last_entry(opened).number == 1
        assert not current.is_stale(opened)
        assert not migration.is_due(opened)
    after = everything(graph)
    assert {name: said for name, said in after.items() if name != GRAPH_LOG} == {
        name: said for name, said in before.items() if name != GRAPH_LOG
    }
    assert not verify(graph).faults


def test_a_store_of_a_later_version_is_refused(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "FORMAT", 1)
    with pytest.raises(StoreError, match=r"was made by a later version of pscvc .* install that version"):
        open_store(graph)


def test_what_the_disk_has_no_room_for_is_not_begun(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "_SPARE", 1 << 60)
    with open_store(graph) as opened, pytest.raises(StoreError, match="MB free, and this needs about"):
        load(REGISTERS, opened)
