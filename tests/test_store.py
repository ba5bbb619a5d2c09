"""The store: commits that are whole, plain values out, parameters as terms, one sentence when it refuses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from pscvc_kg.embedded import matching
from pscvc_kg.errors import StoreError, UsageError
from pscvc_kg.namespaces import GRAPH_CURRENT, XSD
from pscvc_kg.store import Store, Term, bind, canonical, open_store

A, B = "https://example.org/a", "https://example.org/b"
TITLE = "https://example.org/title"
NAMED = b'<https://example.org/x> <https://example.org/title> "nom"@fr .\n'
COUNTED = (
    b'<https://example.org/x> <https://example.org/count> "07"^^<http://www.w3.org/2001/XMLSchema#integer>'
)
COUNTED += b" .\n"


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "graph" if request.param == "folder" else None) as opened:
        yield opened


def test_what_is_committed_can_be_asked_for(store: Store) -> None:
    store.commit({A: NAMED, B: COUNTED})
    assert store.graphs() == (A, B)
    assert (store.size(), store.size(A), store.size("https://example.org/none")) == (2, 1, 0)
    assert store.dump(A) == NAMED


def test_values_come_as_plain_terms(store: Store) -> None:
    store.commit({A: NAMED + COUNTED})
    found = store.query("SELECT ?what ?gone { ?x ?how ?what OPTIONAL { ?what ?how ?gone } }", graph=A)
    assert found.columns == ("what", "gone")
    assert set(found.rows) == {
        (Term("7", "literal", datatype=XSD + "integer"), None),
        (Term("nom", "literal", "fr"), None),
    }


def test_a_question_reads_current_unless_told_otherwise(store: Store) -> None:
    store.commit({GRAPH_CURRENT: NAMED, A: COUNTED})
    everything = "SELECT ?how WHERE { ?x ?how ?what } ORDER BY ?how"
    assert store.query(everything).texts() == [(TITLE,)]
    assert len(store.query(everything, graph=[GRAPH_CURRENT, A]).rows) == 2


def test_one_fact_in_two_graphs_of_a_union_is_one_row_only_with_distinct(store: Store) -> None:
    """Why questions read one graph: the engine counts a fact once for each graph that states it."""
    store.commit({A: NAMED, B: NAMED})
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?x ?how ?what }"
    assert store.query(count, graph=[A, B]).texts() == [("2",)]
    assert store.query(count, graph=A).texts() == [("1",)]


def test_ask_and_construct_have_their_own_answers(store: Store) -> None:
    store.commit({A: NAMED})
    assert store.query("ASK { ?x ?how ?what }", graph=A).texts() == [("true",)]
    assert store.query("ASK { ?x ?how ?what }", graph=B).texts() == [("false",)]
    assert store.construct("CONSTRUCT WHERE { ?x ?how ?what }", graph=A) == NAMED
    with pytest.raises(UsageError, match="SELECT or an ASK"):
        store.query("CONSTRUCT WHERE { ?x ?how ?what }")
    with pytest.raises(UsageError, match="CONSTRUCT"):
        store.construct("SELECT ?x WHERE { ?x ?how ?what }")


def test_a_commit_with_a_fault_in_it_leaves_nothing(store: Store) -> None:
    with pytest.raises((SyntaxError, ValueError)):
        store.commit({A: NAMED, B: b"this is no triple\n"})
    assert store.graphs() == ()


def test_one_commit_adds_and_removes(store: Store) -> None:
    store.commit({A: NAMED})
    store.commit({B: COUNTED}, remove={A: NAMED})
    assert (store.size(A), store.size(B)) == (0, 1)


def test_load_and_remove_a_graph(store: Store) -> None:
    store.load(NAMED, A)
    store.load(NAMED, A)
    assert store.size(A) == 1
    store.remove(A)
    assert A not in store.graphs()


def test_a_parameter_narrows_the_answer(store: Store) -> None:
    store.commit({A: NAMED + COUNTED})
    query = "SELECT ?what WHERE { VALUES ?how { UNDEF } ?x ?how ?what }"
    assert len(store.query(query, graph=A).rows) == 2
    assert store.query(query, graph=A, values={"how": Term(TITLE)}).texts() == [("nom",)]
    assert len(store.query(query, graph=A, values={"how": []}).rows) == 2


def test_a_value_is_never_read_as_a_part_of_the_query(store: Store) -> None:
    store.commit({A: NAMED})
    query = "SELECT ?x WHERE { VALUES ?what { UNDEF } VALUES ?other { UNDEF } ?x ?how ?what }"
    hostile = Term('" } UNION { ?x ?how ?y } VALUES ?other { <https://example.org/x> } #', "literal")
    assert store.query(query, graph=A, values={"what": hostile, "other": Term(A)}).rows == ()


@pytest.mark.parametrize("iri", ["https://example.org/ a", 'https://example.org/"', "a>b", "no iri"])
def test_what_is_no_iri_is_refused(iri: str) -> None:
    with pytest.raises(UsageError, match="is not an IRI"):
        bind("SELECT * WHERE { VALUES ?x { UNDEF } }", {"x": Term(iri)})


def test_words_in_strings_and_comments_are_no_parameters() -> None:
    query = '# VALUES ?x { UNDEF }\nSELECT ("VALUES ?x { UNDEF }" AS ?t) WHERE { VALUES ?x { UNDEF } }'
    assert bind(query, {"x": Term(A)}) == query[: query.rindex("UNDEF")] + f"<{A}> }} }}"


def test_an_unknown_parameter_is_named() -> None:
    with pytest.raises(UsageError, match="'place'"):
        bind("SELECT * WHERE { VALUES ?x { UNDEF } }", {"place": Term(A)})


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * WHERE { service silent ?where { ?s ?p ?o } }",
        "SELECT * WHERE { FILTER EXISTS {SERVICE<http://127.0.0.1:1/>{ ?s ?p ?o }} }",
    ],
)
def test_a_query_cannot_ask_another_machine(query: str) -> None:
    with open_store() as store, pytest.raises(UsageError, match="SERVICE"):
        store.query(query)


def test_service_is_only_a_word_where_it_is_one(store: Store) -> None:
    store.query(
        'PREFIX psc: <https://example.org/SERVICE#> SELECT ?service ?SERVICE ("SERVICE" AS ?t)'
        " WHERE { ?service a psc:SERVICE ; psc:service ?SERVICE } # SERVICE"
    )


def test_a_query_that_would_end_the_process_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="levels deep"):
        store.query("SELECT * WHERE " + "{" * 5000 + "}" * 5000)


def test_a_query_that_cannot_be_read_is_a_usage_error(store: Store) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        store.query("SELEKT")


def test_canonical_bytes_do_not_depend_on_order_or_repeats() -> None:
    assert canonical(NAMED + COUNTED + NAMED) == canonical([COUNTED, NAMED])


def test_what_was_committed_is_there_when_opened_again(tmp_path: Path) -> None:
    with open_store(tmp_path / "graph") as store:
        store.commit({A: NAMED})
        store.flush()
    with open_store(tmp_path / "graph", create=False) as store:
        assert store.dump(A) == NAMED


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = open_store(tmp_path / "graph")
    store.close()
    with pytest.raises(StoreError, match="is closed"):
        store.graphs()


def test_two_processes_cannot_have_one_store(tmp_path: Path) -> None:
    program = "import sys; from pscvc_kg.store import open_store; open_store(sys.argv[1])"
    with open_store(tmp_path / "graph"):
        other = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "graph")],
            capture_output=True,
            text=True,
            check=False,
        )
        with pytest.raises(StoreError, match="open in another process"):
            open_store(tmp_path / "graph")
    assert other.returncode == 1
    assert "is open in another process; wait until" in other.stderr.splitlines()[-1]


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader")
    with pytest.raises(StoreError, match=r"other files \(letter.txt\)"):
        open_store(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader")
    with pytest.raises(StoreError, match="is a file"):
        open_store(tmp_path / "letter.txt")


@pytest.mark.parametrize("make", [False, True])
def test_where_there_is_no_store_a_reader_hears_it(tmp_path: Path, make: bool) -> None:
    folder = tmp_path / "graph"
    if make:
        folder.mkdir()
    with pytest.raises(StoreError, match=r"there is no store at .*pscvc load"):
        open_store(folder, create=False)
    assert folder.exists() == make


def test_a_damaged_store_says_so(tmp_path: Path) -> None:
    with open_store(tmp_path / "graph") as store:
        store.commit({A: NAMED})
    (tmp_path / "graph" / "CURRENT").write_text("not a manifest")
    with pytest.raises(StoreError, match="is damaged or cannot be read"):
        open_store(tmp_path / "graph")


def test_a_pattern_with_an_integer_finds_that_integer_alone(tmp_path: Path) -> None:
    """Oxigraph finds the integers after 255, 511, … with them, on disk: what `matching` is there for."""
    disk = ox.Store(tmp_path / "disk")
    about = [ox.NamedNode(f"urn:{number}") for number in range(1100)]
    disk.extend(ox.Quad(each, ox.NamedNode("urn:p"), ox.Literal(at)) for at, each in enumerate(about))
    for at in (0, 254, 255, 256, 511, 1023):
        assert [quad.subject for quad in matching(disk, None, None, ox.Literal(at))] == [about[at]]
    written = ox.Literal("+0255", datatype=ox.NamedNode(XSD + "integer"))
    assert [quad.subject for quad in matching(disk, None, None, written)] == [about[255]]
    raw = list(disk.quads_for_pattern(None, None, ox.Literal(255)))
    assert len(raw) > 1, "the engine no longer does it: `matching` can go"
