"""Registers are loaded by parts; submissions go in whole, are held or refused, and never count twice."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from submitting import IDENTIFIERS, copied, make_registered, noon, now, read_rows, shipped, write_rows

from pscvc_kg import current, reading
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.namespaces import DATA, GRAPH_CURRENT, GRAPH_LOG
from pscvc_kg.render.page import Page
from pscvc_kg.render.receipt import loaded_json, loaded_text
from pscvc_kg.report import Finding, Location, Report, Rule
from pscvc_kg.resources import STORY
from pscvc_kg.store import Store, open_store
from pscvc_kg.submissions import Receipt, accept, accepting, load
from pscvc_kg.validation import validate

WORDS = {"en": "text", "fr": "texte"}
RULE = Rule("https://example.org/rule", "qa_example", "violation", WORDS, WORDS, WORDS, WORDS)
PERIOD = DATA + "ca/period/fy-2023-2024"


def report_on(files: list[Path], *faults: tuple[str, int]) -> Report:
    """A report that finds a violation at each (file name, row)."""
    findings = tuple(
        Finding(RULE, Location(file, None, row), "https://example.org/x", WORDS) for file, row in faults
    )
    return Report("gc", "0.1.0", "2025-03-01", reading.read(files).inputs, findings, ontology="0.1.0")


def take(store: Store, files: list[Path], *faults: tuple[str, int], hold: bool = False) -> Receipt:
    """Accept *files*, with a violation at each of *faults*."""
    return accept(files, report_on(files, *faults), store, hold=hold, clock=noon)


def titles(store: Store) -> list[str]:
    """The English names of the services in `current`, sorted."""
    query = """PREFIX dct: <http://purl.org/dc/terms/>
               SELECT ?t { ?s a <http://purl.org/vocab/cpsv#PublicService> ; dct:title ?t
               FILTER(LANG(?t) = "en") } ORDER BY ?t"""
    return [row[0] for row in store.query(query).texts()]


def reports(store: Store, kind: str) -> int:
    """How many report nodes of *kind* `current` has."""
    query = f"SELECT (COUNT(DISTINCT ?r) AS ?n) {{ ?r a <https://w3id.org/pscvc/ns#{kind}> }}"
    return int(store.query(query).texts()[0][0])


def submitted(store: Store) -> dict[str, int]:
    """The graphs of submissions, and how many triples each has."""
    return {name: store.size(name) for name in store.graphs() if name.startswith(current.SUBMISSIONS)}


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that knows the organizations."""
    return make_registered(tmp_path_factory.mktemp("registered") / "graph", [IDENTIFIERS])


@pytest.fixture
def store(registered: Path, tmp_path: Path) -> Iterator[Store]:
    with copied(registered, tmp_path / "graph") as opened:
        yield opened


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    """Services and standards of two organizations: rows 2 and 3 of the services are of `cic`, 4 of `ic`."""
    services = shipped("services", "cic")[:2] + shipped("services", "ic")[:1]
    keys = {row["service_id"] for row in services}
    standards = [
        row
        for owner in ("cic", "ic")
        for row in [each for each in shipped("standards", owner) if each["service_id"] in keys][:3]
    ]
    return [
        write_rows(tmp_path / "services.csv", services),
        write_rows(tmp_path / "standards.csv", standards),
    ]


def test_a_part_goes_into_its_own_graph_with_where_it_is_from() -> None:
    store = open_store()
    loaded = load([IDENTIFIERS], store, clock=noon)
    [part] = loaded.parts
    assert (part.state, part.file, part.records > 10) == ("new", IDENTIFIERS.name, True)
    assert part.graph == f"{current.SOURCES}{part.layout}/{part.part}/1"
    said = store.dump(GRAPH_LOG).decode()
    assert f'<{part.graph}> <http://www.w3.org/ns/prov#generatedAtTime> "2025-03-01T12:00:00Z"' in said
    assert f"sha256:{part.sha256}" in said
    assert "http://purl.org/dc/terms/license" in said


