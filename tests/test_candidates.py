"""Hand-overs that nobody stated: what speaks for one, what does not, and what a person decides of it."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from submitting import copied, noon, registered, services, shipped, store, take, write_rows

from pscvc_kg import api, chain, current, layouts
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.linking.hand_overs import deciding, table
from pscvc_kg.linking.hand_overs.mentions import Mention, Names
from pscvc_kg.linking.hand_overs.patterns import pattern, patterns
from pscvc_kg.linking.hand_overs.proposing import propose
from pscvc_kg.linking.things import Name, NameKind, Thing
from pscvc_kg.namespaces import DATA, GRAPH_CURRENT, GRAPH_LOG, PSC
from pscvc_kg.render.candidates import candidates_csv
from pscvc_kg.resources import STORY
from pscvc_kg.store import Store, open_store
from pscvc_kg.submissions import load, withdraw

__all__ = ["registered", "store"]

TEXT = "text-names-organization"
ORGANIZATION = f"{DATA}ca/organization/"
REVENUE, IMMIGRATION = f"{ORGANIZATION}46", f"{ORGANIZATION}123"


# Names in texts: a country of lighthouses, of which no register knows.


def organization(name: str, *others: str, fr: str = "", former: str = "", language: str = "") -> Thing:
    names = [Name(name, "en", NameKind.PREFERRED), *(Name(other, language) for other in others)]
    names += [Name(fr, "fr", NameKind.PREFERRED)] if fr else []
    names += [Name(former, "en", NameKind.FORMER)] if former else []
    return Thing(f"urn:{name}", tuple(names))


LIGHTS = organization("Department of Lighthouses", "Lighthouses Canada", "DLH", fr="Ministère des Phares")
HARBOURS = organization("Harbour Agency", "HAB", fr="Agence des ports")
COURT = organization("Harbour Agency Court")
TWINS = (organization("Fog Office"), Thing("urn:another", (Name("Fog Office", "en"),)))
BUOYS = organization("Buoy Service", former="Bell Service")
NAMES = Names([LIGHTS, HARBOURS, COURT, *TWINS, BUOYS], pattern(TEXT).words)


def found(text: str, language: str = "en", others: tuple[str, ...] = ()) -> list[Mention]:
    """What *text* names; *others* is what its owner writes besides."""
    otherwise = NAMES.meant_otherwise({"urn:owner": [text, *others]})["urn:owner"]
    phrases = NAMES.phrases_in([text, *others])
    return list(NAMES.mentions(text, language, phrases=phrases, otherwise=otherwise))


def named(text: str, language: str = "en", others: tuple[str, ...] = ()) -> list[str]:
    return [mention.organization.removeprefix("urn:") for mention in found(text, language, others)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Reports are sent to the Department of Lighthouses.", "en"),
        ("Reports are sent to Lighthouses Canada, which keeps them.", "en"),
        ("Reports are sent to the DLH.", "en"),
        ("DEPARTMENT OF LIGHTHOUSES: reports", "en"),
        ("Les rapports sont transmis au ministère des Phares.", "fr"),
        ("Les rapports que reçoit l'Agence et le Ministère des Phares.", "fr"),
    ],
)
def test_a_name_in_full_or_an_acronym_means_its_organization(text: str, language: str) -> None:
    assert named(text, language) == ["Department of Lighthouses"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Reports are sent to lighthouses canada and abroad.", "en"),  # words, and no name
        ("Reports are sent to the Fog Office.", "en"),  # two are called so
        ("A copy of the Department of Lighthouses Act is sent.", "en"),
        ("Permits under the Policy of the Department of Lighthouses.", "en"),
        ("Conformément à la Loi sur le Ministère des Phares.", "fr"),
        ("Conformément aux directives sur la paye du Ministère des Phares.", "fr"),
        ("Pensions for members of the Department of Lighthouses.", "en"),
        ("Pensions for DLH employees.", "en"),
        ("Reports are sent to the Harbour Agency of Norway.", "en"),  # goes on
        ("Reports are sent to the Royal Harbour Agency.", "en"),  # began before
        ("The fee is HAB$ 20.", "en"),
        ("The fee is HAB 20.", "en"),
        ("The High Altitude Balloon carries the HAB sensor.", "en"),  # the text spells it out
        ("All coasts excluding Lighthouses Canada sites are served.", "en"),
        ("Reports are sent to dlh.", "en"),
        ("Consultation des HAB de la région.", "fr"),  # several of them
        ("Consultation des HAB de la région. Un plan avec la communauté / HAB est dressé.", "fr"),
        ("Reports go to the Bell Service, formerly the Harbour Agency Court.", "en"),  # what it was
        ("Reports on ships as defined by the Department of Lighthouses are kept.", "en"),
        ("Les navires au sens du Ministère des Phares sont inscrits.", "fr"),
        ("The programme is complemented by $30M from the Harbour Agency.", "en"),  # who pays
        ("Complété par 30 millions de dollars de l'Agence des ports.", "fr"),
        ("The programme is funded by Lighthouses Canada and the Harbour Agency.", "en"),
        ("Boats are lit. Visit the Harbour Agency to learn more.", "en"),  # where more is told
        ("Le tout est décrit sur le site web de l'Agence des ports.", "fr"),
        ("Complaints about a senior official of the Department of Lighthouses (DLH).", "en"),
        ("Complaints about an executive of the Harbour Agency.", "en"),
        ("Plaintes contre un cadre supérieur du Ministère des Phares.", "fr"),
        ("Selon les instruments de lutte du Ministère des Phares.", "fr"),
    ],
)
def test_what_only_looks_like_a_name_means_nobody(text: str, language: str) -> None:
    assert [each for each in named(text, language) if each != BUOYS.iri.removeprefix("urn:")] == []


def test_an_acronym_of_several_is_an_organization_whose_name_is_a_plural() -> None:
    institutes = organization("Institutes of Fog Research", "IFR", fr="Instituts de recherche sur la brume")
    names = Names([institutes], pattern(TEXT).words)
    mentions = names.mentions("Au nom des IFR.", "fr", phrases=frozenset(), otherwise=frozenset())
    assert [mention.organization for mention in mentions] == [institutes.iri]


def test_the_longest_name_counts_and_not_the_one_within_it() -> None:
    assert named("Appeals go to the Harbour Agency Court.") == ["Harbour Agency Court"]
    assert named("Appeals go to the Harbour Agency. Court fees apply.") == ["Harbour Agency"]


def test_a_former_name_leads_to_whoever_went_on_unless_somebody_bears_it() -> None:
    assert named("Calls go to the Bell Service.") == ["Buoy Service"]
    bearer = organization("Bell Service")
    names = Names([BUOYS, bearer], pattern(TEXT).words)
    [mention] = names.mentions(
        "Calls go to the Bell Service.", "en", phrases=frozenset(), otherwise=frozenset()
    )
    assert mention.organization == bearer.iri


def test_an_acronym_that_the_owner_introduces_after_something_else_means_that() -> None:
    assert named("Sent to the HAB.", others=("The Hot Air Bureau unit (HAB) opens at nine.",)) == []
    assert named("Sent to the HAB.", others=("The Harbour Agency (HAB) opens at nine.",)) == [
        "Harbour Agency",
    ]
    elsewhere = NAMES.meant_otherwise({"urn:owner": ["Sent to the HAB."], "urn:x": ["Hot air bath (HAB)."]})
    assert elsewhere["urn:owner"] == {"HAB"}, "it is not distinctive any more"


def test_a_long_text_of_nothing_but_names_is_read_in_time_that_grows_with_it() -> None:
    start = time.perf_counter()
    assert len(found("Calls to HAB. " * 10_000)) == 10_000
    found("(HAB " * 10_000)
    assert time.perf_counter() - start < 20


def test_an_acronym_of_one_language_does_not_count_in_another() -> None:
    names = Names([organization("Harbour Agency", "HAB", language="en")], pattern(TEXT).words)
    for language, count in (("en", 1), ("fr", 0)):
        mentions = names.mentions("HAB.", language, phrases=frozenset(), otherwise=frozenset())
        assert len(list(mentions)) == count


@pytest.mark.parametrize(
    ("text", "language", "way", "cue"),
    [
        ("Claims are referred to the Harbour Agency.", "en", "to", "to"),
        ("It pays benefits on behalf of the Harbour Agency.", "en", "to", "on behalf of"),
        ("Data used by the Harbour Agency.", "en", "to", "used by"),
        ("Requests come from the Harbour Agency.", "en", "from", "from"),
        ("Referred to the owner by the Harbour Agency.", "en", "from", "by"),
        ("Delivered in partnership with the Harbour Agency.", "en", "with", "with"),
        ("The Harbour Agency knows of it.", "en", "untold", ""),
        ("From time to time fees rise. The Harbour Agency knows.", "en", "untold", ""),
        ("From the day on which all of it began, the Harbour Agency knows.", "en", "untold", ""),
        ("Offert pour le compte de l'Agence des ports.", "fr", "to", "pour le compte de"),
        ("Demandé par l'Agence des ports.", "fr", "from", "par"),
        ("Offert pour le compte d'Agence des ports.", "fr", "to", "pour le compte d"),
        ("Admis par l'intermédiaire de l'Agence des ports.", "fr", "from", "par l'intermédiaire de"),
        ("Confié conjointement à l'Agence des ports.", "fr", "with", "conjointement à"),
        ("It is open to whoever is satisfied with the Harbour Agency.", "en", "untold", ""),
        ("Fees related to the Harbour Agency.", "en", "untold", ""),
        ("Offert à l'intérieur de l'Agence des ports.", "fr", "untold", ""),
        ("Images for boats of the Harbour Agency.", "en", "untold", ""),  # for boats, and not for it
        ("On behalf of the Minister of the Harbour Agency.", "en", "to", "On behalf of"),
    ],
)
def test_the_words_right_before_a_name_say_which_way_it_goes(
    text: str, language: str, way: str, cue: str
) -> None:
    [mention] = [each for each in found(text, language) if each.organization == HARBOURS.iri]
    assert (mention.way, mention.cue) == (way, cue)


def test_what_is_said_of_the_first_of_a_list_holds_for_all_of_it() -> None:
    mentions = found("Notices for the DLH, the Harbour Agency (HAB) and the Buoy Service are printed.")
    assert [mention.organization for mention in mentions] == [
        LIGHTS.iri,
        HARBOURS.iri,
        HARBOURS.iri,
        BUOYS.iri,
    ]
    assert {mention.way for mention in mentions} == {"to"}


# Candidates of submissions: the shipped registers, and texts of our own.


def candidates(store: Store) -> tuple[table.Row, ...]:
    return api.candidates(api.Graph(store))


def decide(store: Store, rows: list[dict[str, str]], folder: Path, by: str = "A. Clerk") -> deciding.Decided:
    return api.decide(write_rows(folder / "decided.csv", rows), api.Graph(store), by=by)


def hand_overs(store: Store) -> list[tuple[str, ...]]:
    query = f"""SELECT ?giver ?receiver WHERE {{
      ?link a <{PSC}ChainLink> ; <{PSC}linksFrom>/<{PSC}isPerformedBy> ?giver ;
        <{PSC}linksTo>/<{PSC}isPerformedBy> ?receiver }} ORDER BY ?giver ?receiver"""
    return store.query(query).texts()


@pytest.fixture(scope="module")
def accepted(registered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which a service of the immigration department names the revenue agency in both languages."""
    folder = tmp_path_factory.mktemp("accepted")
    file = services(
        folder / "cic.csv",
        "cic",
        service_description_en="Checks incomes and sends proofs to the Canada Revenue Agency each month.",
        service_description_fr="Vérifie tout et transmet les preuves à l'Agence du revenu du Canada.",
    )
    with copied(registered, folder / "graph") as opened:
        assert take(opened, file).accepted
    return folder / "graph"


