"""High and low are among others: never beside oneself, and what is alike is beside each other."""

from __future__ import annotations

from typing import Any

from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.namespaces import CODE, GRAPH_CURRENT
from pscvc_kg.questions import ask

PREFIXES = (
    "PREFIX psc: <https://w3id.org/pscvc/ns#> PREFIX cv: <http://data.europa.eu/m8g/> "
    "PREFIX cpsv: <http://purl.org/vocab/cpsv#> "
    f"PREFIX construct: <{CODE}construct/> PREFIX xx: <https://w3id.org/pscvc/data/xx/> "
)


def figure(name: str, measure: str, about: str, value: int) -> str:
    return (
        f"xx:{name}R psc:isReportOn xx:{about} ; psc:coversPeriod xx:year . "
        f"xx:{name} psc:ofIndicator xx:{measure} ; psc:inReport xx:{name}R ; psc:value {value} . "
    )


def organization(name: str, satisfaction: int, *trust: int) -> str:
    """An organization with one service, and as many relations of trust in it as *trust* has degrees."""
    facts = f"xx:{name} a cv:PublicOrganisation . xx:{name}S a cpsv:PublicService ; "
    facts += f"cv:hasCompetentAuthority xx:{name} . "
    facts += figure(f"{name}F", "satisfied", f"{name}S", satisfaction)
    for n, degree in enumerate(trust):
        facts += f"xx:{name}T{n} psc:hasTrustee xx:{name} . "
        facts += figure(f"{name}D{n}", "trusted", f"{name}T{n}", degree)
    return facts


def asked(*organizations: str) -> list[dict[str, Any]]:
    facts = "xx:satisfied psc:operationalizes construct:ServiceSatisfaction . "
    facts += "xx:trusted psc:operationalizes construct:CitizenTrust . " + " ".join(organizations)
    with EmbeddedStore() as store:
        store.oxigraph.update(f"{PREFIXES} INSERT DATA {{ GRAPH <{GRAPH_CURRENT}> {{ {facts} }} }}")
        return ask(store, "satisfaction-and-trust-fields").records()


def test_two_that_are_alike_are_beside_each_other() -> None:
    found = asked(organization("a", 7, 3), organization("b", 7, 3))
    assert [row["field"] for row in found] == ["satisfied and trusted"] * 2


def test_an_organization_is_not_beside_itself() -> None:
    assert asked(organization("a", 7, 3, 5)) == []


def test_its_own_other_figure_does_not_make_it_low() -> None:
    found = asked(organization("a", 7, 3, 5), organization("b", 7, 1))
    assert {row["field"] for row in found if row["trust"] in ("3", "5")} == {"satisfied and trusted"}
    assert {row["field"] for row in found if row["trust"] == "1"} == {"satisfied, little trusted"}