def test_the_same_register_twice_changes_nothing() -> None:
    store = open_store()
    load([IDENTIFIERS], store, clock=noon)
    before = sorted(store.dump(GRAPH_LOG).splitlines()), store.size()
    assert [part.state for part in load([IDENTIFIERS], store).parts] == ["unchanged"]
    assert (sorted(store.dump(GRAPH_LOG).splitlines()), store.size()) == before


def test_a_part_loaded_again_replaces_itself_and_the_earlier_one_is_kept(tmp_path: Path) -> None:
    store = open_store()
    [first] = load([IDENTIFIERS], store).parts
    shorter = read_rows(IDENTIFIERS)[:3]
    [second] = load([write_rows(tmp_path / IDENTIFIERS.name, shorter)], store).parts
    assert (second.state, second.graph) == ("replaced", first.graph.removesuffix("1") + "2")
    assert {source.graph for source in current.live_sources(store)} == {second.graph}
    assert store.size(first.graph) > store.size(second.graph) > 0
    organizations = "SELECT (COUNT(*) AS ?n) { ?o a <http://data.europa.eu/m8g/PublicOrganisation> }"
    assert store.query(organizations).texts() == [("3",)]


def test_registers_find_each_other_whatever_their_order() -> None:
    files = sorted(path for path in STORY.glob("*.csv") if not path.name.endswith("2023-2024.csv"))
    one, other = open_store(), open_store()
    load(files, one, clock=noon)
    load(list(reversed(files)), other, clock=noon)
    assert sorted(one.dump(GRAPH_CURRENT).splitlines()) == sorted(other.dump(GRAPH_CURRENT).splitlines())


def test_names_that_no_register_knows_are_reported() -> None:
    loaded = load([STORY / "programme-list-2425-eng.csv"], open_store())
    assert loaded.unresolved
    first = loaded.unresolved[0]
    assert (first.file, first.rows > 0, first.label["fr"]) == (
        "programme-list-2425-eng.csv",
        True,
        "organisations par nom",
    )


def test_a_register_that_comes_late_says_what_to_load_again() -> None:
    programmes, names = STORY / "programme-list-2425-eng.csv", STORY / "organizations-en.csv"
    unknown = "ASK { ?programme ?of ?o FILTER(CONTAINS(STR(?o), '/organization/unknown-')) }"
    store = open_store()
    assert load([programmes], store).outdated == ()
    late = load([names], store)
    [part] = late.outdated
    assert (part.layout, part.part, part.file) == ("gc-programme-list", "2425-eng", programmes.name)
    for lang, text in (("en", "Load these again"), ("fr", "À charger de nouveau")):
        assert text in loaded_text(late, lang, Page())
        assert programmes.name in loaded_text(late, lang, Page())
    assert json.loads(loaded_json(late, "en"))["outdated"] == [
        {"layout": "gc-programme-list", "part": "2425-eng", "file": programmes.name}
    ]
    again = load([programmes], store)
    assert ([each.state for each in again.parts], again.outdated) == (["replaced"], ())
    both = open_store()
    load([programmes, names], both)
    assert store.query(unknown).texts() == both.query(unknown).texts()
    assert sorted(store.dump(GRAPH_CURRENT).splitlines()) == sorted(both.dump(GRAPH_CURRENT).splitlines())


def test_load_refuses_a_submission_and_accept_a_register(store: Store, two: list[Path]) -> None:
    before = store.size()
    with pytest.raises(InputError, match="pscvc accept"):
        load([IDENTIFIERS, two[0]], store)
    with pytest.raises(InputError, match="pscvc load"):
        take(store, [*two, IDENTIFIERS])
    assert store.size() == before


def test_a_national_file_is_one_submission_for_each_owner_and_period(store: Store, two: list[Path]) -> None:
    receipt = take(store, two)
    assert [(each.number, each.layouts, each.new) for each in receipt.accepted] == [
        (1, ("gc-services", "gc-standards"), True)
    ] * 2
    assert {each.period for each in receipt.accepted} == {PERIOD}
    assert sum(each.records for each in receipt.accepted) == 9
    assert (receipt.refused, receipt.held) == ((), ())
    assert (len(titles(store)), reports(store, "ServiceReport"), reports(store, "StandardReport")) == (
        3,
        3,
        6,
    )


