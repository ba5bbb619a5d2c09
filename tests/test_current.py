"""The graph `current`: who wins, what leaves, nothing twice, and what an interruption leaves is put right."""

from __future__ import annotations

from pathlib import Path

import pytest

from pscvc_kg import current
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.namespaces import CODE, DATA, DCT, GRAPH_CURRENT, GRAPH_LOG, GRAPH_ONTOLOGY, PROV, PSC, RDF_TYPE
from pscvc_kg.store import Store, open_store

SERVICE = DATA + "ca/service/1"
ORG_1, ORG_2 = DATA + "ca/organization/1", DATA + "ca/organization/2"
YEAR_1, YEAR_2 = DATA + "ca/period/fy-2022-2023", DATA + "ca/period/fy-2023-2024"
SERVICES, STANDARDS = CODE + "layout/services", CODE + "layout/standards"
TITLE, DESCRIPTION = DCT + "title", DCT + "description"


def triple(subject: str, predicate: str, end: str) -> bytes:
    """One triple; *end* is an IRI when it begins with http, else an English text."""
    value = f"<{end}>" if end.startswith("http") else f'"{end}"@en'
    return f"<{subject}> <{predicate}> {value} .\n".encode()


def plain(subject: str, predicate: str, end: str) -> bytes:
    """One triple with a plain string."""
    return f'<{subject}> <{predicate}> "{end}" .\n'.encode()


def add_source(store: Store, name: str, triples: bytes) -> str:
    """A live part of a register that says *triples*."""
    graph = f"{current.SOURCES}{name}/all/1"
    store.commit({graph: triples})
    entry = triple(graph, RDF_TYPE, "http://www.w3.org/ns/dcat#Dataset")
    entry += triple(graph, DCT + "conformsTo", f"{CODE}layout/{name}")
    entry += triple(graph, DCT + "isVersionOf", f"{current.SOURCES}{name}/all")
    store.commit({GRAPH_LOG: entry + plain(graph, DCT + "identifier", name) + current.STALE})
    return graph


def add_submission(
    store: Store,
    organization: str,
    period: str,
    number: int,
    says: dict[str, bytes],
    supersedes: str | None = None,
) -> str:
    """A submission that says, by layout, some triples; dated nodes are marked as `accept` marks them.

    Returns its name; each layout's triples are in a graph of their own.
    """
    graph = f"{current.SUBMISSIONS}ca/{organization[-1]}/{period.rpartition('/')[2]}/{number}"
    data = {}
    for layout, triples in says.items():
        own = graph_of(graph, layout)
        data[own] = triples
        memory = EmbeddedStore()
        memory.load(triples, graph)
        for row in memory.query(
            "SELECT DISTINCT ?n { ?n <https://w3id.org/pscvc/ns#coversPeriod> ?p }", graph=graph
        ).texts():
            data[own] += triple(row[0], PSC + "isReportedIn", graph)
    entry = triple(graph, RDF_TYPE, PSC + "Submission")
    entry += triple(graph, PSC + "isSubmittedBy", organization) + triple(graph, PSC + "forPeriod", period)
    entry += plain(graph, "http://www.w3.org/ns/dcat#version", str(number))
    for layout in says:
        entry += triple(graph, DCT + "conformsTo", layout)
        entry += plain(graph, DCT + "identifier", f"{layout.rpartition('/')[2]} sha256:{number}")
    if supersedes:
        entry += triple(graph, PSC + "supersedes", supersedes)
    store.commit({**data, GRAPH_LOG: entry + current.STALE})
    return graph


def graph_of(submission: str, layout: str) -> str:
    """The graph of what a submission says in a layout, by the layout's IRI."""
    return current.graph_of(submission, layout.rpartition("/")[2])


def report(kind: str, key: str, period: str, feature: str = SERVICE) -> bytes:
    """A report node with one observation."""
    node = f"{DATA}ca/{kind}/{key}"
    said = triple(node, PSC + "coversPeriod", period) + triple(node, PSC + "isReportOn", feature)
    return said + triple(f"{node}/volume", PSC + "inReport", node)


def values(store: Store, subject: str, predicate: str) -> list[str]:
    """The values in `current`, sorted."""
    rows = store.query(f"SELECT ?o {{ <{subject}> <{predicate}> ?o }}").texts()
    return sorted(row[0] for row in rows)


@pytest.fixture
def store() -> Store:
    return open_store()


def test_current_holds_the_ontology(store: Store) -> None:
    current.refresh(store)
    assert store.size(GRAPH_ONTOLOGY) > 1000
    assert set(store.dump(GRAPH_ONTOLOGY).splitlines()) <= set(store.dump(GRAPH_CURRENT).splitlines())


