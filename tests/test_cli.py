"""The command line as people and programs meet it: statuses, sentences, streams, the same bytes twice."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pscvc_kg import api, cli, resources
from pscvc_kg.render.page import Page
from pscvc_kg.store import open_store

STORY = resources.STORY
REGISTERS, SUBMISSIONS = api.sort_by_kind(sorted(STORY.glob("*.csv")))
SERVICES = STORY / "services-2023-2024.csv"
HAND_OVERS = STORY / "hand-overs.csv"
COMMANDS = (
    "demo",
    "validate",
    "load",
    "accept",
    "withdraw",
    "history",
    "diff",
    "rules",
    "terms",
    "ask",
    "draw",
    "sparql",
    "export",
    "candidates",
    "verify",
    "backup",
    "restore",
    "link",
)
SAID_EACH_TIME = tuple(
    f"  --{name}"
    for name in ("help", "site", "accept", "review", "decisions", "promote", "withdraw", "evaluate")
)
"""Options that change what a command does: no environment variable stands for them."""
DAY = ("--as-of", "2025-03-01")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the command line in this process: status, stdout, stderr."""
    for name in [name for name in os.environ if name.startswith("PSCVC_")]:
        monkeypatch.delenv(name)

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        status = cli.run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph in a folder that has the story's registers."""
    store = tmp_path_factory.mktemp("loaded") / "graph"
    assert cli.run(["load", *map(str, REGISTERS), "--store", str(store)]) == 0
    return store


@pytest.fixture
def store(loaded: Path, tmp_path: Path) -> Path:
    """A copy of that graph, to change."""
    return Path(shutil.copytree(loaded, tmp_path / "graph"))


def process(*arguments: str | Path, **settings: Any) -> subprocess.CompletedProcess[bytes]:
    """The program as its own process."""
    program = "from pscvc_kg.cli import main; main()"
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, **settings)


def content(folder: Path) -> dict[str, list[bytes]]:
    """Everything that the graph in *folder* says; its files change whenever it is opened."""
    with open_store(folder, create=False) as store:
        return {graph: sorted(store.dump(graph).splitlines()) for graph in store.graphs()}


def one_sentence(text: str) -> str:
    """The only line of *text*; it is no traceback."""
    assert text.startswith("pscvc: ")
    assert text.count("\n") == 1
    assert "Traceback" not in text
    return text


# Help


def test_help_comes_at_once() -> None:
    # What it imports decides; how long that takes is measured in tests/benchmarks.
    code = (
        "import sys; from pscvc_kg import cli; cli.run(['--help']); "
        "print(sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for heavy in ("rich", "rdflib", "pyoxigraph", "yaml", "pyshacl", "shacl", "python_calamine"):
        assert f"'{heavy}'" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_two_examples(run: Run, command: str) -> None:
    status, out, _ = run(command, "--help")
    assert status == 0
    examples = out.partition("Examples:")[2].strip().splitlines()
    assert len(examples) == 2
    assert all(line.strip().startswith("pscvc ") for line in examples)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_an_environment_variable(run: Run, command: str) -> None:
    _, out, _ = run(command, "--help")
    for line in out.splitlines():
        # What changes what a command does is said each time, and never by the environment.
        if line.startswith("  --") and not line.startswith(SAID_EACH_TIME) and command != "demo":
            option = line.split()[0].removeprefix("--").replace("-", "_").upper()
            assert f"PSCVC_{option}" in out.replace("\n", "").replace(" ", ""), option


def test_an_environment_variable_stands_for_its_option(
    run: Run, loaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PSCVC_LANG", "fr")
    _, out, _ = run("terms", "ServiceReport")
    assert "Déclaration" in out


def test_the_version_is_told(run: Run) -> None:
    assert run("--version")[:2] == (0, "pscvc 0.1.0\n")


# Wrong usage: status 2


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["nonsense"], "nonsense"),
        (["validate"], "FILE"),
        (["validate", SERVICES, "--profile", "gg"], "gc"),
        (["validate", SERVICES, "--fail-on", "never"], "violation"),
        (["validate", SERVICES, "--format", "pdf"], "json"),
        (["validate", SERVICES, "--as-of", "yesterday"], "2025-03-01"),
        (["validate", SERVICES, "--nonsense"], "--nonsense"),
        (["load", SERVICES], "--store"),
        (["ask", "hand-ovres"], "hand-overs"),
        (["ask", "hand-overs", "chian=birth-of-a-child"], "chain"),
        (["ask", "hand-overs", "birth-of-a-child"], "name=value"),
        (["ask", "standards-missed", "lang=fr"], "organization, period"),
        (["ask", "standards-missed", "store=here"], "organization, period"),
        (["ask", "hand-overs", "chain=birth-of-a-chidl"], "birth-of-a-child"),
        (["rules", "qa_performance_over_10"], "qa_performance_over_100"),
        (["terms", "ServiceRaport"], "ServiceReport"),
        (["sparql", "SELECT ?x WHERE { ?x ?y "], "read"),
        (["sparql", "INSERT DATA { <urn:a> <urn:b> <urn:c> }"], "read"),
        (["sparql", "LOAD <https://example.org/>"], "LOAD"),
        (["sparql", "SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }"], "SERVICE"),
    ],
    ids=lambda value: None if isinstance(value, str) else " ".join(Path(str(v)).name for v in value)[:50],
)
def test_wrong_usage_is_one_sentence_and_status_2(
    run: Run, arguments: list[str | Path], expected: str
) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert expected in one_sentence(err)


