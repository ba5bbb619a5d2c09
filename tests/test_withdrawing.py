"""What is withdrawn is gone from every answer, and the log keeps that it was there."""

from __future__ import annotations

from pathlib import Path

import pytest
from submitting import (
    copied,
    noon,
    now,
    read_rows,
    registered,
    shipped,
    store,
    take,
    write_rows,
)

from pscvc_kg import chain
from pscvc_kg.errors import UsageError
from pscvc_kg.namespaces import DATA, GRAPH_CURRENT, GRAPH_LOG
from pscvc_kg.store import Store
from pscvc_kg.submissions import accept, history, load, originals, withdraw
from pscvc_kg.submissions.log import file_name
from pscvc_kg.validation import validate

__all__ = ["registered", "store"]


def services(path: Path, *owners: str, **changed: str) -> Path:
    """The shipped services of *owners*, each cell of the columns *changed* replaced."""
    return write_rows(path, [row | changed for owner in owners for row in shipped("services", owner)])


def withdrawn(store: Store, organization: str, period: str = "2023-2024", number: int | None = None) -> None:
    withdraw(store, organization, period, reason="sent by mistake", number=number, clock=noon)


def test_withdrawing_everything_leaves_current_as_it_was(store: Store, tmp_path: Path) -> None:
    before = now(store)
    receipt = take(store, services(tmp_path / "both.csv", "cic", "ic"))
    assert len(receipt.accepted) == 2
    assert now(store) > before
    withdrawn(store, "cic")
    assert now(store) > before
    withdrawn(store, "ic")
    assert now(store) == before


def test_nothing_of_it_is_left_but_in_the_log(store: Store, tmp_path: Path) -> None:
    name = "A name that nothing else has"
    file = services(tmp_path / "one.csv", "cic", service_name_en=name)
    [taken] = take(store, file).accepted
    [source] = validate([file], store=store).inputs
    assert originals.read(store, file_name(source.sha256)) == file.read_bytes()
    log = set(store.dump(GRAPH_LOG).splitlines())
    withdrawn(store, "cic")
    assert not [graph for graph in store.graphs() if graph.startswith(taken.graph)]
    assert not [graph for graph in store.graphs() if name.encode() in store.dump(graph)]
    assert originals.read(store, file_name(source.sha256)) is None
    after = set(store.dump(GRAPH_LOG).splitlines())
    assert log < after, "nothing is taken from the log"
    assert any(b"sent by mistake" in line for line in after - log)


def test_what_it_had_replaced_holds_again_where_one_submission_is_withdrawn(
    store: Store, tmp_path: Path
) -> None:
    take(store, services(tmp_path / "first.csv", "cic", service_name_en="First"))
    before = now(store)
    take(store, services(tmp_path / "second.csv", "cic", service_name_en="Second"))
    assert b'"Second"@en' in store.dump(GRAPH_CURRENT)
    result = withdraw(store, "cic", "2023-2024", reason="wrong", number=2, clock=noon)
    assert [graph.rpartition("/")[2] for graph in result.holds_again] == ["1"]
    assert now(store) == before


def test_all_of_its_submissions_are_withdrawn_where_none_is_named(store: Store, tmp_path: Path) -> None:
    before = now(store)
    take(store, services(tmp_path / "first.csv", "cic", service_name_en="First"))
    take(store, services(tmp_path / "second.csv", "cic", service_name_en="Second"))
    result = withdraw(store, "cic", "2023-2024", reason="wrong", clock=noon)
    assert len(result.submissions) == 2
    assert not result.holds_again
    assert now(store) == before


def test_a_submission_after_a_withdrawal_takes_the_next_number(store: Store, tmp_path: Path) -> None:
    file = services(tmp_path / "one.csv", "cic")
    take(store, file)
    withdrawn(store, "cic")
    [again] = take(store, file).accepted
    assert (again.number, again.new) == (2, True)


@pytest.mark.parametrize("name", ["cic", "123", f"{DATA}ca/organization/123", "Citizenship and Immigration"])
def test_an_organization_goes_by_each_of_its_names(store: Store, tmp_path: Path, name: str) -> None:
    take(store, services(tmp_path / "one.csv", "cic"))
    withdrawn(store, name, f"{DATA}ca/period/fy-2023-2024")