def test_one_fact_of_two_graphs_is_counted_once(store: Store) -> None:
    fact = triple(SERVICE, TITLE, "Passports")
    add_source(store, "register", fact)
    add_submission(store, ORG_1, YEAR_2, 1, {SERVICES: fact})
    add_submission(store, ORG_2, YEAR_2, 1, {SERVICES: fact})
    current.refresh(store)
    count = f"SELECT (COUNT(*) AS ?n) {{ <{SERVICE}> <{TITLE}> ?title }}"
    assert store.query(count).texts() == [("1",)]


def test_the_latest_period_describes_a_thing_and_what_it_does_not_say_is_not_said(store: Store) -> None:
    old = triple(SERVICE, TITLE, "Old name") + triple(SERVICE, DESCRIPTION, "What it does")
    add_submission(store, ORG_1, YEAR_1, 3, {SERVICES: old})
    add_submission(store, ORG_1, YEAR_2, 1, {SERVICES: triple(SERVICE, TITLE, "New name")})
    current.refresh(store)
    assert values(store, SERVICE, TITLE) == ["New name"]
    assert values(store, SERVICE, DESCRIPTION) == []


def test_each_layout_describes_a_thing_for_itself(store: Store) -> None:
    standard = DATA + "ca/service-standard/1/1"
    says = {
        SERVICES: triple(SERVICE, TITLE, "Passports"),
        STANDARDS: triple(SERVICE, PSC + "hasServiceStandard", standard + "0"),
    }
    add_submission(store, ORG_1, YEAR_1, 1, says)
    again = {STANDARDS: triple(SERVICE, PSC + "hasServiceStandard", standard)}
    add_submission(store, ORG_1, YEAR_2, 1, again)
    current.refresh(store)
    assert values(store, SERVICE, TITLE) == ["Passports"]
    assert values(store, SERVICE, PSC + "hasServiceStandard") == [standard]


def test_a_thing_that_another_organization_took_over_is_only_its_own(store: Store) -> None:
    has, name = "http://data.europa.eu/m8g/hasCompetentAuthority", "Passports"
    for organization, period in ((ORG_1, YEAR_1), (ORG_2, YEAR_2)):
        said = triple(SERVICE, TITLE, name) + triple(SERVICE, has, organization)
        add_submission(store, organization, period, 1, {SERVICES: said})
    current.refresh(store)
    assert values(store, SERVICE, has) == [ORG_2]


def test_a_thing_that_a_register_names_is_still_described_by_the_latest_period_only(store: Store) -> None:
    add_source(store, "register", triple(SERVICE, TITLE, "Registered name"))
    old = triple(SERVICE, TITLE, "Old name") + triple(SERVICE, DESCRIPTION, "What it did")
    add_submission(store, ORG_1, YEAR_1, 1, {SERVICES: old})
    add_submission(store, ORG_1, YEAR_2, 1, {SERVICES: triple(SERVICE, TITLE, "New name")})
    current.refresh(store)
    assert values(store, SERVICE, TITLE) == ["Registered name"]
    assert values(store, SERVICE, DESCRIPTION) == []


def test_a_thing_that_is_gone_keeps_the_name_it_last_had(store: Store) -> None:
    add_submission(store, ORG_1, YEAR_1, 1, {SERVICES: triple(SERVICE, TITLE, "Passports")})
    add_submission(store, ORG_1, YEAR_2, 1, {SERVICES: triple(DATA + "ca/service/2", TITLE, "Visas")})
    current.refresh(store)
    assert values(store, SERVICE, TITLE) == ["Passports"]


def test_registers_win_for_what_they_register(store: Store) -> None:
    add_source(store, "register", triple(SERVICE, TITLE, "Registered name"))
    said = triple(SERVICE, TITLE, "Another name") + triple(SERVICE, DESCRIPTION, "What it does")
    add_submission(store, ORG_1, YEAR_2, 1, {SERVICES: said})
    current.refresh(store)
    assert values(store, SERVICE, TITLE) == ["Registered name"]
    assert values(store, SERVICE, DESCRIPTION) == ["What it does"]


def test_two_organizations_that_describe_a_thing_in_one_period_are_both_heard(store: Store) -> None:
    add_submission(store, ORG_1, YEAR_2, 2, {SERVICES: triple(SERVICE, TITLE, "One name")})
    add_submission(store, ORG_2, YEAR_2, 1, {SERVICES: triple(SERVICE, TITLE, "Other name")})
    current.refresh(store)
    assert values(store, SERVICE, TITLE) == ["One name", "Other name"]