def test_the_log_says_whose_from_what_and_under_which_rules(store: Store, two: list[Path]) -> None:
    graph = take(store, two).accepted[0].graph
    said = store.query(
        f"""PREFIX psc: <https://w3id.org/pscvc/ns#> PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT ?owner ?period ?time ?file ?used {{
          <{graph}> a psc:Submission ; psc:isSubmittedBy ?owner ; psc:forPeriod ?period ;
            prov:generatedAtTime ?time ;
            prov:wasDerivedFrom/<http://purl.org/dc/terms/title> ?file ;
            prov:wasGeneratedBy/prov:used ?used .
          FILTER(STRSTARTS(STR(?used), "https://w3id.org/pscvc/"))
        }} ORDER BY ?file ?used""",
        graph=GRAPH_LOG,
    ).texts()
    assert {row[2:4] for row in said} == {
        ("2025-03-01T12:00:00Z", "services.csv"),
        ("2025-03-01T12:00:00Z", "standards.csv"),
    }
    assert {row[4] for row in said} == {
        "https://w3id.org/pscvc/graph/source/gc-organization-identifiers/all/1",
        "https://w3id.org/pscvc/ontology/0.1.0",
        "https://w3id.org/pscvc/shapes#gc/0.1.0",
    }
    reported = f"SELECT ?r {{ ?r <https://w3id.org/pscvc/ns#isReportedIn> <{graph}> }}"
    assert len(store.query(reported).rows) == take(store, two).accepted[0].records


def test_the_same_content_again_is_the_same_submission(store: Store, two: list[Path]) -> None:
    first = take(store, two)
    before = store.size()
    again = take(store, two)
    assert [(each.graph, each.new) for each in again.accepted] == [
        (each.graph, False) for each in first.accepted
    ]
    assert store.size() == before


def test_a_row_inserted_above_is_no_new_submission_of_those_below(store: Store, two: list[Path]) -> None:
    take(store, two)
    rows = read_rows(two[0])
    one_more = rows[0] | {"service_id": "999999", "service_name_en": "New"}
    write_rows(two[0], [one_more, *rows])
    receipt = take(store, two)
    assert sorted((each.number, each.new) for each in receipt.accepted) == [(1, False), (2, True)]
    assert (len(titles(store)), reports(store, "ServiceReport")) == (4, 4)


def test_a_violation_refuses_the_whole_submission_and_no_other(store: Store, two: list[Path]) -> None:
    receipt = take(store, two, ("services.csv", 2))
    [refused], [taken] = receipt.refused, receipt.accepted
    assert refused.findings[0].location.row == 2
    assert "--hold" in refused.reason["en"]
    assert "--hold" in refused.reason["fr"]
    assert refused.organization != taken.organization
    assert len(titles(store)) == 1


def test_hold_takes_the_sound_records_and_holds_what_depends_on_the_others(
    store: Store, two: list[Path]
) -> None:
    standards = read_rows(two[1])
    services = read_rows(two[0])
    row = next(n for n, each in enumerate(services, 2) if each["service_id"] == standards[0]["service_id"])
    dependants = [
        n for n, each in enumerate(standards, 2) if each["service_id"] == standards[0]["service_id"]
    ]
    receipt = take(store, two, ("services.csv", row), hold=True)
    assert receipt.refused == ()
    held = {(each.location.file, each.location.row) for each in receipt.held}
    assert held == {("services.csv", row)} | {("standards.csv", number) for number in dependants}
    [cause] = [each for each in receipt.held if each.findings]
    assert cause.location.row == row
    assert {(place.file, place.row) for each in receipt.held for place in each.depends_on} == {
        ("services.csv", row)
    }
    assert reports(store, "ServiceReport") == 2
    assert reports(store, "StandardReport") == len(standards) - len(dependants)


def test_a_held_record_holds_nothing_of_another_organization(store: Store, two: list[Path]) -> None:
    first, *services = read_rows(two[0])
    standards = read_rows(two[1])
    # The other organization uses the same identifier, for a service and its standard.
    others = next(row for row in standards if row["owner_org"] == "ic")
    services[-1] |= {"service_id": first["service_id"]}
    others |= {"service_id": first["service_id"]}
    write_rows(two[0], [first, *services])
    write_rows(two[1], standards)
    receipt = take(store, two, ("services.csv", 2), hold=True)
    assert {each.key[0] for each in receipt.held} == {"cic"}
    assert ("services.csv", 2) in {(each.location.file, each.location.row) for each in receipt.held}


