"""Which organization a name or an identifier means; all organizations here are invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscvc_kg.linking.matching import ACCEPT, MARGIN, REVIEW, Matcher
from pscvc_kg.linking.things import Identifier, Match, Name, NameKind, Thing, Verdict


def organization(
    iri: str,
    *names: str,
    short: str = "",
    former: str = "",
    identifier: tuple[str, str] | None = None,
    website: str = "",
    within: str = "",
    country: str = "",
    start: date | None = None,
    end: date | None = None,
) -> Thing:
    written = [Name(text, kind=NameKind.PREFERRED) for text in names]
    written += [Name(short, kind=NameKind.ACRONYM)] if short else []
    written += [Name(former, kind=NameKind.FORMER)] if former else []
    return Thing(
        iri,
        tuple(written),
        (Identifier(*identifier),) if identifier else (),
        (website,) if website else (),
        (Name(within),) if within else (),
        country,
        start,
        end,
    )


REGISTER = (
    organization(
        "fisheries", "Department of Fisheries of Arvonia", "Ministère des Pêches de l'Arvonie", short="DFA"
    ),
    organization(
        "harbours", "Harbours Agency of Arvonia", "Agence des ports de l'Arvonie", identifier=("H-204", "reg")
    ),
    organization("court-a", "Court of Appeal of Belmark", "Cour d'appel de Belmark"),
    organization("court-b", "Court of Appeal of Corvessa", "Cour d'appel de Corvessa"),
    organization("fund-3", "Regional Development Fund 3"),
    organization("fund-4", "Regional Development Fund 4"),
    organization("statistics-x", "National Institute of Statistics", country="xa"),
    organization("statistics-y", "National Institute of Statistics", country="xb"),
    organization("museum", "Museum of Natural History", website="https://www.museum.example/en/index.html"),
    organization("museum-friends", "Friends of Nature", website="http://friends.example"),
    organization("weather", "Meteorological Service", former="Bureau of Weather and Ice"),
    organization("mint", "Royal Mint of Arvonia", end=date(2012, 12, 31)),
    organization("coins", "Arvonia Coins and Medals", former="Royal Mint of Arvonia", start=date(2013, 1, 1)),
    organization("veterans", "Veterans Pension Board", within="Department of Defence"),
    organization("pensions", "Veterans Pension Board", within="Department of Finance"),
    organization("canals", "Waterwegen en Kanalen nv"),
    organization("grain", "Council of Grain Growers", short="CGG"),
    organization("greek", "Ελληνική Αρχή Υδάτων"),
)
MATCHER = Matcher(REGISTER)


def match(name: str, **more: object) -> Match:
    return MATCHER.match(Thing("asked", (Name(name),) if name else (), **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("Department of Fisheries of Arvonia", "fisheries"),
        ("DEPARTMENT OF FISHERIES OF ARVONIA", "fisheries"),
        ("ministere des peches de l’Arvonie", "fisheries"),
        ("The Department of Fisheries, Arvonia", "fisheries"),
        ("Fisheries of Arvonia (Department of)", "fisheries"),
        ("Fisheries of Arvonia, Department of", "fisheries"),
        ("Council of Grian Growers", "grain"),
        ("Department of Fisheries of Arvonia / Ministère des Pêches de l'Arvonie", "fisheries"),
        ("Department of Fisheries of Arvonia | Ministère des Pêches de l'Arvonie", "fisheries"),
        ("/Government of Arvonia/Department of Fisheries of Arvonia (DFA)", "fisheries"),
        ("Department of Fisheries of Arvonia (DFA)", "fisheries"),
        ("Council of Grain-Growers", "grain"),
        ("Waterwegen & Kanalen", "canals"),
        ("Waterwegen en Kanalen", "canals"),
        ("Bureau of Weather & Ice", "weather"),
        ("ΕΛΛΗΝΙΚΗ ΑΡΧΗ ΥΔΑΤΩΝ", "greek"),
    ],
)
def test_a_name_is_found_in_another_dress(name: str, iri: str) -> None:
    found = match(name)
    assert (found.verdict, found.candidates[0].target.iri) == (Verdict.ACCEPT, iri), found
    assert found.candidates[0].score >= ACCEPT


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("Department of Fisheries", "fisheries"),
        ("Agence des ports", "harbours"),
        ("Agencia de puertos de Arvonia", "harbours"),
        ("Friends of Nature - Youth Branch", "museum-friends"),
        ("Council of Grain", "grain"),
        ("Musée d'histoire naturelle", "museum"),
    ],
)
def test_what_is_likely_and_not_sure_is_for_a_person(name: str, iri: str) -> None:
    found = match(name)
    assert found.verdict is Verdict.REVIEW, found
    assert found.candidates[0].target.iri == iri
    assert REVIEW <= found.candidates[0].score < ACCEPT


@pytest.mark.parametrize(
    "name",
    [
        "Court of Appeal of Dunmoor",
        "Cour d'appel de Dunmoor",
        "Regional Development Fund 5",
        "Department of Ceremonies of Quenland",
        "Institute of Oceanography",
        "Royal Mint of Quenland",
        "",
        "—",
        "( )",
        "////",
        "N/A",
    ],
)
def test_another_organization_is_never_accepted(name: str) -> None:
    assert match(name).verdict is not Verdict.ACCEPT, match(name)


def test_another_number_is_another_thing() -> None:
    found = match("Regional Development Fund 4")
    assert found.candidates[0].target.iri == "fund-4"
    assert found.verdict is Verdict.ACCEPT
    assert all(candidate.score < REVIEW for candidate in found.candidates[1:])
    assert match("Regional Development Fund IV").candidates[0].target.iri == "fund-4"


def test_two_that_could_be_meant_are_never_accepted() -> None:
    found = match("National Institute of Statistics")
    assert found.abstained
    assert found.verdict is Verdict.REVIEW
    assert found.candidates[0].score - found.candidates[1].score < MARGIN
    assert "could be meant as well" in found.candidates[0].reason["en"]
    assert "pourrait aussi être visé" in found.candidates[0].reason["fr"]


def test_the_country_tells_them_apart() -> None:
    found = match("National Institute of Statistics", country="xb")
    assert found.verdict is Verdict.ACCEPT
    assert [candidate.target.iri for candidate in found.candidates] == ["statistics-y"]


def test_what_it_belongs_to_tells_them_apart() -> None:
    assert match("Veterans Pension Board").abstained
    found = match("Veterans Pension Board", context=(Name("DEPARTMENT OF FINANCE"),))
    assert (found.verdict, found.candidates[0].target.iri) == (Verdict.ACCEPT, "pensions")
    path = match("/Department of Defence/Veterans Pension Board")
    assert (path.verdict, path.candidates[0].target.iri) == (Verdict.ACCEPT, "veterans")


def test_an_identifier_in_its_scheme_comes_first() -> None:
    found = match("Something else altogether", identifiers=(Identifier("h 204", "REG"),))
    assert (found.verdict, found.candidates[0].target.iri) == (Verdict.ACCEPT, "harbours")
    assert "identifier" in found.candidates[0].features
    other = match("", identifiers=(Identifier("H-204", "another register"),))
    assert other.verdict is Verdict.NONE


def test_an_identifier_of_one_with_the_name_of_another_is_for_a_person() -> None:
    found = match("Department of Fisheries of Arvonia", identifiers=(Identifier("H-204", "reg"),))
    assert found.verdict is Verdict.REVIEW
    assert found.abstained
    assert {candidate.target.iri for candidate in found.candidates[:2]} == {"harbours", "fisheries"}


def test_an_identifier_that_two_have_needs_the_name() -> None:
    twins = [
        organization(iri, name, identifier=("77-1234", "reg"))
        for iri, name in (("a", "Ice Office"), ("b", "Fog Board"))
    ]
    asked = Thing("asked", (), (Identifier("77-1234", "reg"),))
    assert Matcher(twins).match(asked).abstained
    named = Thing("asked", (Name("Fog Board"),), (Identifier("77-1234", "reg"),))
    found = Matcher(twins).match(named)
    assert (found.verdict, found.candidates[0].target.iri) == (Verdict.ACCEPT, "b")


def test_a_web_address_finds_its_owner() -> None:
    found = match("", websites=("http://museum.example/en/",))
    assert (found.verdict, found.candidates[0].target.iri) == (Verdict.ACCEPT, "museum")
    assert match("museum.example/en").candidates[0].target.iri == "museum"
    domain = match("", websites=("https://museum.example/press/2020",))
    assert domain.verdict is Verdict.REVIEW


def test_another_place_or_publisher_speaks_against_the_same_name() -> None:
    found = MATCHER.match(
        Thing("asked", (Name("Museum of Natural History"),), context=(Name("Department of Finance"),))
    )
    assert found.verdict is Verdict.ACCEPT, "the register does not say what the museum belongs to"
    one = Matcher([target for target in REGISTER if target.iri != "pensions"])
    pensions = Thing("asked", (Name("Veterans Pension Board"),), context=(Name("Department of Finance"),))
    other = one.match(pensions)
    assert other.verdict is Verdict.REVIEW
    assert "but it belongs to “Department of Defence”" in other.candidates[0].reason["en"]


@pytest.mark.parametrize(
    "thing",
    [
        Thing("asked", (Name("Danish Farmers' Association"), Name("DFA", kind=NameKind.ACRONYM))),
        Thing("asked", (Name("Youth Choir of Corvessa"),), websites=("https://museum.example/en/",)),
    ],
)
def test_a_short_form_or_website_does_not_outweigh_another_name(thing: Thing) -> None:
    found = MATCHER.match(thing)
    assert found.verdict is Verdict.REVIEW, found
    assert "has other words" in found.candidates[0].reason["en"]


def test_the_day_decides_between_what_ended_and_what_took_over() -> None:
    assert match("Royal Mint of Arvonia").abstained
    before = match("Royal Mint of Arvonia", start=date(2010, 1, 1), end=date(2010, 12, 31))
    assert (before.verdict, before.candidates[0].target.iri) == (Verdict.ACCEPT, "mint")
    after = match("Royal Mint of Arvonia", start=date(2020, 1, 1))
    assert (after.verdict, after.candidates[0].target.iri) == (Verdict.ACCEPT, "coins")
    assert "formerly" in after.candidates[0].reason["en"]


def test_what_ended_and_has_no_successor_is_meant_by_its_name() -> None:
    ended = organization("old-age", "Ministry of Pensions", end=date(1953, 8, 31))
    found = Matcher([ended, *REGISTER]).match(Thing("asked", (Name("Ministry of Pensions"),)))
    assert found.verdict is Verdict.ACCEPT
    assert found.candidates[0].reason["en"].endswith("but it ended on 1953-08-31.")
    dated = Thing("asked", (Name("Ministry of Pensions"),), start=date(2020, 1, 1), end=date(2020, 1, 1))
    assert Matcher([ended, *REGISTER]).match(dated).verdict is Verdict.REVIEW


def test_what_ended_and_went_on_as_another_is_for_a_person_under_each_of_its_names() -> None:
    ended = Thing(
        "pensions",
        (Name("Ministry of Pensions", kind=NameKind.PREFERRED), Name("Old Age Money Office")),
        end=date(1953, 8, 31),
    )
    after = organization("insurance", "National Insurance Board", former="Ministry of Pensions")
    found = Matcher([ended, after]).match(Thing("asked", (Name("Old Age Money Office"),)))
    assert (found.verdict, found.candidates[0].target.iri) == (Verdict.REVIEW, "pensions")
    assert "1953-08-31" in found.candidates[0].reason["en"]
    assert "“National Insurance Board” went on" in found.candidates[0].reason["en"]
    assert "« National Insurance Board » a pris la suite" in found.candidates[0].reason["fr"].replace(
        "\u00a0", " "
    )


def test_codes_of_two_languages_are_no_translations_of_each_other() -> None:
    one = Thing("nl", (Name("Postbank NL"),))
    assert Matcher([one]).match(Thing("row", (Name("Postbank FR"),))).verdict is Verdict.NONE


def test_a_short_form_is_found_however_it_is_dotted() -> None:
    matcher = Matcher([target for target in REGISTER if not target.country])
    for short in ("DFA", "d.f.a."):
        found = matcher.match(Thing("asked", (Name(short),)))
        assert (found.verdict, found.candidates[0].target.iri) == (Verdict.ACCEPT, "fisheries")


def test_short_forms_in_two_languages_are_surer_than_one() -> None:
    assert not match("xyz-zyx").candidates
    found = match("haoa-apa")
    one = match("HAA")
    assert one.candidates[0].target.iri == "harbours"
    assert one.verdict is Verdict.REVIEW
    assert found.candidates[0].target.iri == "harbours"
    assert found.candidates[0].score > one.candidates[0].score


def test_each_candidate_says_why_in_both_languages() -> None:
    for name in ("Department of Fisheries", "DFA", "Agence des ports", "Bureau of Weather and Ice", "Fund 4"):
        for candidate in match(name).candidates:
            assert candidate.features
            for language in ("en", "fr"):
                assert candidate.reason[language].endswith(".")
                assert "{" not in candidate.reason[language]
            assert candidate.reason["en"] != candidate.reason["fr"]


def test_words_that_are_added_are_shown_as_they_were_written() -> None:
    found = match("Agence des ports de l'Arvonie, Direction générale")
    assert "“Direction générale”" in found.candidates[0].reason["en"]
    assert "«\u00a0Direction générale\u00a0»" in found.candidates[0].reason["fr"]


def test_the_order_of_the_register_changes_nothing() -> None:
    turned = Matcher(reversed(REGISTER))
    for name in ("National Institute of Statistics", "Court of Appeal", "Department of Fisheries", "DFA"):
        asked = Thing("asked", (Name(name),))
        assert turned.match(asked) == MATCHER.match(asked)


def test_many_are_matched_in_their_order_and_counted() -> None:
    things = [Thing(f"asked/{number}", (Name(name),)) for number, name in enumerate(["DFA", "nobody", "CGG"])]
    done: list[int] = []
    found = list(MATCHER.match_all(things, done.append))
    assert [one.thing for one in found] == things
    assert done == [1, 2, 3]
    assert found == [MATCHER.match(thing) for thing in things]


def test_an_empty_register_finds_nothing() -> None:
    assert Matcher(()).match(Thing("asked", (Name("DFA"),))).verdict is Verdict.NONE


def test_a_long_cell_takes_no_long_time() -> None:
    assert match("ministry of " * 20_000).verdict is not Verdict.ACCEPT
    assert match("a" * 100_000).verdict is Verdict.NONE
    assert match("/" * 1_000 + "(" * 1_000).verdict is Verdict.NONE


@given(st.text(max_size=60))
def test_any_text_is_matched(text: str) -> None:
    found = match(text)
    assert all(0 <= candidate.score <= 1 for candidate in found.candidates)
    assert (found.verdict is Verdict.NONE) == (not found.candidates or found.candidates[0].score < REVIEW)


@given(st.sampled_from(REGISTER))
def test_each_organization_finds_itself(target: Thing) -> None:
    found = MATCHER.match(target)
    assert found.candidates[0].target == target