def test_a_wrong_option_says_where_help_is(run: Run) -> None:
    assert "pscvc validate --help" in run("validate", "--nonsense")[2]


def test_a_call_without_a_command_gets_the_help_and_status_2(run: Run) -> None:
    status, out, err = run()
    assert (status, out) == (2, "")
    assert err.splitlines()[0].startswith("Usage: pscvc")
    assert "  validate " in err


@pytest.mark.parametrize(
    ("query", "place", "reason"),
    [
        ("SELECT ?x {\n ?x a psc:Service }", "line 2, column 18", "Prefix not found"),
        ("SELECT ?x WHERE { ?x ?y ", "line 1, column 25", "after 'SELECT ?x WHERE { ?x ?y'"),
    ],
)
def test_a_query_that_is_no_sparql_is_refused_with_the_place_and_one_reason(
    run: Run, query: str, place: str, reason: str
) -> None:
    err = one_sentence(run("sparql", query)[2])
    assert place in err
    assert reason in err
    assert len(err) < 200


# What cannot be read: status 3


def workbook(change: Callable[[Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in [["service_id", "fiscal_yr"], ["1", "2023-2024"]]:
        book.active.append(row)
    if change:
        change(book.active)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def formula(sheet: Any) -> None:
    sheet["B2"] = "=1+1"


def merged(sheet: Any) -> None:
    sheet.merge_cells("A2:B2")


def hidden(sheet: Any) -> None:
    sheet.column_dimensions["B"].hidden = True


def locked() -> bytes:
    """How a workbook with a password begins: an OLE file with a stream called EncryptedPackage."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(400)
    )


def archive() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("a.csv", "a,b\n1,2\n")
    return data.getvalue()


HEAD = SERVICES.read_bytes().split(b"\n", 1)[0].rstrip(b"\r")
BAD_FILES = {
    "absent.csv": None,
    "empty.csv": b"",
    "blank.csv": b"\n\n\n",
    "folder.csv": "folder",
    "prose.csv": b"Dear colleague, here are the figures.\n",
    "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "header-only.csv": HEAD + b"\n",
    "unknown-layout.csv": b"colour,shape\nred,round\n",
    "too-many-cells.csv": HEAD + b"\n" + b"x," * (HEAD.count(b",") + 3) + b"x\n",
    "too-few-cells.csv": HEAD + b"\nx,y\n",
    "cut-off-quote.csv": HEAD + b'\n"2023-2024,' + b"," * HEAD.count(b",") + b"\n",
    "cut-off.xlsx": workbook()[:-200],
    "locked.xlsx": locked(),
    "no-workbook.xlsx": b"not a workbook",
    "archive.zip": archive(),
    "formula.xlsx": workbook(formula),
    "merged.xlsx": workbook(merged),
    "hidden.xlsx": workbook(hidden),
}


@pytest.fixture(params=sorted(BAD_FILES))
def bad(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / request.param
    data = BAD_FILES[request.param]
    if data == "folder":
        path.mkdir()
    elif isinstance(data, bytes):
        path.write_bytes(data)
    return path


def test_what_cannot_be_read_is_one_sentence_and_status_3(run: Run, bad: Path, tmp_path: Path) -> None:
    status, out, err = run("validate", bad)
    assert (status, out) == (3, "")
    assert bad.name in one_sentence(err)


@pytest.mark.parametrize("command", ["load", "accept"])
def test_what_cannot_be_read_leaves_the_graph_as_it_was(
    run: Run, bad: Path, store: Path, command: str
) -> None:
    before = content(store)
    good = REGISTERS[0] if command == "load" else SERVICES
    status, out, err = run(command, good, bad, "--store", store)
    assert (status, out) == (3, "")
    one_sentence(err)
    assert content(store) == before


def test_with_json_an_error_is_one_object(run: Run, bad: Path) -> None:
    status, out, err = run("validate", bad, "--format", "json")
    assert (status, err) == (3, "")
    error = json.loads(out)["error"]
    assert error["status"] == 3
    assert bad.name in error["message"]


def test_a_register_is_no_submission_and_says_which_command_takes_it(run: Run, store: Path) -> None:
    status, _, err = run("accept", REGISTERS[0], "--store", store)
    assert status == 3
    assert "load" in one_sentence(err)


def test_a_submission_is_no_register_and_says_which_command_takes_it(run: Run, store: Path) -> None:
    status, _, err = run("load", SERVICES, "--store", store)
    assert status == 3
    assert "accept" in one_sentence(err)


@pytest.mark.parametrize("command", ["ask", "sparql", "validate"])
def test_a_store_that_does_not_exist_is_not_made_by_reading(run: Run, tmp_path: Path, command: str) -> None:
    what = {"ask": "hand-overs", "sparql": "ASK {}", "validate": SERVICES}[command]
    status, _, err = run(command, what, "--store", tmp_path / "nowhere")
    assert status == 3
    assert "nowhere" in one_sentence(err)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        *(
            (command, fault)
            for command in ("load", "accept")
            for fault in ("absent", "unknown", "same name", "kind")
        ),
        # Of a submission this is a finding.
        ("load", "missing column"),
    ],
)
def test_files_that_cannot_go_in_leave_no_store_behind(
    run: Run, tmp_path: Path, command: str, fault: str
) -> None:
    register = STORY / "organization-identifiers.csv"
    good, other = (register, SERVICES) if command == "load" else (SERVICES, register)
    files = [good, tmp_path / "other.csv"]
    if fault == "unknown":
        files[1].write_text("colour,size\nred,1\n", encoding="utf-8")
    elif fault == "same name":
        files[1] = tmp_path / good.name
        files[1].write_bytes(good.read_bytes() + b"\n")
    elif fault == "missing column":
        lines = good.read_text(encoding="utf-8-sig").splitlines()
        files = [tmp_path / good.name]
        files[0].write_text("\n".join([lines[0].replace("gc_orgID", "org"), *lines[1:]]), encoding="utf-8")
    elif fault == "kind":
        files[1] = other
    status, out, err = run(command, *files, "--store", tmp_path / "new")
    assert (status, out) == (3, "")
    one_sentence(err)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("command", ["load", "accept", "validate"])
def test_the_address_of_an_endpoint_is_no_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = run(command, SERVICES, "--store", "http://example.org/sparql")
    assert status == 3
    assert "http://example.org/sparql is the address of a SPARQL endpoint" in one_sentence(err)
    assert not list(tmp_path.iterdir())


def test_a_sheet_of_notes_is_refused_with_what_to_do_about_the_sheet(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    lines = csv.reader(HAND_OVERS.read_text(encoding="utf-8-sig").splitlines())
    for row in lines:
        book.active.append(row)
    book.create_sheet("Notes").append(["Dear colleague"])
    book.save(tmp_path / "book.xlsx")
    status, _, err = run("validate", tmp_path / "book.xlsx")
    assert status == 3
    assert 'book.xlsx, sheet "Notes"' in one_sentence(err)
    assert "delete or hide the sheet if it is not data" in err


def test_an_output_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    status, _, err = run("ask", "--output", tmp_path / "no" / "list.txt")
    assert status == 3
    assert "list.txt" in one_sentence(err)


# An output that is an input: status 2, before anything is read

INPUTS = {
    "files": ("validate",),
    "baseline": ("validate", SERVICES, "--baseline"),
    "waivers": ("validate", SERVICES, "--waivers"),
    "shapes": ("validate", SERVICES, "--shapes"),
    "background": ("validate", SERVICES, "--background"),
    "query": ("sparql",),
    "accept": ("candidates", "--accept"),
    "evaluate": ("link", "--evaluate"),
    "decisions": ("link", "--review", SERVICES, "--decisions"),
}
"""How a file is given to each parameter that reads one, in the commands that write one."""


@pytest.mark.parametrize("call", INPUTS.values(), ids=INPUTS)
@pytest.mark.parametrize("link", [None, os.symlink, os.link], ids=["itself", "symlink", "hard-link"])
def test_an_output_never_overwrites_what_is_read(
    run: Run, tmp_path: Path, call: tuple[str | Path, ...], link: Callable[[Path, Path], None] | None
) -> None:
    mine, output = tmp_path / "mine.csv", tmp_path / "mine.csv"
    mine.write_text("a year of work", encoding="utf-8")
    if link:
        output = tmp_path / "other.csv"
        link(mine, output)
    status, out, err = run(*call, mine, "--output", output)
    assert (status, out) == (2, "")
    assert f"--output {output} would overwrite {mine}" in one_sentence(err)
    assert mine.read_text(encoding="utf-8") == "a year of work"


def test_an_output_named_in_another_way_is_known_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(SERVICES, tmp_path / "mine.csv")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PSCVC_OUTPUT", str(tmp_path / "no" / ".." / "mine.csv"))
    (tmp_path / "no").mkdir()
    assert run("validate", "mine.csv", "--format", "csv")[0] == 2
    assert (tmp_path / "mine.csv").read_bytes() == SERVICES.read_bytes()


def test_a_query_that_no_file_can_be_called_is_answered_into_a_file(run: Run, tmp_path: Path) -> None:
    output = tmp_path / "answer.csv"
    query = "SELECT ?a { ?a ?b ?c } LIMIT 1" + " " * 5000
    assert run("sparql", query, "--format", "csv", "--output", output) == (0, "", "")
    assert run("sparql", "x" * 5000, "--output", output)[0] == 3


def test_each_parameter_that_reads_a_file_is_kept_from_the_output() -> None:
    from pscvc_kg.cli.commands import app

    called = [command.callback.__annotations__ for command in app.registered_commands if command.callback]
    reads = {
        name
        for parameters in called
        if "output" in parameters
        for name, kind in parameters.items()
        if name != "output" and "pathlib" in str(kind)
    }
    # Decisions are added to the file under review, promoting writes nothing, and what is left out is written.
    assert (reads - {"review", "promote", "left_out"}) | {"query"} == set(INPUTS)


# Our own fault: status 4


def test_our_own_fault_is_one_sentence_without_a_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_language: str) -> None:
        raise RuntimeError("the moon is full")

    monkeypatch.setattr("pscvc_kg.terms.catalogue", fail)
    status, out, err = run("terms")
    assert (status, out) == (4, "")
    assert "the moon is full" in one_sentence(err)
    assert "--debug" in err


def test_debug_shows_the_traceback_wherever_it_stands(run: Run, tmp_path: Path) -> None:
    for arguments in (["--debug", "validate"], ["validate", "--debug"]):
        done = process(*arguments, tmp_path / "absent.csv")
        assert b"Traceback" in done.stderr


# Results


def test_findings_make_status_1_and_the_limit_is_the_callers(run: Run, loaded: Path) -> None:
    assert run("validate", *SUBMISSIONS, "--store", loaded, *DAY)[0] == 1
    sound = run("validate", HAND_OVERS, "--store", loaded, *DAY, "--fail-on", "violation")
    assert sound[0] == 0


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_two_runs_give_the_same_bytes(loaded: Path, form: str, lang: str) -> None:
    call = ("validate", *SUBMISSIONS, "--store", loaded, *DAY, "--format", form, "--lang", lang)
    first = process(*call, env={**os.environ, "PYTHONHASHSEED": "1", "COLUMNS": "60"})
    second = process(*call, env={**os.environ, "PYTHONHASHSEED": "2", "LC_ALL": "C"})
    assert first.returncode == second.returncode == 1
    assert first.stdout == second.stdout
    assert first.stderr == second.stderr == b""


def test_the_report_has_the_form_that_programs_rely_on(run: Run, loaded: Path) -> None:
    status, out, _ = run("validate", *SUBMISSIONS, "--store", loaded, *DAY, "--format", "json")
    report = json.loads(out)
    assert status == 1
    assert report.keys() >= {
        *("version", "conforms", "profile", "rules", "ontology", "package", "as_of"),
        *("inputs", "not_checked", "summary", "checked", "findings"),
    }
    assert report["as_of"] == "2025-03-01"
    assert sum(line["count"] for line in report["summary"]) == len(report["findings"])
    for finding in report["findings"]:
        assert finding.keys() == {
            *("rule", "code", "severity", "title", "message", "fix", "location", "related"),
            *("focus", "path", "value", "fingerprint"),
        }
        assert finding["location"].keys() == {"file", "sheet", "row", "column", "header", "line"}
        assert finding["severity"] in ("violation", "warning", "info")


def test_the_report_of_the_story_reads_well(
    run: Run, loaded: Path, golden: Callable[[Path, str], None]
) -> None:
    for lang in ("en", "fr"):
        _, out, _ = run("validate", *SUBMISSIONS, "--store", loaded, *DAY, "--lang", lang)
        golden(Path(__file__).parent / "cli" / f"story.{lang}.txt", out)


def test_a_result_goes_to_the_file_that_was_named(run: Run, loaded: Path, tmp_path: Path) -> None:
    call = ("validate", *SUBMISSIONS, "--store", loaded, *DAY, "--format", "json")
    assert run(*call, "--output", tmp_path / "report.json") == (1, "", "")
    assert (tmp_path / "report.json").read_text(encoding="utf-8") == run(*call)[1]


def test_accept_without_hold_refuses_a_submission_with_violations(run: Run, store: Path) -> None:
    status, out, _ = run("accept", *SUBMISSIONS, "--store", store, *DAY, "--format", "json")
    assert status == 1
    assert json.loads(out)["refused"]


def test_accept_with_hold_takes_the_sound_records_and_says_what_it_holds(run: Run, store: Path) -> None:
    status, out, _ = run("accept", *SUBMISSIONS, "--store", store, *DAY, "--hold", "--format", "json")
    receipt = json.loads(out)
    assert status == (1 if receipt["refused"] else 0)
    assert receipt["accepted"]
    assert receipt["held"]
    assert all(held["findings"] or held["depends_on"] for held in receipt["held"])
    status, out, _ = run("ask", "hand-overs", "--store", store, "--format", "csv")
    assert status == 0
    assert len(out.splitlines()) > 1


def test_a_submission_of_which_all_is_held_is_not_called_accepted(
    run: Run, store: Path, tmp_path: Path
) -> None:
    renamed = tmp_path / SUBMISSIONS[0].name
    text = SUBMISSIONS[0].read_text(encoding="utf-8-sig")
    renamed.write_text(text.replace("service_name_en", "service_name_english", 1), encoding="utf-8")
    status, out, _ = run("accept", renamed, "--store", store, *DAY, "--hold")
    assert status == 0
    assert "Nothing taken: every record is held, and what was accepted earlier stays" in out
    assert "Accepted 12 submissions of 12 organizations, 12 of them held whole: 0 records." in out


@pytest.mark.parametrize("form", ["table", "csv", "json", "md"])
def test_a_question_is_answered_on_the_shipped_data_in_every_form(run: Run, form: str) -> None:
    status, out, err = run("ask", "hand-overs", "--format", form)
    assert (status, err) == (0, "")
    assert out == run("ask", "hand-overs", "--format", form)[1]
    if form == "json":
        assert json.loads(out)["rows"]


def test_questions_are_found_by_what_they_speak_of(run: Run) -> None:
    status, out, _ = run("ask", "--find", "CONFIANCE organisation", "--format", "json")
    found = [one["question"] for one in json.loads(out)]
    assert (status, found[0]) == (0, "chain-trust-and-satisfaction")
    assert "hand-overs" not in found
    assert run("ask", "--find", "xyzzy")[0] == 2
    assert "did you mean: satisfaction-and-trust-fields" in run("ask", "satisfaction-and-trust")[2]
    assert "services-without-standards" in run("ask", "without-any-standard")[2]


def test_what_may_be_chosen_is_listed(run: Run, loaded: Path) -> None:
    there = ("--store", loaded)
    status, out, _ = run("ask", "hand-overs", "--values", "chain", "--lang", "fr")
    assert status == 0
    assert "chain=birth-of-a-child" in out
    for row in json.loads(run("ask", "hand-overs", "--values", "chain", "--format", "json", *there)[1]):
        assert run("ask", "hand-overs", f"chain={row['names'][0]}", *there)[0] == 0
    assert run("ask", "hand-overs", "--values", "chain", "--format", "csv", *there)[1].startswith(
        "value,label,iri"
    )
    assert "Any number" in run("ask", "low-trust-high-dependence", "--values", "below", *there)[1]
    assert "has no parameter 'stage'" in run("ask", "hand-overs", "--values", "stage", *there)[2]
    assert "(required)" in run("ask")[1]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("chain=", "chain is given without a value; leave it out, or see what it may be"),
        ("from=Employment", "the nearest: Employment and Social Development Canada"),
    ],
)
def test_a_value_that_cannot_be_is_answered_with_what_can(run: Run, value: str, said: str) -> None:
    status, out, err = run("ask", "hand-overs", value)
    assert (status, out) == (2, "")
    assert said in one_sentence(err)
    assert run("ask", "confidence-in-institutions", "language=de")[0] == 2


def test_the_ending_of_the_file_says_how_it_is_written(run: Run, tmp_path: Path, loaded: Path) -> None:
    there = ("--store", loaded)
    begins = {
        "csv": b"from,",
        "json": b"{",
        "md": b"**",
        "html": b"<!doctype",
        "xlsx": b"PK",
        "svg": b"<svg",
    }
    for ending, begin in begins.items():
        file = tmp_path / f"answer.{ending.upper()}"
        assert run("ask", "hand-overs", "-o", file, *there)[0] == 0
        assert file.read_bytes()[:9].lower().startswith(begin.lower()), ending
    status, _, err = run("ask", "hand-overs", "-o", tmp_path / "answer.pdf")
    assert (status, (tmp_path / "answer.pdf").exists()) == (2, False)
    assert "not written as pdf" in one_sentence(err)
    assert run("draw", "child-benefit", "-o", tmp_path / "chain.png")[0] == 2
    assert run("sparql", "SELECT (1 AS ?n) {}", "-o", tmp_path / "n.csv", *there)[0] == 0
    assert (tmp_path / "n.csv").read_bytes() == b"n\r\n1\r\n"
    assert "empty" in run("sparql", " ")[2]
    assert "FROM would read" in run("sparql", "SELECT * FROM <http://example.org/> { ?s ?p ?o }")[2]


def test_free_sparql_answers_rows_and_graphs(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("SELECT (1 AS ?one) {}", encoding="utf-8")
    assert run("sparql", tmp_path / "q.rq", "--format", "csv")[:2] == (0, "one\r\n1\r\n")
    status, out, _ = run("sparql", "CONSTRUCT { <urn:a> <urn:b> 1 } WHERE {}")
    assert (status, out) == (0, '<urn:a> <urn:b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n')


def test_free_sparql_has_limits_and_says_when_it_cuts(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    three = "SELECT ?n { VALUES ?n { 1 2 3 } } ORDER BY ?n"
    assert run("sparql", three, "--format", "csv", "--rows", "3") == (0, "n\r\n1\r\n2\r\n3\r\n", "")
    for more in (["--rows", "2"], ["--rows", "2", "--lang", "fr"]):
        status, out, err = run("sparql", three, "--format", "csv", *more)
        assert (status, out) == (0, "n\r\n1\r\n2\r\n")
        assert "--rows 0" in one_sentence(err)
    monkeypatch.setenv("PSCVC_ROWS", "1")
    assert "more than 1 row" in run("sparql", three)[2]
    assert run("sparql", three, "--format", "csv", "--rows", "0")[1].count("\n") == 4
    monkeypatch.setenv("PSCVC_LIMIT", "0.2")
    status, out, err = run("sparql", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert (status, out) == (2, "")
    assert "took more than 0.2 s" in one_sentence(err)


def test_the_list_of_commands_says_each_in_whole_at_80_columns(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    status, out, _ = run("--help")
    assert status == 0
    said = [
        line for line in out.partition("Commands:")[2].partition("Examples:")[0].splitlines() if line.strip()
    ]
    assert len(said) > 20
    assert [line for line in said if "..." in line or not line.endswith(".")] == []


def readme_examples() -> list[tuple[str, list[str]]]:
    """Each command after a ``$`` in the README, and the lines that it shows of what comes out."""
    found: list[tuple[str, list[str]]] = []
    shown: list[str] | None = None
    for line in (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("    $ "):
            shown = []
            found.append((re.sub(r"  +#.*$", "", line.removeprefix("    $ ")), shown))
        elif line and (not line.startswith("    ") or line.startswith("    pscvc ")):
            shown = None
        elif shown is not None and line.strip() not in ("", "…"):
            shown.append(line.removeprefix("    "))
    return found


def test_every_command_of_the_readme_works_and_says_what_is_shown(tmp_path: Path) -> None:
    examples = readme_examples()
    assert len(examples) > 5
    assert sum(len(shown) for _, shown in examples) > 10
    for command, shown in examples:
        _, *words = shlex.split(command)
        arguments = [
            file
            for word in words
            for file in (sorted(tmp_path.glob(word)) if word.endswith("*.csv") else [word])
        ]
        # What a person types stands after the sign that asks for it.
        typed = "".join(f"{line[2:]}\n" for line in shown if line.startswith("> "))
        done = process(*arguments, cwd=tmp_path, input=typed.encode())
        # Validation has findings to show, and they make status 1.
        assert done.returncode == (1 if words[0] == "validate" else 0), (command, done.stderr.decode())
        said = done.stdout.decode().replace("\N{NO-BREAK SPACE}", " ")
        for line in (line for line in shown if not line.startswith("> ")):
            before, found, said = said.partition(line + "\n")
            assert found, f"{command} does not say, or not there: {line}\nwhat is left:\n{before}"


# The terminal

ESCAPES = "\x1b[2J\x07\x9b31m\u202e"
RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def saying(tmp_path: Path, header: str, text: str) -> Path:
    """The story's services with *text* in every cell of one column."""
    with SERVICES.open(encoding="utf-8-sig", newline="") as source:
        rows = [{**row, header: text} for row in csv.DictReader(source)]
    path = tmp_path / "saying.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_what_a_cell_says_to_the_terminal_is_not_passed_on(run: Run, store: Path, tmp_path: Path) -> None:
    path = saying(tmp_path, "service_id", "x" + ESCAPES)
    calls: list[tuple[str | Path, ...]] = [
        ("validate", path, "--store", store),
        ("accept", path, "--store", store, "--hold"),
        ("sparql", f'SELECT ("a{ESCAPES}" AS ?b) {{}}'),
        ("sparql", f'SELECT ("a{ESCAPES}" AS ?b) {{}}', "--format", "md"),
        ("ask", "hand-overs", f"chain={ESCAPES}"),
        ("validate", tmp_path / f"no{ESCAPES}.csv"),
    ]
    for call in calls:
        _, out, err = run(*call)
        assert "[2J" in out + err, call
        assert not RAW.search(out + err), call


@pytest.mark.parametrize(
    ("header", "text", "lang", "shown"),
    [
        ("owner_org", "nonsuch", "en", "- nonsuch, Fiscal year 2023-2024"),
        ("owner_org", "", "en", "- (not given), Fiscal year 2023-2024"),
        ("fiscal_yr", "", "fr", ", (non indiqué) ("),
    ],
)
def test_a_receipt_names_an_owner_as_its_cell_does(
    run: Run, store: Path, tmp_path: Path, header: str, text: str, lang: str, shown: str
) -> None:
    status, out, _ = run("accept", saying(tmp_path, header, text), "--store", store, "--lang", lang)
    assert status == 1
    assert shown in out
    assert "unknown-" not in out


def test_a_word_wider_than_its_column_is_hyphenated_and_an_identifier_is_not() -> None:
    cells = ["de l'enregistrement", "urn:a:very-long-one", "ab " * 20]
    lines = Page(width=40).grid(["a", "b", "c"], [cells])
    assert [line[:12].strip() for line in lines[2:5]] == ["de", "l'enregistr-", "ement"]
    assert "".join(line[14:26].strip() for line in lines[2:6]) == "urn:a:very-long-one"


# The demo


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_demo_does_the_main_job_and_says_so(
    run: Run, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    status, out, err = run("demo", "--lang", lang)
    assert (status, err) == (0, "")
    for command in ("load", "validate", "accept", "ask", "draw"):
        assert f"$ pscvc {command} " in out
    for ending, start in ((".html", b"<!DOCTYPE html>"), (".svg", b"<svg ")):
        (written,) = [Path(line) for line in out.splitlines() if line.endswith(ending) and "$" not in line]
        assert written.read_bytes().startswith(start)


def test_a_chain_that_is_not_named_is_not_drawn(run: Run) -> None:
    status, out, err = run("draw", "")
    assert (status, out) == (2, "")
    assert "name a chain" in err


def test_the_demo_keeps_what_its_commands_need(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    status, out, _ = run("demo", "--output", folder)
    assert status == 0
    assert json.loads((folder / "report.json").read_text(encoding="utf-8"))["findings"]
    assert (folder / "report.html").is_file()
    assert (folder / "birth-of-a-child.svg").is_file()
    answered = run("ask", "hand-overs", "--store", folder / "graph")[1]
    assert answered.splitlines()[0] in out
    assert run("demo", "--output", folder)[0] == 3


def test_no_output_replaces_what_is_read(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "s.csv"
    file.write_bytes(SUBMISSIONS[0].read_bytes())
    link = tmp_path / "link.csv"
    link.symlink_to(file)
    before = file.read_bytes()
    for output in (file, link, tmp_path / "." / "s.csv"):
        status, _, err = run("validate", file, "--format", "csv", "-o", output)
        assert status == 2
        assert "would overwrite" in err
    for option in ("--baseline", "--waivers", "--shapes", "--background"):
        other = tmp_path / "other.json"
        other.write_text("{}", encoding="utf-8")
        assert run("validate", file, option, other, "-o", other)[0] == 2
        assert other.read_text(encoding="utf-8") == "{}"
    query = tmp_path / "q.rq"
    query.write_text("ASK {}", encoding="utf-8")
    assert run("sparql", query, "-o", query)[0] == 2
    assert file.read_bytes() == before