def test_a_submission_of_which_everything_is_held_replaces_nothing(store: Store, two: list[Path]) -> None:
    take(store, two)
    rows = [row | {"service_name_en": "Another name"} for row in read_rows(two[0])]
    write_rows(two[0], rows)
    faults = [("services.csv", number) for number in range(2, len(rows) + 2)]
    receipt = take(store, [two[0]], *faults, hold=True)
    assert [(each.number, each.records, each.new) for each in receipt.accepted] == [(2, 0, True)] * 2
    assert len(receipt.held) == len(rows)
    assert (len(titles(store)), reports(store, "ServiceReport")) == (3, 3)
    assert "Another name" not in titles(store)
    again = take(store, [two[0]], *faults, hold=True)
    assert [(each.number, each.new) for each in again.accepted] == [(2, False)] * 2


def test_a_submission_of_which_everything_is_held_is_compared_whole(store: Store, two: list[Path]) -> None:
    def taken() -> list[tuple[int, int, bool]]:
        faults = [(path.name, number) for path in two for number in range(2, 10)]
        return [
            (each.number, each.records, each.new) for each in take(store, two, *faults, hold=True).accepted
        ]

    assert taken() == [(1, 0, True)] * 2
    assert taken() == [(1, 0, False)] * 2
    rows = [row | {"service_standard_en": "Other"} for row in read_rows(two[1])]
    write_rows(two[1], rows)
    assert taken() == [(2, 0, True)] * 2


def test_a_finding_about_the_header_stops_every_record(store: Store, two: list[Path]) -> None:
    receipt = take(store, [two[0]], ("services.csv", 1))
    assert (len(receipt.refused), receipt.accepted) == (2, ())


def test_a_resubmission_replaces_only_the_layouts_that_it_contains(store: Store, two: list[Path]) -> None:
    take(store, two)
    rows = read_rows(two[0])
    rows[0]["service_name_en"] = "A better name"
    rows[0]["num_phone_enquiries"] = "1"
    write_rows(two[0], rows)
    receipt = take(store, [two[0]])
    assert sorted((each.number, each.new) for each in receipt.accepted) == [(1, False), (2, True)]
    assert "A better name" in titles(store)
    assert (len(titles(store)), reports(store, "ServiceReport"), reports(store, "StandardReport")) == (
        3,
        3,
        6,
    )
    volumes = """PREFIX psc: <https://w3id.org/pscvc/ns#>
        SELECT (COUNT(*) AS ?n) {
          ?o psc:ofIndicator <https://w3id.org/pscvc/code/indicator/phone-enquiries> }"""
    assert store.query(volumes).texts() == [("3",)]


def test_a_corrected_submission_takes_back_dropped_rows_and_emptied_cells(
    store: Store, two: list[Path]
) -> None:
    take(store, two)
    kept, dropped, other = read_rows(two[0])
    kept |= {"service_description_en": "", "client_target_groups": ""}
    write_rows(two[0], [kept, other])
    receipt = take(store, [two[0]])
    assert sorted((each.number, each.new) for each in receipt.accepted) == [(1, False), (2, True)]
    assert titles(store) == sorted([kept["service_name_en"], other["service_name_en"]])
    service = f"{DATA}ca/service/{kept['service_id']}"
    said = f"""PREFIX psc: <https://w3id.org/pscvc/ns#> PREFIX dct: <http://purl.org/dc/terms/>
        SELECT ?o {{ <{service}> dct:description|psc:serves ?o FILTER(!isLiteral(?o) || LANG(?o) = "en") }}"""
    assert store.query(said).texts() == []
    # Its standards were not sent again, so they stay.
    assert dropped["service_id"] in {row["service_id"] for row in shipped("standards", "cic")}
    assert reports(store, "StandardReport") == 6


