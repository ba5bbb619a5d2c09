"""Candidate hand-overs of catalogues and registers: from the file that is loaded to the decision."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import rdflib
from submitting import noon, registered, services, store, take, write_rows

from pscvc_kg import api, cli
from pscvc_kg.linking.hand_overs import table
from pscvc_kg.namespaces import DATA
from pscvc_kg.resources import STORY
from pscvc_kg.store import Store, open_store
from pscvc_kg.submissions import load

__all__ = ["registered", "store"]

EVENTS = Path(__file__).parent / "candidates" / "events.ttl"
FJORD = "https://fjord.example/"
CAUSES = "http://rdf-vocabulary.ddialliance.org/xkos#causes"


def proposed(store: Store) -> table.Candidates:
    return api.candidates(api.Graph(store))


def ends(row: table.Row) -> tuple[str, str, str]:
    """From which service to which, and what is handed over, without the catalogue's address."""
    names = (row[name].removeprefix(FJORD) for name in ("from_service", "to_service", "value_object"))
    first, last, handed = names
    return first, last, handed


def written(folder: Path, form: str, ending: str) -> Path:
    """The catalogue in another form of RDF."""
    path = folder / f"events{ending}"
    path.write_text(rdflib.Graph().parse(EVENTS).serialize(format=form), encoding="utf-8")
    return path


@pytest.mark.parametrize(("form", "ending"), [("turtle", ".ttl"), ("xml", ".rdf"), ("json-ld", ".jsonld")])
def test_events_of_a_catalogue_give_its_hand_overs_in_every_form_of_rdf(
    tmp_path: Path, form: str, ending: str
) -> None:
    file = written(tmp_path, form, ending)
    with open_store() as memory:
        load([file], memory, clock=noon)
        rows = proposed(memory)
    found = {ends(row): row for row in rows if row["pattern"] == "event-needs-service"}
    assert set(found) == {
        ("report-birth", "child-benefit", "identity-number"),
        ("child-benefit", "report-birth", "benefit-decision"),
        ("child-benefit", "nursery", "benefit-decision"),
    }, "the circle has both its ways, and no service hands over to itself"
    row = found["report-birth", "child-benefit", "identity-number"]
    assert (row["file"], row["row_number"], row["direction"]) == (file.name, "", "to")
    assert (row["subject"], row["property"]) == (f"{FJORD}identity-number", CAUSES)
    assert row["quotation"] == "Identity number → causes → A person is registered"
    assert "“Identity number”, an output of “Report a birth”" in row["reason_en"]
    assert (row["from_organization"], row["to_organization"]) == (f"{FJORD}register", f"{FJORD}welfare")
    [required] = [row for row in rows if row["pattern"] == "requires-service"]
    assert ends(required) == ("report-birth", "nursery", ""), "it does not require itself"
    assert required["subject"] == f"{FJORD}nursery"


def test_a_catalogue_loaded_twice_under_two_names_gives_each_hand_over_once(tmp_path: Path) -> None:
    again = tmp_path / "again.nt"
    again.write_text(rdflib.Graph().parse(EVENTS).serialize(format="nt"), encoding="utf-8")
    with open_store() as memory:
        load([EVENTS], memory, clock=noon)
        once = Counter(map(ends, proposed(memory)))
        load([again], memory, clock=noon)
        assert Counter(map(ends, proposed(memory))) == once


def crowd(count: int) -> str:
    """A catalogue in which *count* services cause one event that may make each of them needed."""
    prefixes = EVENTS.read_text(encoding="utf-8").split("\n\n")[0]
    lines = [prefixes, ':flood a cv:LifeEvent ; dct:title "Flood"@en , "Inondation"@fr .']
    for number in range(count):
        lines.append(
            f':s{number} a cpsv:PublicService ; dct:title "S {number}"@en ; cpsv:produces :o{number} .\n'
            f':o{number} a cv:Output ; dct:title "Output {number}"@en ; xkos:causes :flood .\n'
            f":flood cpsvno:mayTriggerNeedFor :s{number} ."
        )
    return "\n".join(lines)


