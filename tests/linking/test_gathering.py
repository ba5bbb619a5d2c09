"""The organizations of a graph, read with all that another list could mean them by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from pscvc_kg import api, resources
from pscvc_kg.errors import PscvcError
from pscvc_kg.linking.gathering import as_things, gather, organizations
from pscvc_kg.linking.matching import Matcher
from pscvc_kg.linking.things import Identifier, Name, NameKind, Thing, Verdict

TABLES = (
    "department-codes.csv",
    "ministries.csv",
    "organization-changes.csv",
    "organization-identifiers.csv",
    "organization-names.csv",
    "organizations-en.csv",
    "organizations-fr.csv",
)


@pytest.fixture(scope="module")
def story() -> Iterator[api.Graph]:
    with api.open() as graph:
        api.load([resources.STORY / name for name in TABLES], graph)
        yield graph


@pytest.fixture(scope="module")
def known(story: api.Graph) -> dict[str, Thing]:
    return {thing.iri.rpartition("/")[2]: thing for thing in organizations(story.store)}


def test_each_organization_is_one_thing(story: api.Graph, known: dict[str, Thing]) -> None:
    assert len(known) == len(organizations(story.store)) > 10
    assert list(known.values()) == sorted(known.values(), key=lambda thing: thing.iri)


def test_names_come_with_their_kind_and_language(known: dict[str, Thing]) -> None:
    health = known["127"]
    assert Name("Health Canada", "en", NameKind.PREFERRED) in health.names
    assert Name("Santé Canada", "fr", NameKind.PREFERRED) in health.names
    assert Name("Department of Health", "en", NameKind.OTHER) in health.names


def test_identifiers_come_with_their_scheme(known: dict[str, Thing]) -> None:
    assert {Identifier("127"), Identifier("hc-sc", "open_gov_ouvert")} <= set(known["127"].identifiers)


def test_website_portfolio_and_country_are_there(known: dict[str, Thing]) -> None:
    health = known["127"]
    assert "https://www.canada.ca/en/health-canada.html" in health.websites
    assert Name("Health", "en") in health.context
    assert {thing.country for thing in known.values()} == {"ca"}


def test_who_took_over_has_the_former_name_and_who_ended_the_day(known: dict[str, Thing]) -> None:
    passport = Name("Passport Canada", "en", NameKind.FORMER)
    assert passport in known["123"].names
    assert passport in known["128"].names
    assert known["264"].end == date(2013, 12, 31)
    assert known["123"].end is None


def test_a_name_of_what_was_split_is_left_to_a_person(known: dict[str, Thing]) -> None:
    matcher = Matcher(known.values())
    found = matcher.match(Thing("asked", (Name("Passport Canada"),)))
    assert found.verdict is Verdict.REVIEW
    assert found.abstained
    offered = {candidate.target.iri.rpartition("/")[2] for candidate in found.candidates}
    assert {"264", "123", "128"} <= offered


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("hc-sc", "127"),
        ("HEALTH (Department of)", "127"),
        ("Sante Canada / Health Canada", "127"),
        ("https://www.canada.ca/fr/sante-canada.html", "127"),
        ("Employment & Social Development Canada", "128"),
        ("/Government of Canada - Gouvernement du Canada/Canada Revenue Agency", "20"),
    ],
)
def test_names_of_the_story_are_found(known: dict[str, Thing], asked: str, number: str) -> None:
    found = Matcher(known.values()).match(Thing("asked", (Name(asked),)))
    assert found.candidates, found
    assert known.get(number) is None or found.candidates[0].target == known[number]
    assert found.verdict is Verdict.ACCEPT


def test_an_empty_graph_has_no_organizations() -> None:
    with api.open() as graph:
        assert gather(graph.store, "organizations") == ()


def test_a_query_that_speaks_of_something_else_is_refused_by_name() -> None:
    with pytest.raises(
        PscvcError, match=r"other\.rq: 'colour' is no aspect of a thing; write one of preferred"
    ):
        as_things("other.rq", [("https://example.org/a", "colour", "red", "")])


def test_dates_that_are_none_are_left_out() -> None:
    rows = [
        ("https://example.org/a", "preferred", "A", "en"),
        ("https://example.org/a", "end", "2013-02-31", ""),
        ("https://example.org/a", "start", "some time", ""),
    ]
    (thing,) = as_things("query.rq", rows)
    assert (thing.start, thing.end) == (None, None)
    (dated,) = as_things("query.rq", [*rows, ("https://example.org/a", "start", "2001-05", "")])
    assert dated.start == date(2001, 5, 1)
