"""Tables become the graph that the mappings say, and every triple leads back to its cell."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pscvc_kg import layouts, mapping, provenance, reading, registers
from pscvc_kg.errors import PscvcError
from pscvc_kg.locating import Locator
from pscvc_kg.namespaces import DATA, DCT, PSC, RDF_TYPE
from pscvc_kg.tables import Row, Table, read_tables

EXAMPLES = Path(__file__).parent / "mappings"
LAYOUTS = sorted(layouts.layouts())
REGISTERS = {
    "organization-by-slug": {"lighthouse-phare": "900"},
    "organization-by-name": {"lighthouses (department of)": "900", "phares (ministère des)": "900"},
    "organization-by-service": {"17": "900"},
    "organization-by-department-code": {"lht": "900"},
}
REPORT = f"{DATA}ca/service-report/lighthouse-phare/2023-2024/17/2"


def known(name: str) -> Mapping[str, str]:
    return REGISTERS[name]


def example(layout: str) -> list[Path]:
    return sorted((EXAMPLES / layout).glob("*.csv"))


def sorted_lines(triples: bytes) -> str:
    return "".join(sorted(triples.decode().splitlines(keepends=True)))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_mapping_makes_of_its_example_the_expected_triples(
    layout: str, golden: Callable[[Path, str], None]
) -> None:
    files = example(layout)
    assert files, f"add a table of 2 to 4 rows as tests/mappings/{layout}/<name>.csv"
    read = reading.read(files, known)
    assert {table.layout.name for table in read.tables} == {layout}
    golden(EXAMPLES / layout / "expected.nt", sorted_lines(read.triples))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_kind_of_triple_comes_from_columns_of_its_layout(layout: str) -> None:
    known_layout = layouts.layouts()[layout]
    entries = [entry for found in provenance.columns_of(known_layout).values() for entry in found]
    assert entries
    for entry in entries:
        assert entry.iri in known_layout.iris
        assert set(entry.columns) <= set(known_layout.cells)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_column_that_is_not_ignored_feeds_something(layout: str) -> None:
    known_layout = layouts.layouts()[layout]
    used = set(re.findall(r"\bcol:(\w+)", known_layout.query))
    used |= {column for name in used for column in known_layout.sources(name)}
    for name in set(re.findall(r"\brow:(\w+)", known_layout.query)):
        used |= set(known_layout.columns_of_iri(name))
    assert set(known_layout.cells) - used == set()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_triple_of_an_example_is_one_that_the_analysis_foresees(layout: str) -> None:
    read = reading.read(example(layout), known)
    for triple in ox.parse(read.triples, format=ox.RdfFormat.N_TRIPLES):
        subject, path = triple.subject.value, triple.predicate.value
        if not subject.startswith(DATA):
            continue  # an address that a cell holds
        assert read.locator.locate(subject, path, triple.object.value) is not None
        assert any(place.entries(path) for place in read.locator._places(subject)), (subject, path)


def test_lines_that_only_one_file_has_are_the_same_whatever_stands_beside_them() -> None:
    read = reading.read(example("gc-standards"), known)
    (mapped,) = read.mapped
    singly = [read.map_again(1, [row], known).triples for row in mapped.rows]
    assert set(b"".join(singly).splitlines()) == set(mapped.triples.splitlines())


def test_the_same_layout_twice_in_a_run_never_mints_one_report_for_two_rows(tmp_path: Path) -> None:
    (first,) = example("gc-services")
    second = tmp_path / "zweite.csv"
    second.write_bytes(first.read_bytes() + b"\n")  # the same rows; the very same file is refused
    reports = [
        iri
        for mapped in reading.read([second, first], known).mapped
        for minted in mapped.iris["report"]
        for iri in minted
    ]
    assert len(set(reports)) == 4
    assert f"{DATA}ca/service-report/lighthouse-phare/2023-2024/17/2-2" in reports


def test_the_order_of_the_files_does_not_matter() -> None:
    files = example("gc-services") + example("gc-standards")
    assert reading.read(files, known).triples == reading.read(files[::-1], known).triples


def test_a_record_without_its_key_is_still_a_record_and_its_empty_cell_is_found() -> None:
    table = shuffled(example_table("gc-services"), seed=1)
    place = table.headers.index("service_id")
    rows = (table.rows[0]._replace(cells=replaced(table.rows[0].cells, place, "")),)
    read = reading.map_tables([layouts.recognise(replace(table, rows=rows))], known)
    (report,) = read.mapped[0].iris["report"][0]
    assert report == f"{DATA}ca/service-report/lighthouse-phare/2023-2024/-/2"
    assert read.mapped[0].iris["service"] == [()]
    found = read.locator.locate(report, PSC + "isReportOn")
    assert found is not None
    assert (found.row, found.header) == (2, "service_id")


def test_a_text_for_a_missing_language_points_at_the_empty_cell_of_that_language() -> None:
    read = reading.read(example("gc-services"), known)
    service = f"{DATA}ca/service/SRV%2003%2F%C3%A9"
    found = read.locator.locate(service, DCT + "title")
    assert found is not None
    assert (found.row, found.column, found.header) == (
        3,
        column_of("gc-services", "service_name_fr"),
        "service_name_fr",
    )
    english = read.locator.locate(service, DCT + "title", "Boat licence", "en")
    assert english is not None
    assert english.header == "service_name_en"


def test_an_answer_is_found_in_the_column_of_its_question() -> None:
    locator = reading.read(example("gc-services"), known).locator
    point = "https://w3id.org/pscvc/code/interaction-point/decision"
    found = locator.locate(REPORT, PSC + "lacksCharacteristic", point)
    assert found is not None
    assert found.header == "os_decision"
    assert locator.locate(REPORT, None, point) == found, "whichever path a rule looks along"


def test_a_value_of_several_in_a_cell_leads_to_that_cell() -> None:
    locator = reading.read(example("gc-services"), known).locator
    found = locator.locate(REPORT, PSC + "isUnderProgramme", f"{DATA}ca/programme/900/ISS02")
    assert found is not None
    assert found.header == "program_id"


def test_a_cell_is_told_as_it_stands_and_of_several_values_the_one_that_is_meant() -> None:
    locator = reading.read(example("gc-services"), known).locator
    programme = f"{DATA}ca/programme/900/ISS02"
    several = locator.locate(REPORT, PSC + "isUnderProgramme", programme)
    assert several is not None
    assert locator.cell(several) == "ABC01, ISS02"
    assert locator.cell(several, programme) == "ISS02"
    empty = locator.locate(f"{DATA}ca/service/SRV%2003%2F%C3%A9", DCT + "title")
    assert empty is not None
    assert locator.cell(empty) == ""
    assert locator.cell(replace(empty, row=1)) is None


def test_a_record_is_named_by_its_key_without_owner_and_period() -> None:
    locator = reading.read(example("gc-standards"), known).locator
    place = locator.related(f"{DATA}ca/service/17")[0]
    assert [header for header, _ in locator.record(place)] == ["service_id", "service_standard_id"]
    assert locator.record(place)[0] == ("service_id", "17")
    assert locator.record(replace(place, row=1)) == ()


def test_a_missing_column_points_at_the_header_row() -> None:
    table = example_table("gc-services")
    place = table.headers.index("num_phone_enquiries")
    short = replace(
        table,
        headers=without(table.headers, place),
        rows=tuple(row._replace(cells=without(row.cells, place)) for row in table.rows),
    )
    read = reading.map_tables([layouts.recognise(short)], known)
    found = read.locator.locate(f"{REPORT}/phone-enquiries", PSC + "value")
    assert found is not None
    assert (found.row, found.column, found.header) == (1, None, None)
    assert f'<{PSC}hasMissingColumn> "num_phone_enquiries"' in read.table_facts.decode()
    told = read.locator.locate("urn:pscvc:table:1", PSC + "hasMissingColumn", "num_phone_enquiries")
    assert told == found


def test_an_unknown_column_is_told_with_its_neighbour_and_found_at_its_header() -> None:
    table = example_table("gc-standards")
    wider = replace(
        table,
        headers=(*table.headers, "chanel"),
        rows=tuple(row._replace(cells=(*row.cells, "")) for row in table.rows),
    )
    read = reading.map_tables([layouts.recognise(wider)], known)
    facts = read.table_facts.decode()
    assert f'<{PSC}hasUnknownColumn> "chanel"' in facts
    assert f'<{PSC}nearestColumn> "channel"' in facts
    found = read.locator.locate("urn:pscvc:table:1", PSC + "hasUnknownColumn", "chanel")
    assert found is not None
    assert (found.row, found.header) == (1, "chanel")


def test_rows_that_speak_of_one_service_are_all_related() -> None:
    files = example("gc-services") + example("gc-standards")
    locator = reading.read(files, known).locator
    rows = [(place.file, place.row) for place in locator.related(f"{DATA}ca/service/17")]
    assert rows == [("services.csv", 2), ("standards.csv", 2), ("standards.csv", 3), ("standards.csv", 4)]
    titled = locator.related(f"{DATA}ca/service/17", DCT + "title")
    assert [(place.file, place.row) for place in titled] == [("services.csv", 2)]


def test_what_no_row_speaks_of_has_no_place() -> None:
    locator = reading.read(example("gc-services"), known).locator
    assert locator.locate(f"{DATA}ca/service/none") is None
    assert locator.related("urn:x") == ()


def test_rows_are_shared_out_by_owner_and_period() -> None:
    (mapped,) = reading.read(example("gc-services"), known).mapped
    period = f"{DATA}ca/period/fy-2023-2024"
    assert {pair: [row.number for row in rows] for pair, rows in mapped.shares().items()} == {
        (f"{DATA}ca/organization/900", period): [2],
        (f"{DATA}ca/organization/unknown-keeper", period): [3],
    }
    assert mapped.key(0) == ("lighthouse-phare", "2023-2024", "17")


def test_layouts_that_a_register_is_made_of_are_loaded_before_those_that_ask_it() -> None:
    files = [file for layout in LAYOUTS for file in example(layout)]
    groups = reading.load_order(reading.recognise(files))
    place = {table.layout.name: number for number, group in enumerate(groups) for table in group}
    assert sum(map(len, groups)) == len(files)
    assert place["gc-organization-names"] < place["gc-programme-list"]
    assert place["gc-service-registry"] < place["gc-service-programmes"]
    assert place["gc-organization-identifiers"] < place["gc-services"]


def test_a_name_that_two_organizations_bear_leads_to_neither() -> None:
    rows = [("PPTC", "123"), ("pptc ", "264"), ("AAC", "1"), ("aac", "1")]
    assert registers.as_table(rows) == {"aac": "1"}


def test_a_register_that_nobody_wrote_is_named() -> None:
    with pytest.raises(PscvcError, match=r"queries/registers/weather\.rq"):
        registers.lookups(lambda _query: [])("weather")


CELLS = st.one_of(
    st.sampled_from(["", "NA", "ND", "Y", "N", "NON", "ONL", "12.50", "0", "2021-2022"]),
    st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=8),
    st.integers(0, 10**9).map(str),
)


@pytest.mark.parametrize("layout", ["gc-services", "gc-standards", "gc-programme-results"])
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_what_a_changed_cell_changes_is_located_at_that_cell(layout: str, data: st.DataObject) -> None:
    table = shuffled(example_table(layout), seed=data.draw(st.integers(0, 99)))
    row = data.draw(st.integers(0, len(table.rows) - 1))
    place = data.draw(st.integers(0, len(table.headers) - 1))
    text = data.draw(CELLS)
    before = mapping.map_rows(layouts.recognise(table), None, known)
    rows = list(table.rows)
    rows[row] = rows[row]._replace(cells=replaced(rows[row].cells, place, text))
    after = mapping.map_rows(layouts.recognise(replace(table, rows=tuple(rows))), None, known)
    locator = Locator([after])
    old = set(ox.parse(before.triples, format=ox.RdfFormat.N_TRIPLES))
    # A key's cell changes which record a triple is about: what it says of that record comes from other cells.
    subjects = {triple.subject for triple in old}
    for triple in set(ox.parse(after.triples, format=ox.RdfFormat.N_TRIPLES)) - old:
        if triple.subject in subjects:
            language = getattr(triple.object, "language", None)
            found = locator.locate(
                triple.subject.value, triple.predicate.value, triple.object.value, language
            )
            assert found is not None
            assert (found.row, found.column) == (rows[row].number, table.letter(place)), triple


def example_table(layout: str) -> Table:
    return read_tables(example(layout)[0])[0]


def column_of(layout: str, header: str) -> str:
    table = example_table(layout)
    return table.letter(table.headers.index(header))


def shuffled(table: Table, seed: int) -> Table:
    """*table* with its columns in another order."""
    order = list(range(len(table.headers)))
    random.Random(seed).shuffle(order)
    rows = tuple(Row(row.number, row.line, tuple(row.cells[i] for i in order)) for row in table.rows)
    return replace(table, headers=tuple(table.headers[i] for i in order), rows=rows)


def replaced(cells: tuple[str, ...], place: int, text: str) -> tuple[str, ...]:
    return (*cells[:place], text, *cells[place + 1 :])


def without(cells: tuple[str, ...], place: int) -> tuple[str, ...]:
    return cells[:place] + cells[place + 1 :]


# What the real tables give, counted another way: by Python's csv.


@pytest.fixture(scope="module")
def gc(shared: Path) -> Path:
    return shared / "data" / "gc"


@pytest.fixture(scope="module")
def loaded(gc: Path) -> ox.Store:
    """The real registers, loaded in their order."""
    names = ["ifoi_en", "ifoi_fr", "org_var", "gc_concordance", "sid_registry", "serv_prog"]
    tables = reading.recognise([gc / f"{name}.csv" for name in [*names, "cp-pc-2425-eng", "cp-pc-2425-fra"]])
    store = ox.Store()
    for group in reading.load_order(tables):
        for mapped in reading.map_tables(group, lookups_of(store)).mapped:
            store.bulk_load(mapped.triples, format=ox.RdfFormat.N_TRIPLES)
    return store


@pytest.fixture(scope="module")
def inventory(gc: Path, loaded: ox.Store) -> reading.Reading:
    """The two real files of the inventory, read against the real registers."""
    return reading.read([gc / "si_2024.csv", gc / "ss_2024.csv"], lookups_of(loaded))


def lookups_of(store: ox.Store) -> mapping.Lookup:
    return registers.lookups(lambda query: [(row[0].value, row[1].value) for row in store.query(query)])


def records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def subjects(triples: bytes, predicate: str) -> set[bytes]:
    """Everything of which something is said under *predicate*."""
    return {line.split(b" ", 1)[0] for line in triples.splitlines() if f"> <{predicate}> ".encode() in line}


def members(triples: bytes, kind: str) -> set[str]:
    tail = f" <{RDF_TYPE}> <{kind}> ."
    return {line.removesuffix(tail) for line in triples.decode().split("\n") if line.endswith(tail)}


@pytest.mark.shared
def test_the_real_inventory_gives_a_report_for_each_row_and_a_service_for_each_identifier(
    gc: Path, inventory: reading.Reading
) -> None:
    services, standards = records(gc / "si_2024.csv"), records(gc / "ss_2024.csv")
    read = inventory
    assert [given.records for given in read.inputs] == [len(services), len(standards)] == [1721, 2341]
    assert len(members(read.triples, PSC + "ServiceReport")) == 1721
    assert len(members(read.triples, PSC + "StandardReport")) == 2341
    ids = {row["service_id"].strip() for row in services}
    assert len(members(read.triples, "http://purl.org/vocab/cpsv#PublicService")) == len(ids) == 1716
    keys = {(row["service_id"].strip(), row["service_standard_id"].strip()) for row in standards}
    assert len(members(read.triples, PSC + "ServiceStandard")) == len(keys)
    assert len(subjects(read.triples, PSC + "isTargetFor")) == 2341
    assert len(subjects(read.triples, PSC + "ofIndicator")) == 10 * 1721 + 3 * 2341
    assert read.table_facts.count(b"\n") == 2


@pytest.mark.shared
def test_every_owner_of_the_real_inventory_is_an_organization_of_the_register(
    gc: Path, inventory: reading.Reading
) -> None:
    assert b"unknown-" not in inventory.triples
    assert len({pair for mapped in inventory.mapped for pair in mapped.shares()}) == 81
    owners = {row["owner_org"] for row in records(gc / "si_2024.csv") + records(gc / "ss_2024.csv")}
    minted = {iri for mapped in inventory.mapped for iris in mapped.iris["organization"] for iri in iris}
    assert len(owners) == len(minted) == 78


@pytest.mark.shared
def test_the_real_registers_give_each_organization_once(gc: Path, loaded: ox.Store) -> None:
    ids = {row["org_id"] for row in records(gc / "ifoi_en.csv")}
    query = (
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?o (COUNT(?l) AS ?n) "
        "{ ?o a <http://data.europa.eu/m8g/PublicOrganisation> ; skos:prefLabel ?l } GROUP BY ?o"
    )
    counts = {row[0].value: row[1].value for row in loaded.query(query)}
    assert len(counts) == len(ids) == 332
    assert set(counts.values()) == {"2"}, "each has one name in English and one in French"


@pytest.mark.shared
def test_what_the_real_registers_cannot_resolve_is_what_is_known_to_be_unknown(
    gc: Path, loaded: ox.Store
) -> None:
    unknown = "FILTER(CONTAINS(STR(?o), '/unknown-')) }"
    query = f"SELECT DISTINCT ?s {{ ?a <{PSC}assignsService> ?s ; <{PSC}assignsTo> ?o {unknown}"
    registered = {row["service_id"] for row in records(gc / "sid_registry.csv")}
    strangers = {row["service_id"] for row in records(gc / "serv_prog.csv")} - registered
    assert len(list(loaded.query(query))) == len(strangers) == 183
    query = f"SELECT DISTINCT ?o {{ ?p <{PSC}isProgrammeOf> ?o {unknown}"
    assert [row[0].value for row in loaded.query(query)] == []


@pytest.mark.shared
def test_the_real_programme_results_give_a_report_for_each_row(gc: Path) -> None:
    read = reading.read([gc / "rbpo.csv"])
    assert len(members(read.triples, PSC + "ProgrammeReport")) == read.inputs[0].records == 7168
    assert len(subjects(read.triples, PSC + "ofIndicator")) == 4 * 7168


@pytest.mark.shared
def test_every_programme_list_is_read_by_the_year_and_language_of_its_name(gc: Path) -> None:
    files = sorted(gc.glob("cp-pc-*.csv"))
    tables = reading.recognise(files)
    assert [table.part() for table in tables] == [file.stem.removeprefix("cp-pc-") for file in files]
    assert all(not table.problems for table in tables)


DECIMALS = [
    name
    for name, layout in layouts.layouts().items()
    if layout.kind == "source" and "COALESCE(xsd:decimal(?cell)" in layout.query
]


@pytest.mark.parametrize("layout", DECIMALS)
def test_a_number_with_an_exponent_is_a_decimal_wherever_a_source_has_decimals(layout: str) -> None:
    """XML Schema's decimals have none; programs write one for what is nearly nothing."""
    casts = re.findall(r"COALESCE\(xsd:decimal\(\?cell\)[^\n]*\?cell\)", layouts.layouts()[layout].query)
    for cast in casts:
        written = cast.replace("?cell", '"-2.5E-3"').replace("?scale", "1.0")
        query = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT ?v {{ BIND({written} AS ?v) }}"
        rows = ox.Store().query(query)
        assert isinstance(rows, ox.QuerySolutions)
        [row] = rows
        value = row["v"]
        assert isinstance(value, ox.Literal), cast
        assert value.datatype.value.endswith("#decimal"), cast
        assert float(value.value) in (-0.0025, -0.000025, -2.5)
