"""Free SPARQL within its limits: what runs away is stopped, nothing of it is left, the next query answers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pscvc_kg import api, limiting
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import StoreError, UsageError
from pscvc_kg.namespaces import GRAPH_CURRENT
from pscvc_kg.store import Rows, Store, Term, open_store

LIMIT = 1.0
MANY = 3_000
TRIPLES = b"".join(b"<urn:s%d> <urn:p> <urn:o%d> .\n" % (n, n) for n in range(MANY))
RUNAWAYS = {
    "a count of 27 thousand million rows": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "a cross product that is searched in vain": "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?f) }",
    "a graph of all pairs": "CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?f) }",
}
ONE = "SELECT ?o { <urn:s1> <urn:p> ?o }"


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store" if request.param == "disk" else None) as store:
        store.load(TRIPLES, GRAPH_CURRENT)
        yield store


@pytest.fixture(autouse=True)
def nothing_left(store: Store, tmp_path: Path) -> Iterator[None]:
    """No folder and no process of ours is there after a test; other tests may have a server or a browser."""
    before, processes = {path.name for path in tmp_path.iterdir()}, children()
    yield
    assert {path.name for path in tmp_path.iterdir()} <= before | {"store"}
    assert children() <= processes


def children() -> set[str]:
    """The processes that this one has started and that have not ended, or whose end nobody has heard."""
    return {
        each for task in Path("/proc/self/task").iterdir() for each in (task / "children").read_text().split()
    }


@pytest.mark.parametrize("query", RUNAWAYS.values(), ids=RUNAWAYS)
def test_a_runaway_is_stopped_within_its_limit_and_a_second_and_the_next_query_is_answered(
    store: EmbeddedStore, query: str
) -> None:
    began = time.monotonic()
    with pytest.raises(UsageError, match=r"took more than 1 s and was stopped; .* --limit"):
        limiting.answer(store, query, seconds=LIMIT)
    assert time.monotonic() - began < LIMIT + 1
    assert limiting.answer(store, ONE) == store.query(ONE)


def test_a_query_that_needs_too_much_memory_ends_in_a_sentence(store: EmbeddedStore) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a"
    with pytest.raises(UsageError, match=r"needs more than 0\.1 GB"):
        limiting.answer(store, query, seconds=60, memory=100_000_000)
    assert limiting.answer(store, ONE) == store.query(ONE)


def test_what_ends_the_parser_ends_no_more_than_its_process(store: EmbeddedStore) -> None:
    with pytest.raises(UsageError, match="nests too deep"):
        limiting.answer(store, f"SELECT ({'!' * 100_000}true AS ?x) {{}}")
    assert limiting.answer(store, ONE) == store.query(ONE)


def test_the_answer_is_that_of_the_store(store: EmbeddedStore) -> None:
    store.load('<urn:x> <urn:t> "é\\n"@fr .\n<urn:x> <urn:t> _:b .\n'.encode(), GRAPH_CURRENT)
    for query in ("SELECT ?o ?none { ?s <urn:t> ?o }", "ASK { ?s <urn:t> ?o }", "SELECT (1.5 AS ?n) {}"):
        assert limiting.answer(store, query) == store.query(query)
    built = limiting.answer(store, "CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(built, bytes)
    assert sorted(built.splitlines()) == sorted(store.dump(GRAPH_CURRENT).splitlines())


def test_rows_beyond_the_limit_are_not_given_and_it_is_said(store: EmbeddedStore) -> None:
    everything = "SELECT ?s { ?s <urn:p> ?o } ORDER BY ?s"
    for rows, more in ((2, True), (MANY - 1, True), (MANY, False), (None, False)):
        found = limiting.answer(store, everything, rows=rows)
        assert isinstance(found, Rows)
        assert (len(found.rows), found.more) == (min(rows or MANY, MANY), more)
    assert limiting.answer(store, everything, rows=1) == Rows(("s",), ((Term("urn:s0"),),), more=True)


def test_each_query_sees_what_was_committed_before_it(store: EmbeddedStore) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    for more in range(3):
        found = limiting.answer(store, count)
        assert isinstance(found, Rows)
        assert found.texts() == [(str(MANY + more),)]
        store.commit({GRAPH_CURRENT: b"<urn:more> <urn:p> <urn:%d> .\n" % more})


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("SELECT *\nWHERE { ?s ?p }", r"cannot be read at line 2, column \d+"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> {} }", "SERVICE would ask another machine"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE would change the graph"),
        ("# SELECT\nPREFIX a: <urn:a> insert data { a:b a:c a:d }", "INSERT would change the graph"),
        ("", "cannot be read"),
    ],
)
def test_what_is_no_question_is_refused_in_one_sentence(
    store: EmbeddedStore, query: str, sentence: str
) -> None:
    before = store.size()
    with pytest.raises(UsageError, match=sentence) as caught:
        api.Graph(store).sparql(query)
    assert "\n" not in str(caught.value)
    assert store.size() == before


@pytest.mark.parametrize("limits", [{"limit": 0}, {"limit": -1}, {"rows": 0}])
def test_limits_that_allow_nothing_are_refused(store: EmbeddedStore, limits: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="more than 0"):
        api.Graph(store).sparql(ONE, **limits)


def test_an_interrupt_ends_the_query_and_leaves_nothing(store: EmbeddedStore) -> None:
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        limiting.answer(store, RUNAWAYS["a count of 27 thousand million rows"], seconds=30)
    timer.join()
    assert limiting.answer(store, ONE) == store.query(ONE)


def test_a_closed_store_says_so(store: EmbeddedStore) -> None:
    store.close()
    with pytest.raises(StoreError, match="is closed"):
        limiting.answer(store, ONE)


@pytest.mark.parametrize("store", ["disk"], indirect=True)
def test_the_folder_of_a_process_that_was_killed_goes_with_the_next_query(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    program = [sys.executable, "-c", "import os; print(os.getpid())"]
    ended = subprocess.run(program, capture_output=True, check=True)
    left = tmp_path / f".store.{int(ended.stdout)}-abc.asked"
    (left / "store").mkdir(parents=True)
    limiting.answer(store, ONE)
    assert not left.exists()