def test_standards_of_a_later_year_leave_a_service_its_name(store: Store, two: list[Path]) -> None:
    take(store, two)
    named = titles(store)
    rows = [row | {"fiscal_yr": "2024-2025"} for row in read_rows(two[1])]
    write_rows(two[1], rows)
    assert [each.number for each in take(store, [two[1]]).accepted] == [1, 1]
    assert titles(store) == named
    assert (reports(store, "ServiceReport"), reports(store, "StandardReport")) == (3, 12)


def test_a_service_that_moved_belongs_to_the_later_years_organization(store: Store, two: list[Path]) -> None:
    take(store, two)
    moved, gone, _ = read_rows(two[0])
    write_rows(two[0], [moved | {"fiscal_yr": "2024-2025", "owner_org": "ic"}])
    [accepted] = take(store, [two[0]]).accepted
    authority = """SELECT ?o { <%sca/service/%s> <http://data.europa.eu/m8g/hasCompetentAuthority> ?o }"""
    answer = store.query(authority % (DATA, moved["service_id"])).texts()
    assert answer == [(accepted.organization,)]
    assert gone["service_name_en"] in titles(store)


def test_an_organization_that_no_register_knows_is_refused(two: list[Path]) -> None:
    store = open_store()
    receipt = take(store, two, hold=True)
    assert receipt.accepted == ()
    assert ["cic" in each.reason["en"] or "ic" in each.reason["fr"] for each in receipt.refused] == [
        True,
        True,
    ]
    assert store.graphs() == ()


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("a/x.csv", "b/x.csv", r"a/x\.csv and .*b/x\.csv have the same name; rename one of them"),
        ("a/x.csv", "a/y.csv", r"a/x\.csv and .*a/y\.csv have the same content; give it once"),
        ("a/x.csv", "a/x.csv", r"a/x\.csv is given twice; give it once"),
    ],
)
def test_files_that_locations_cannot_tell_apart_are_refused(
    store: Store, two: list[Path], first: str, second: str, sentence: str
) -> None:
    folder = two[0].parent
    for name in (first, second):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(two[0], folder / name)
    report = report_on(two)
    files = [folder / first, folder / second]
    with pytest.raises(InputError, match=sentence):
        accept(files, report, store)
    with pytest.raises(InputError, match=sentence):
        load(files, store)
    with pytest.raises(InputError, match=sentence):
        validate(files, store=store)


def test_a_report_on_other_files_is_refused(store: Store, two: list[Path]) -> None:
    report = report_on(two)
    two[0].write_text(two[0].read_text(encoding="utf-8").replace("PERSON", "BUS"), encoding="utf-8")
    with pytest.raises(InputError, match="validate it again"):
        accept(two, report, store)


@pytest.mark.parametrize("name", ["cic", "CIC"])
def test_one_submission_can_be_named(store: Store, two: list[Path], name: str) -> None:
    receipt = accept(two, report_on(two), store, organization=name, period="2023-2024", clock=noon)
    assert len(receipt.accepted) == 1
    with pytest.raises(UsageError, match="nothing in the files is of nobody"):
        accept(two, report_on(two), store, organization="nobody")


KILLED = """
import sys
from test_submissions import report_on
from pathlib import Path
from pscvc_kg.store import open_store
from pscvc_kg.submissions import accept
folder, *files = map(Path, sys.argv[1:])
with open_store(folder) as store:
    print("ready", flush=True)
    receipt = accept(files, report_on(files), store)
    print("accepted", flush=True)
"""


@pytest.mark.parametrize("wait", [0.0, 0.04, 0.08, 0.15, 0.4])
def test_a_kill_leaves_each_submission_whole_or_absent(
    registered: Path, tmp_path: Path, two: list[Path], wait: float
) -> None:
    with open_store() as store:
        load([IDENTIFIERS], store)
        taken = [each.graph for each in take(store, two).accepted]
        whole = submitted(store)
        assert {name.rpartition("/")[0] for name in whole} == {*taken}
        complete = sorted(store.dump(GRAPH_CURRENT).splitlines())
    folder = tmp_path / "killed"
    shutil.copytree(registered, folder)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder), *map(str, two)],
        cwd=Path(__file__).parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        acknowledged = "accepted" in process.stdout.read()
    with open_store(folder) as store:
        found = submitted(store)
        assert found.items() <= whole.items()
        # Both layouts of a submission, or none.
        assert len(found) == 2 * len({name.rpartition("/")[0] for name in found})
        assert not acknowledged or found == whole
        assert not current.is_stale(store)
        assert len(current.live_submissions(store)) == len(found)
        if found == whole:
            assert sorted(store.dump(GRAPH_CURRENT).splitlines()) == complete