def test_a_later_submission_replaces_only_the_layouts_that_it_contains(store: Store) -> None:
    says = {
        SERVICES: report("service-report", "old", YEAR_2),
        STANDARDS: report("standard-report", "kept", YEAR_2),
    }
    first = add_submission(store, ORG_1, YEAR_2, 1, says)
    current.refresh(store)
    assert values(store, f"{DATA}ca/service-report/old/volume", PSC + "ofFeature") == [SERVICE]
    again = {SERVICES: report("service-report", "new", YEAR_2)}
    add_submission(store, ORG_1, YEAR_2, 2, again, supersedes=first)
    current.refresh(store)
    assert values(store, f"{DATA}ca/service-report/new/volume", PSC + "ofFeature") == [SERVICE]
    assert values(store, f"{DATA}ca/standard-report/kept/volume", PSC + "ofFeature") == [SERVICE]
    # What was inferred from what left is gone with it.
    assert b"service-report/old" not in store.dump(GRAPH_CURRENT)
    assert b"service-report/old" in store.dump(graph_of(first, SERVICES))


def test_a_resubmission_describes_things_anew_for_its_own_organization(store: Store) -> None:
    other = DATA + "ca/service/2"
    typo = triple(SERVICE, TITLE, "Typo") + triple(SERVICE, DESCRIPTION, "Wrong")
    typo += triple(other, TITLE, "Never existed")
    first = add_submission(
        store, ORG_1, YEAR_2, 1, {SERVICES: typo, STANDARDS: report("s", "1", YEAR_2, other)}
    )
    add_submission(store, ORG_1, YEAR_2, 2, {SERVICES: triple(SERVICE, TITLE, "Right")}, supersedes=first)
    current.refresh(store)
    assert values(store, SERVICE, TITLE) == ["Right"]
    assert values(store, SERVICE, DESCRIPTION) == []
    assert values(store, other, TITLE) == []


def test_what_was_replaced_by_what_was_replaced_is_not_live(store: Store) -> None:
    graph = None
    for number, name in enumerate(("One", "Two", "Three"), start=1):
        says = {SERVICES: triple(DATA + f"ca/service/{number}", TITLE, name)}
        graph = add_submission(store, ORG_1, YEAR_2, number, says, supersedes=graph)
    assert [each.submission for each in current.live_submissions(store)] == [graph]


def test_a_source_that_was_replaced_leaves(store: Store) -> None:
    graph = add_source(store, "register", triple(SERVICE, TITLE, "Registered name"))
    current.refresh(store)
    entry = f'<{graph}> <{PROV}invalidatedAtTime> "2025-01-01T00:00:00Z" .\n'.encode()
    store.commit({GRAPH_LOG: entry})
    current.refresh(store)
    assert values(store, SERVICE, TITLE) == []


def test_refreshing_again_changes_nothing(store: Store) -> None:
    add_submission(store, ORG_1, YEAR_2, 1, {SERVICES: report("service-report", "1", YEAR_2)})
    current.refresh(store)
    before = sorted(store.dump(GRAPH_CURRENT).splitlines()), store.size()
    current.refresh(store)
    assert (sorted(store.dump(GRAPH_CURRENT).splitlines()), store.size()) == before


def test_an_interrupted_acceptance_is_finished_when_the_store_is_opened(tmp_path: Path) -> None:
    with open_store(tmp_path / "graph") as store:
        add_submission(store, ORG_1, YEAR_2, 1, {SERVICES: triple(SERVICE, TITLE, "Passports")})
        assert current.is_stale(store)
        assert values(store, SERVICE, TITLE) == []
    with open_store(tmp_path / "graph") as store:
        assert not current.is_stale(store)
        assert values(store, SERVICE, TITLE) == ["Passports"]


def test_a_half_written_current_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class CutError(Exception):
        pass

    def cut(*_: object) -> None:
        raise CutError

    with open_store(tmp_path / "graph") as store:
        first = add_submission(store, ORG_1, YEAR_2, 1, {SERVICES: triple(SERVICE, TITLE, "Typo")})
        current.refresh(store)
        add_submission(store, ORG_1, YEAR_2, 2, {SERVICES: triple(SERVICE, TITLE, "Right")}, supersedes=first)
        monkeypatch.setattr(EmbeddedStore, "load", cut)
        monkeypatch.setattr(current, "build", lambda _: _holding(triple(SERVICE, TITLE, "Right")))
        with pytest.raises(CutError):
            current.refresh(store)
        assert store.size(GRAPH_CURRENT) == 0
        monkeypatch.undo()
    with open_store(tmp_path / "graph") as store:
        assert values(store, SERVICE, TITLE) == ["Right"]
        assert store.size(GRAPH_CURRENT) > 1000


def _holding(triples: bytes) -> EmbeddedStore:
    memory = EmbeddedStore()
    memory.commit({GRAPH_CURRENT: triples})
    return memory


def test_data_that_the_log_does_not_name_is_removed_when_the_store_is_opened(tmp_path: Path) -> None:
    with open_store(tmp_path / "graph") as store:
        kept = add_source(store, "register", triple(SERVICE, TITLE, "Passports"))
        store.commit({f"{current.SOURCES}register/all/2": triple(SERVICE, TITLE, "Half")})
    with open_store(tmp_path / "graph") as store:
        sources = [name for name in store.graphs() if name.startswith(current.SOURCES)]
        assert sources == [kept]