@pytest.fixture
def supposing(accepted: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of it to change."""
    with copied(accepted, tmp_path / "graph") as opened:
        yield opened


@pytest.fixture(scope="module")
def unchanged(accepted: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One copy of it, in which nothing is decided."""
    with copied(accepted, tmp_path_factory.mktemp("unchanged") / "graph") as opened:
        yield opened


def test_a_text_that_names_another_organization_is_a_candidate_at_its_cell(unchanged: Store) -> None:
    [row] = candidates(unchanged)
    assert (row["pattern"], row["from_organization"], row["to_organization"]) == (TEXT, IMMIGRATION, REVENUE)
    assert row["from_service"].endswith("/service/1488")
    assert (row["to_service"], row["decision"]) == ("", "")
    place = (row["file"], row["row_number"], row["column"], row["header"])
    assert place == ("cic.csv", "2", "E", "service_description_en")
    assert "proofs to the Canada Revenue Agency each month" in row["quotation"]
    assert row["also"].startswith("cic.csv 2 F service_description_fr: ")
    assert "“to” says that it hands over" in row["reason_en"]
    assert "«\u00a0à\u00a0» dit qu'il transmet" in row["reason_fr"]
    assert 0 < float(row["likelihood"]) < 1


def test_candidates_are_in_a_graph_of_their_own_and_never_in_current(unchanged: Store) -> None:
    before = unchanged.dump(GRAPH_CURRENT)
    [row] = candidates(unchanged)
    [graph] = current.supposed(unchanged)
    assert graph == f"{current.CANDIDATES}{TEXT}"
    said = unchanged.dump(graph).decode()
    assert f"{PSC}CandidateLink> ." in said
    assert f"{PSC}ChainLink>" not in said
    assert row["quotation"] in said
    assert unchanged.dump(GRAPH_CURRENT) == before
    assert hand_overs(unchanged) == []
    revision = unchanged.dump(graph)
    assert candidates(unchanged) == (row,)
    assert unchanged.dump(graph) == revision


def test_the_words_before_a_name_turn_the_hand_over_round(store: Store, tmp_path: Path) -> None:
    text = "Decides on requests from the Canada Revenue Agency."
    take(store, services(tmp_path / "cic.csv", "cic", service_description_en=text))
    [row] = candidates(store)
    assert (row["from_organization"], row["to_organization"]) == (REVENUE, IMMIGRATION)
    assert row["to_service"].endswith("/service/1488")


def test_an_organization_does_not_hand_over_to_itself(store: Store, tmp_path: Path) -> None:
    text = "Sends proofs to the Canada Revenue Agency and to the CRA."
    take(store, services(tmp_path / "cra.csv", "cra-arc", service_description_en=text))
    assert candidates(store) == ()


def test_what_a_text_begins_with_and_has_no_services_of_its_own_is_a_part_of_the_owner(
    store: Store, tmp_path: Path
) -> None:
    text = "The Canada Revenue Agency checks incomes."
    take(store, services(tmp_path / "cic.csv", "cic", service_description_en=text))
    assert candidates(store) == ()
    take(store, services(tmp_path / "cra.csv", "cra-arc"))
    assert len(candidates(store)) == 1, "it has services of its own now"


def test_what_a_text_names_in_one_list_with_its_owner_works_beside_it(store: Store, tmp_path: Path) -> None:
    text = "Cards are issued by Immigration, Refugees and Citizenship Canada and the Canada Revenue Agency."
    take(store, services(tmp_path / "cic.csv", "cic", service_description_en=text))
    [row] = candidates(store)
    assert (row["from_organization"], row["to_organization"]) == (IMMIGRATION, REVENUE)
    assert "It is named in one list with" in row["reason_en"]
    assert float(row["likelihood"]) == pattern(TEXT).likelihood["untold"]
    text = "Cards support Immigration, Refugees and Citizenship Canada and the Canada Revenue Agency."
    take(store, services(tmp_path / "again.csv", "cic", service_description_en=text), 2)
    [row] = candidates(store)
    assert "“support” says that it hands over" in row["reason_en"], "it serves both"


def test_what_a_text_names_as_a_part_of_its_owner_is_no_other(store: Store, tmp_path: Path) -> None:
    text = "Cards are issued by the Canada Revenue Agency{} of Immigration, Refugees and Citizenship Canada."
    for number, unit in enumerate(("", " division"), 1):
        file = services(tmp_path / f"{number}.csv", "cic", service_description_en=text.format(unit))
        take(store, file, number)
        assert candidates(store) == ()
    file = services(tmp_path / "3.csv", "cic", service_description_en=text.format(", and not"))
    take(store, file, 3)
    assert len(candidates(store)) == 1


def test_what_somebody_stated_is_no_candidate(store: Store, tmp_path: Path) -> None:
    take(store, write_rows(tmp_path / "esdc.csv", shipped("services", "esdc-edsc")))
    found = {row["from_service"].rpartition("/")[2] for row in candidates(store)}
    load([STORY / "hand-overs.csv"], store, clock=noon)
    left = {row["from_service"].rpartition("/")[2] for row in candidates(store)}
    assert "3602" in found - left


def test_a_withdrawn_submission_takes_its_candidates_away(supposing: Store) -> None:
    assert len(candidates(supposing)) == 1
    withdraw(supposing, "cic", "2023-2024", reason="sent by mistake", clock=noon)
    assert current.supposed(supposing) == ()
    assert not [graph for graph in supposing.graphs() if b"proofs to the" in supposing.dump(graph)]
    assert candidates(supposing) == ()


def test_what_replaces_a_text_takes_its_candidates_away(supposing: Store, tmp_path: Path) -> None:
    assert len(candidates(supposing)) == 1
    text = "Transmet les preuves à l'Agence du revenu du Canada."
    take(supposing, services(tmp_path / "again.csv", "cic", service_description_fr=text), 2)
    assert current.supposed(supposing) == ()
    [row] = candidates(supposing)
    assert (row["file"], row["column"], row["also"]) == ("again.csv", "F", "")


# Decisions


def test_a_decision_that_comes_back_in_a_list_safe_for_spreadsheets_is_not_taken_anew(
    supposing: Store, tmp_path: Path
) -> None:
    [row] = candidates(supposing)
    decide(supposing, [{**row, "decision": "reject", "comment": "-- no\nsecond line"}], tmp_path)
    listed = api.candidates(api.Graph(supposing), decided=True)
    path = tmp_path / "listed.csv"
    path.write_bytes(candidates_csv(listed, "en"))
    assert b"'-- no" in path.read_bytes()
    assert api.decide(path, api.Graph(supposing), by="B. Clerk") == deciding.Decided({}, 1, 0)


def test_what_is_accepted_becomes_a_hand_over_and_says_who_decided(supposing: Store, tmp_path: Path) -> None:
    [row] = candidates(supposing)
    words = {
        "value_object_en": "Proof of income",
        "value_object_fr": "Preuve de revenu",
        "comment": "Agreed in 2024.",
    }
    decided = decide(supposing, [{**row, **words, "decision": "accept"}], tmp_path)
    assert decided == deciding.Decided({"accept": 1}, 0, 0)
    assert hand_overs(supposing) == [(IMMIGRATION, REVENUE)]
    assert candidates(supposing) == ()
    said = supposing.dump(GRAPH_CURRENT).decode()
    for told in (
        '"Proof of income"@en',
        '"A. Clerk"',
        '"Agreed in 2024."',
        f"{PSC}CrossOrganizationalLink> .",
    ):
        assert told in said
    [decision] = [
        name for name in supposing.graphs() if name.startswith(f"{current.SOURCES}candidate-hand-overs/")
    ]
    kept = supposing.dump(decision).decode()
    assert '"cic.csv"' in kept
    assert row["quotation"] not in kept, "what was quoted stays with the submission that says it"


def test_the_other_way_round_and_no_are_decisions_too(supposing: Store, tmp_path: Path) -> None:
    [row] = candidates(supposing)
    assert decide(supposing, [{**row, "decision": "Inverser"}], tmp_path).counts == {"reverse": 1}
    assert hand_overs(supposing) == [(REVENUE, IMMIGRATION)]
    assert decide(supposing, [{**row, "decision": "NON"}], tmp_path).counts == {"reject": 1}
    assert hand_overs(supposing) == []
    assert candidates(supposing) == ()


def test_what_was_rejected_is_not_proposed_again_by_another_wording(supposing: Store, tmp_path: Path) -> None:
    [row] = candidates(supposing)
    decide(supposing, [{**row, "decision": "reject"}], tmp_path)
    text = "Decides what comes from the Canada Revenue Agency."
    take(supposing, services(tmp_path / "again.csv", "cic", service_description_en=text), 2)
    assert candidates(supposing) == ()


def test_a_decision_is_appended_and_the_log_keeps_the_earlier_one(supposing: Store, tmp_path: Path) -> None:
    [row] = candidates(supposing)
    decide(supposing, [{**row, "decision": "reject"}], tmp_path)
    log = set(supposing.dump(GRAPH_LOG).splitlines())
    decide(supposing, [{**row, "decision": "accept"}], tmp_path, by="B. Chief")
    assert log < set(supposing.dump(GRAPH_LOG).splitlines())
    graphs = supposing.graphs()
    versions = [name for name in graphs if name.startswith(f"{current.SOURCES}candidate-hand-overs/")]
    assert len(versions) == 2
    [before] = deciding.earlier(supposing).values()
    assert (before.decision, before.by) == ("accept", "B. Chief")
    same = decide(supposing, [{**row, "decision": "accept"}], tmp_path, by="C. Other")
    assert (same, len(supposing.graphs())) == (deciding.Decided({}, 1, 0), len(graphs))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"decision": "perhaps"},
            r"decided\.csv, row 2: 'perhaps' in the column decision is no decision; write one of accept",
        ),
        ({"decision": "accept", "candidate": "0"}, r"row 2: nothing speaks for this candidate any more"),
        ({"decision": "accept", "chain": "nowhere"}, r"row 2: the graph has no chain called 'nowhere'"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_its_row_and_nothing_is_taken(
    unchanged: Store, tmp_path: Path, changed: dict[str, str], sentence: str
) -> None:
    [row] = candidates(unchanged)
    graphs = unchanged.graphs()
    with pytest.raises(InputError, match=sentence):
        decide(unchanged, [{**row, **changed}], tmp_path)
    assert unchanged.graphs() == graphs


def test_a_list_with_a_row_twice_another_table_and_nobody_are_refused(
    unchanged: Store, tmp_path: Path
) -> None:
    [row] = candidates(unchanged)
    twice = [{**row, "decision": "accept"}, {**row, "decision": "reject"}]
    with pytest.raises(InputError, match=r"row 2 and decided\.csv, row 3 decide the same candidate"):
        decide(unchanged, twice, tmp_path)
    with pytest.raises(InputError, match="not a list of candidates"):
        api.decide(STORY / "hand-overs.csv", api.Graph(unchanged), by="A. Clerk")
    with pytest.raises(UsageError, match="--by"):
        decide(unchanged, [{**row, "decision": "accept"}], tmp_path, by=" ")


def test_who_changes_the_words_of_the_list_changes_nothing_but_the_decision(
    supposing: Store, tmp_path: Path
) -> None:
    [row] = candidates(supposing)
    forged = {**row, "decision": "accept", "to_organization": f"{ORGANIZATION}1", "reason_en": "So it is."}
    decide(supposing, [forged], tmp_path)
    assert hand_overs(supposing) == [(IMMIGRATION, REVENUE)]


@pytest.mark.parametrize("decision", ["accept", "reverse"])
def test_a_hand_over_that_outlived_its_evidence_is_listed_and_can_be_rejected(
    decision: str, supposing: Store, tmp_path: Path
) -> None:
    [row] = candidates(supposing)
    decide(supposing, [{**row, "decision": decision}], tmp_path)
    withdraw(supposing, "cic", "2023-2024", reason="sent by mistake", clock=noon)
    assert len(hand_overs(supposing)) == 1
    assert candidates(supposing) == ()
    [left] = api.candidates(api.Graph(supposing), decided=True)
    same = (
        "candidate",
        "from_service",
        "to_organization",
        "to_organization_name_fr",
        "from_name_en",
        "row_number",
    )
    assert [left[name] for name in same] == [row[name] for name in same]
    assert (left["decision"], left["decided_by"], left["likelihood"]) == (decision, "A. Clerk", "")
    assert "It stays a hand-over until rejected" in left["reason_en"]
    assert decide(supposing, [left], tmp_path) == deciding.Decided({}, 1, 0)
    assert decide(supposing, [{**left, "decision": "reject"}], tmp_path).counts == {"reject": 1}
    assert hand_overs(supposing) == []
    assert api.candidates(api.Graph(supposing), decided=True) == ()


def test_nobody_decides_by_loading_a_table_of_decisions(unchanged: Store, tmp_path: Path) -> None:
    [row] = candidates(unchanged)
    invented = {**row, "candidate": "0", "decision": "accept", "decided_by": ""}
    graphs = unchanged.graphs()
    with pytest.raises(InputError, match=r"forged\.csv: .* taken only by `pscvc candidates --accept`"):
        load([write_rows(tmp_path / "forged.csv", [invented])], unchanged, clock=noon)
    assert unchanged.graphs() == graphs
    assert hand_overs(unchanged) == []


def test_the_decisions_of_a_list_go_in_in_one_commit(store: Store, tmp_path: Path) -> None:
    text = "Sends proofs to the Canada Revenue Agency and, on behalf of Health Canada, cards to parents."
    take(store, services(tmp_path / "cic.csv", "cic", service_description_en=text))
    rows = [{**row, "decision": "accept"} for row in candidates(store)]
    before = chain.last_entry(store).number
    assert decide(store, rows, tmp_path).counts == {"accept": 2}
    assert chain.last_entry(store).number == before + 1
    assert len(hand_overs(store)) == 2


def test_an_accepted_hand_over_may_be_put_into_a_chain(supposing: Store, tmp_path: Path) -> None:
    load([STORY / "hand-overs.csv"], supposing, clock=noon)
    [row] = [each for each in candidates(supposing) if each["pattern"] == TEXT]
    decide(supposing, [{**row, "decision": "accept", "chain": "The birth of a child"}], tmp_path)
    answer = api.Graph(supposing).ask(
        "hand-overs", chain="birth-of-a-child", **{"from": "cic", "to": "cra-arc"}
    )
    assert any("Proof of Citizenship" in record["from_stage"] for record in answer.records())


# What catalogues say: the profiles' own words, of three fictional services.

CATALOGUE = """
<urn:death> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://purl.org/vocab/cpsv#PublicService> .
<urn:death> <http://purl.org/dc/terms/title> "Register a death"@en .
<urn:death> <http://data.europa.eu/m8g/hasCompetentAuthority> <urn:registrar> .
<urn:death> {output} <urn:certificate> .
<urn:certificate> <http://purl.org/dc/terms/title> "Certificate of death"@en .
<urn:certificate> <http://rdf-vocabulary.ddialliance.org/xkos#causes> <urn:bereaved> .
<urn:bereaved> <http://purl.org/dc/terms/title> "Somebody died"@en .
<urn:bereaved> <https://data.norge.no/vocabulary/cpsvno#mayTriggerNeedFor> <urn:grant> .
<urn:grant> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://purl.org/vocab/cpsv#PublicService> .
<urn:grant> <http://purl.org/dc/terms/title> "Funeral grant"@en .
<urn:grant> <http://data.europa.eu/m8g/hasCompetentAuthority> <urn:welfare> .
<urn:grant> <http://purl.org/dc/terms/requires> <urn:residence> .
<urn:grant> <http://purl.org/dc/terms/requires> <urn:some-law> .
<urn:residence> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://purl.org/vocab/cpsv#PublicService> .
<urn:residence> <http://purl.org/dc/terms/title> "Register a residence"@en .
"""


def catalogued(output: str = "http://purl.org/vocab/cpsv#produces") -> Store:
    memory = open_store()
    memory.load(CATALOGUE.format(output=f"<{output}>").encode(), GRAPH_CURRENT)
    return memory


@pytest.mark.parametrize(
    "output", ["http://purl.org/vocab/cpsv#produces", "https://data.norge.no/vocabulary/cpsvno#hasOutputType"]
)
def test_an_output_that_causes_an_event_that_needs_a_service_is_a_candidate(output: str) -> None:
    with catalogued(output) as memory:
        [one] = propose(memory, ["event-needs-service"])
        assert (one.giver.service, one.giver.organization) == ("urn:death", "urn:registrar")
        assert (one.receiver.service, one.receiver.organization) == ("urn:grant", "urn:welfare")
        assert one.object == "urn:certificate"
        assert one.evidence[0].subject == "urn:certificate"
        assert "“Certificate of death”, an output of “Register a death”" in one.reason["en"]
        assert "cause «\u00a0Somebody died\u00a0»" in one.reason["fr"]
        assert one.likelihood is None, "nobody read enough of these to know"


def test_a_service_that_another_requires_hands_over_to_it(tmp_path: Path) -> None:
    with catalogued() as memory:
        [one] = propose(memory, ["requires-service"])
        assert (one.giver.service, one.receiver.service) == ("urn:residence", "urn:grant")
        assert one.giver.organization == "", "the catalogue does not say whose it is"
        assert one.reason["en"] == "“Funeral grant” says that it requires “Register a residence”."


def test_an_accepted_candidate_of_a_catalogue_hands_over_its_output(tmp_path: Path) -> None:
    with catalogued() as memory:
        [row] = [each for each in candidates(memory) if each["pattern"] == "event-needs-service"]
        triples = table.as_graph([{**row, "decision": "accept"}]).decode()
    assert f"<{PSC}transfers> <urn:certificate> ." in triples
    assert f"<{PSC}realizes> <urn:death> ." in triples
    assert f"<{PSC}isPerformedBy> <urn:welfare> ." in triples


def test_services_of_two_organizations_under_one_programme_are_candidates_and_internal_services_never(
    store: Store, tmp_path: Path
) -> None:
    load([STORY / "service-identifiers.csv"], store, clock=noon)
    rows = [
        {"fiscal_yr": "2022-2023", "service_id": service, "program_id": programme}
        for service, programme in (
            ("1097", "XYZ01"),
            ("1488", "XYZ01"),
            ("1107", "ISS02"),
            ("SRV03049", "ISS02"),
        )
    ]
    load([write_rows(tmp_path / "service-programmes.csv", rows)], store, clock=noon)
    for owner in ("cic", "cra-arc"):
        take(store, services(tmp_path / f"{owner}.csv", owner))
    found = [row for row in candidates(store) if row["pattern"] == "shared-programme"]
    ends = {(row["from_service"].rpartition("/")[2], row["to_organization"]) for row in found}
    assert ends == {("1097", IMMIGRATION), ("1488", REVENUE)}
    assert {row["file"] for row in found} == {"service-programmes.csv"}


# The layout, and the shape of the patterns


def test_the_table_has_the_columns_that_its_layout_reads() -> None:
    layout = layouts.layouts()[table.LAYOUT]
    written = {*layout.columns, *layout.ignored}
    assert set(table.COLUMNS) == written
    assert len(table.COLUMNS) == len(written)
    assert list(layout.columns) == [name for name in table.COLUMNS if name in layout.columns]


def test_text_for_a_spreadsheet_that_looks_like_a_formula_or_holds_lines_comes_back_as_it_was(
    tmp_path: Path,
) -> None:
    row = dict.fromkeys(table.COLUMNS, "") | {"reason_en": '=1+1, "so"', "also": "one\ntwo"}
    path = tmp_path / "list.csv"
    path.write_bytes(table.as_csv([row]))
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == [row]


@pytest.mark.parametrize("name", sorted(patterns()))
def test_each_pattern_says_in_both_languages_what_it_is_and_why(name: str) -> None:
    each = pattern(name)
    for text in (each.label, each.description, each.reason, *each.ways.values()):
        assert text["en"].strip()
        assert text["fr"].strip()
        assert text["en"] != text["fr"]
    for words in each.words.values():
        assert set(words) == {"en", "fr"}


def test_a_pattern_that_nobody_wrote_is_named() -> None:
    with (
        open_store() as memory,
        pytest.raises(UsageError, match="no pattern is called 'weather'; take one of: event"),
    ):
        propose(memory, ["weather"])