SERVICES_OF_A_PAIR = 6
"""So many of what an organization offers in a year are enough to see how a national file is split."""


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def as_table(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.shared
def test_the_real_files_are_one_submission_for_each_owner_and_period(shared: Path, tmp_path: Path) -> None:
    """81 pairs of 78 organizations; held records carry their reasons; nothing is in `current` twice.

    Of each pair the first services are taken, and all of their standards.
    """
    data = shared / "data" / "gc"
    of_pair: Counter[tuple[str, str]] = Counter()
    services, standards = [], []
    for row in csv_rows(data / "si_2024.csv"):
        pair = (row["owner_org"], row["fiscal_yr"])
        of_pair[pair] += 1
        if of_pair[pair] <= SERVICES_OF_A_PAIR:
            services.append(row)
    taken = {(row["fiscal_yr"], row["service_id"]) for row in services}
    standards = [
        row for row in csv_rows(data / "ss_2024.csv") if (row["fiscal_yr"], row["service_id"]) in taken
    ]
    files = [as_table(tmp_path / "si.csv", services), as_table(tmp_path / "ss.csv", standards)]
    store = open_store()
    load([data / "gc_concordance.csv"], store)
    report = validate(files, profile="gc", store=store, as_of="2025-03-01")
    receipt = accept(files, report, store, hold=True, clock=noon)
    assert len(receipt.accepted) == 81
    assert len({each.organization for each in receipt.accepted}) == 78
    assert receipt.refused == ()
    # One row is of a year that has not ended: all that its organization says of that year is held.
    assert [each.period[-9:] for each in receipt.accepted if not each.records] == ["2024-2025"]
    assert sum(each.records for each in receipt.accepted) + len(receipt.held) == len(services) + len(
        standards
    )
    assert receipt.held
    assert all(each.findings or each.depends_on for each in receipt.held)
    at_fault = {
        (finding.location.file, finding.location.row)
        for finding in report.findings
        if finding.rule.severity == "violation"
    }
    assert {(each.location.file, each.location.row) for each in receipt.held if each.findings} == at_fault
    accepted = tuple(
        len(rows) - sum(each.location.file == file.name for each in receipt.held)
        for file, rows in zip(files, (services, standards), strict=True)
    )
    assert (reports(store, "ServiceReport"), reports(store, "StandardReport")) == accepted
    lines = store.dump(GRAPH_CURRENT).splitlines()
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("many", [1, 10_000], ids=["made anew", "kept up"])
def test_many_submissions_at_once_leave_current_as_it_would_be_made_anew(
    monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(accepting, "MANY", many)
    monkeypatch.setattr(accepting, "_FOLLOWING", 10_000)
    refreshed: list[Store] = []
    refresh = current.refresh
    file = Path(__file__).parent / "mappings" / "gc-services-2016" / "services-2016.csv"
    with open_store() as store:
        load([], store)
        current.refresh(store)
        monkeypatch.setattr(current, "refresh", lambda each: (refreshed.append(each), refresh(each)))
        report = validate([file], store=store, as_of="2025-03-01")
        assert len(accept([file], report, store, hold=True, clock=noon).accepted) > 1
        assert len(refreshed) == (many == 1)
        assert not current.is_stale(store)
        assert now(store) == set(current.build(store).dump(GRAPH_CURRENT).splitlines())


def test_a_graph_that_holds_nothing_gets_the_ontology_with_the_first_submissions() -> None:
    """Two organizations: the second finds a graph that the first has put out of date."""
    file = Path(__file__).parent / "mappings" / "gc-services-2016" / "services-2016.csv"
    with open_store() as empty:
        receipt = accept(
            [file], validate([file], store=empty, as_of="2025-03-01"), empty, hold=True, clock=noon
        )
        assert len(receipt.accepted) > 1
        assert now(empty) == set(current.build(empty).dump(GRAPH_CURRENT).splitlines())