def test_what_is_not_there_is_said(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no organization called 'cic' has submitted"):
        withdrawn(store, "cic")
    take(store, services(tmp_path / "one.csv", "cic"))
    with pytest.raises(UsageError, match="only for fy-2023-2024"):
        withdrawn(store, "cic", "2021-2022")
    with pytest.raises(UsageError, match="no submission 3 of cic"):
        withdrawn(store, "cic", number=3)
    with pytest.raises(UsageError, match="needs a reason"):
        withdraw(store, "cic", "2023-2024", reason=" ")
    withdrawn(store, "cic")
    with pytest.raises(UsageError, match="not withdrawn already"):
        withdrawn(store, "cic")


def test_the_log_keeps_who_accepted_and_what_was_waived(store: Store, tmp_path: Path) -> None:
    file = services(tmp_path / "one.csv", "cic", "ic", num_phone_enquiries="many")
    found = [one for one in validate([file], store=store).findings if one.rule.code == "observation-number"]
    waivers = tmp_path / "waivers.csv"
    waivers.write_text("rule,reason,owner,expires\nobservation-number,counted by hand,A. Clerk,2099-12-31\n")
    report = validate([file], store=store, as_of="2025-03-01", waivers=waivers)
    accepted = accept([file], report, store, hold=True, by="B. Steward", clock=noon).accepted
    assert len(accepted) == 2
    said = store.query(
        """PREFIX psc: <https://w3id.org/pscvc/ns#> PREFIX dct: <http://purl.org/dc/terms/>
        PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?submission ?fingerprint ?why ?who ?by {
          ?submission prov:wasGeneratedBy ?check . ?check dct:creator ?by .
          ?finding a psc:QualityFinding ; psc:isFoundBy ?check ; dct:identifier ?fingerprint ;
            rdfs:comment ?why ; dct:creator ?who }""",
        graph=GRAPH_LOG,
    ).texts()
    assert {row[1] for row in said} == {one.fingerprint for one in found}
    assert {row[0] for row in said} == {each.graph for each in accepted}
    assert {row[2:] for row in said} == {("counted by hand", "A. Clerk", "B. Steward")}
    assert len(said) == len(found), "each stands with the submission that it is about, and with no other"


def test_an_altered_log_shows(store: Store, tmp_path: Path) -> None:
    take(store, services(tmp_path / "one.csv", "cic"))
    log = store.dump(GRAPH_LOG)
    one = next(line for line in log.splitlines(keepends=True) if b"/assessment> " in line and b"asOf" in line)
    other = one.replace(b"2025", b"2024")
    store.commit({GRAPH_LOG: other}, {GRAPH_LOG: one})
    lost, foreign = chain.faults(store)
    assert "has lost 1 statement" in lost["en"]
    assert "of no entry" in foreign["en"]
    store.commit({GRAPH_LOG: one}, {GRAPH_LOG: other})
    sealed = next(line for line in log.splitlines(keepends=True) if b"#value> " in line)
    changed = sealed.replace(b"2025-03-01", b"2025-03-02", 1)
    assert changed != sealed
    store.commit({GRAPH_LOG: changed}, {GRAPH_LOG: sealed})
    assert any("was altered" in fault["en"] for fault in chain.faults(store))
    store.commit({GRAPH_LOG: sealed}, {GRAPH_LOG: changed})


@pytest.mark.shared
def test_withdrawing_years_of_a_real_department_leaves_current_as_it_was(
    shared: Path, tmp_path: Path, registered: Path
) -> None:
    """Services and standards of several years and layouts, some records held; quad for quad."""
    folder = shared / "data" / "gc"
    owners = {"123": "cic"}
    with copied(registered, tmp_path / "graph") as store:
        load([folder / "gc_concordance.csv", folder / "org_var.csv"], store)
        before = now(store)
        for names in (("services_2016-2020.csv", "standards_2017-2020.csv"), ("si_2024.csv", "ss_2024.csv")):
            files = []
            for name in names:
                every = read_rows(folder / name)
                own = [
                    row
                    for row in every
                    if row.get("org_id") in owners or row.get("owner_org") in owners.values()
                ]
                files.append(write_rows(tmp_path / name, own))
            report = validate(files, store=store, as_of="2025-03-01")
            receipt = accept(files, report, store, hold=True)
            assert receipt.accepted
        assert len(now(store)) > len(before) + 2000
        taken = {(each.organization, each.period) for each in history(store)}
        assert len({period for _, period in taken}) >= 4
        for organization, period in sorted(taken):
            withdraw(store, organization, period, reason="tried")
        assert now(store) == before