def test_of_an_event_with_fifty_services_a_few_are_proposed_and_the_others_wait(tmp_path: Path) -> None:
    file = tmp_path / "flood.ttl"
    file.write_text(crowd(50), encoding="utf-8")
    with open_store() as memory:
        load([file], memory, clock=noon)
        rows = proposed(memory)
        assert len(rows) == 20
        [left] = rows.left_out
        assert (left.pattern, left.through, left.number) == ("event-needs-service", f"{FJORD}flood", 2430)
        assert left.name == {"en": "Flood", "fr": "Inondation"}
        decided = [{**row, "decision": "reject"} for row in rows]
        path = write_rows(tmp_path / "decided.csv", decided)
        api.decide(path, api.Graph(memory), by="A. Clerk")
        after = proposed(memory)
        assert len(after) == 20
        assert after.left_out[0].number == 2410
        assert {row["candidate"] for row in rows}.isdisjoint(row["candidate"] for row in after)
        assert len(api.candidates(api.Graph(memory), decided=True)) == 40


def test_who_reads_the_list_is_told_the_statement_and_how_many_wait(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "flood.ttl"
    file.write_text(crowd(6), encoding="utf-8")
    graph = str(tmp_path / "graph")
    with open_store(graph) as opened:
        load([file], opened, clock=noon)
    call = ["candidates", "--store", graph, "--pattern", "event-needs-service"]
    assert cli.run(call) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert f"flood.ttl, {FJORD}o0, property causes" in out
    assert "10 candidates more through “Flood” wait until those that are listed are decided on." in out
    assert cli.run([*call, "--lang", "fr"]) == 0
    out = " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())
    assert f"flood.ttl, {FJORD}o0, propriété causes" in out
    assert "10 candidats de plus par « Inondation » attendent" in out
    assert cli.run([*call, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["candidates"]) == 20
    assert [(each["through"], each["candidates"]) for each in told["left_out"]] == [(f"{FJORD}flood", 10)]
    assert told["candidates"][0]["location"]["subject"].startswith(f"{FJORD}o")
    assert cli.run([*call, "-o", str(tmp_path / "list.csv")]) == 0
    assert "10 candidates more through" in " ".join(capsys.readouterr().err.split())


# Registers


@pytest.fixture
def sharing(store: Store, tmp_path: Path) -> Store:
    """Two departments with services under one programme, as a register says."""
    load([STORY / "service-identifiers.csv"], store, clock=noon)
    rows = [
        {"fiscal_yr": "2022-2023", "service_id": service, "program_id": programme}
        for service, programme in (("1107", "ABC01"), ("1097", "XYZ01"), ("1488", "XYZ01"))
    ]
    load([write_rows(tmp_path / "service-programmes.csv", rows)], store, clock=noon)
    for owner in ("cic", "cra-arc"):
        take(store, services(tmp_path / f"{owner}.csv", owner))
    return store


def test_what_a_register_says_is_shown_at_its_cell(sharing: Store) -> None:
    rows = [row for row in proposed(sharing) if row["pattern"] == "shared-programme"]
    places = {
        row["from_service"].removeprefix(f"{DATA}ca/service/"): (
            row["file"],
            row["row_number"],
            row["column"],
            row["header"],
        )
        for row in rows
    }
    assert places == {
        "1097": ("service-programmes.csv", "3", "C", "program_id"),
        "1488": ("service-programmes.csv", "4", "C", "program_id"),
    }
    assert {row["direction"] for row in rows} == {"untold"}
    assert {row["subject"] for row in rows} == {""}, "a cell says enough"


def test_a_register_loaded_again_keeps_its_cells_and_a_workbook_has_them_too(
    sharing: Store, tmp_path: Path
) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Links"
    sheet.append(["program_id", "service_id", "fiscal_yr"])
    for service in ("1488", "1097"):
        sheet.append(["XYZ01", service, "2022-2023"])
    book.save(tmp_path / "links.xlsx")
    load([tmp_path / "links.xlsx"], sharing, clock=noon)
    found = {
        row["from_service"].rpartition("/")[2]: (row["file"], row["sheet"], row["row_number"], row["column"])
        for row in proposed(sharing)
        if row["pattern"] == "shared-programme"
    }
    assert found == {"1097": ("links.xlsx", "Links", "3", "A"), "1488": ("links.xlsx", "Links", "2", "A")}
