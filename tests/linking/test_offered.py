"""What is offered to a person for review, why, and what is not; all organizations here are invented."""

from __future__ import annotations

import pytest

from pscvc_kg.linking.matching import REVIEW, Matcher
from pscvc_kg.linking.things import Match, Name, NameKind, Thing, Verdict

OTHERS = ("Museum of Cheese", "Weather Bureau of Corvessa", "Port Authority of Dunmoor")


def known(iri: str, *names: str, short: str = "", country: str = "", language: str = "") -> Thing:
    acronym = (Name(short, kind=NameKind.ACRONYM),) if short else ()
    return Thing(iri, (*(Name(text, language) for text in names), *acronym), country=country)


def ask(register: list[Thing], text: str, country: str = "", language: str = "") -> Match:
    others = [Thing(name, (Name(name),)) for name in OTHERS]
    return Matcher([*register, *others]).match(Thing("asked", (Name(text, language),), country=country))


@pytest.mark.parametrize("text", ["D. F. A.", "d. f. a.", "D.F. A."])
def test_a_short_form_is_the_same_with_dots_and_spaces(text: str) -> None:
    found = ask([known("fish", "Department of Fisheries of Arvonia", short="DFA")], text)
    assert (found.verdict, found.candidates[0].target.iri) == (Verdict.ACCEPT, "fish")
    turned = ask([known("fish", "Department of Fisheries of Arvonia", short="D. F. A.")], "DFA")
    assert (turned.verdict, turned.candidates[0].target.iri) == (Verdict.ACCEPT, "fish")


def test_a_letter_with_a_dot_before_a_name_joins_no_word_of_it() -> None:
    found = ask([known("fish", "Department of Fisheries of Arvonia", short="DFA")], "D. F. Arvonia")
    assert found.verdict is not Verdict.ACCEPT


def test_one_thing_that_two_entries_name_has_the_names_and_countries_of_both() -> None:
    entries = [
        known("census", "Oficina de Censos", short="ODC", country="xa"),
        known("census", "Census Office of Belmark", country="xb"),
        known("elsewhere", "Ice Office", country="xc"),
    ]
    for country in ("xa", "xb"):
        for name in ("Oficina de Censos", "Census Office of Belmark"):
            found = ask(entries, name, country)
            assert (found.verdict, found.candidates[0].target.iri) == (Verdict.ACCEPT, "census")
    assert not ask(entries, "Oficina de Censos", "xc").candidates
    assert len(Matcher(entries).targets) == 2


def test_words_that_are_joined_say_as_much_as_apart() -> None:
    register = [known("lake", "Commission Vaulx Mer"), known("hill", "Commission Vaulx Mont")]
    found = ask(register, "Vaulxmer")
    assert (found.verdict, found.candidates[0].target.iri) == (Verdict.REVIEW, "lake")
    assert all(candidate.score < REVIEW for candidate in found.candidates[1:])
    turned = ask([known("lake", "Commission Vaulxmer"), known("hill", "Commission Vaulx")], "Vaulx Mer")
    assert turned.verdict is Verdict.REVIEW
    assert all(candidate.score <= 1.0 for candidate in turned.candidates)


def _offered(register: list[Thing], text: str, country: str = "", language: str = "") -> list[str]:
    """Who is offered: of each, that it is for review and told in a sentence of both languages."""
    found = ask(register, text, country, language)
    assert found.verdict is not Verdict.ACCEPT, found.candidates[0]
    hinted = [one for one in found.candidates if "hint" in one.features]
    for candidate in hinted:
        for said in candidate.reason.values():
            assert said.endswith(".")
            assert "{" not in said
        assert candidate.reason["en"] != candidate.reason["fr"]
    return [one.target.iri for one in hinted if one.score >= REVIEW]


HARBOURS = known("harbours", "Harbour Protection Agency", short="HPA", country="us")
ELSEWHERE = known("elsewhere", "Harbour Police Association", short="HPA", country="fr")


@pytest.mark.parametrize(
    "text",
    ["US HPA", "HPA (US)", "HPA USA", "HPA États-Unis", "HPA der Vereinigten Staaten", "HPA UNITED STATES"],
)
@pytest.mark.parametrize("country", ["us", ""])
def test_a_country_beside_a_name_is_no_part_of_it(text: str, country: str) -> None:
    assert _offered([HARBOURS, ELSEWHERE], text, country) == ["harbours"]


@pytest.mark.parametrize(
    ("text", "country"),
    [("us HPA", ""), ("XX HPA", ""), ("DE HPA", ""), ("DE HPA", "us"), ("US", "us"), ("US XYZ", "us")],
)
def test_another_country_or_word_beside_a_name_offers_nobody(text: str, country: str) -> None:
    assert _offered([HARBOURS, ELSEWHERE], text, country) == []


STATISTICIANS = [
    known("se", "Statistics Sweden", language="en", country="se"),
    known("se-mint", "Royal Mint", language="en", country="se"),
    known("hu", "Hungarian Statistical Bureau", language="en", country="hu"),
    known("hu-mint", "Hungarian Mint", language="en", country="hu"),
    *(known(f"at-{n}", f"Statistics of the {n}", country="at") for n in ("Alps", "Lakes")),
]


@pytest.mark.parametrize(
    ("text", "country", "iri"),
    [
        ("Statistiska centralbyran", "se", ["se"]),
        ("Statistisches Zentralamt", "se", ["se"]),
        ("Ungarisches Amt für Statistik", "hu", ["hu"]),
        ("Statistisches Zentralamt", "at", []),
        ("Statistisches Zentralamt", "", []),
        ("Statistiska sjöfart kungliga skog", "se", []),
        ("Sveriges riksbank", "se", []),
        ("Bureau of Lakes", "hu", []),
    ],
)
def test_the_only_one_of_a_country_with_such_a_word_is_offered(
    text: str, country: str, iri: list[str]
) -> None:
    assert _offered(STATISTICIANS, text, country) == iri


def test_one_of_a_country_with_many_other_words_is_not_offered() -> None:
    mine = known("mine", "Mine and Quarry Safety and Rescue Board", country="se")
    assert _offered([*STATISTICIANS, mine], "Säkerhet rescue", "se") == []


LEAGUE = known("league", "Intercommunale vereniging voor hulp aan zeelieden in Noordel")


def test_a_short_form_may_leave_out_words_between_the_first_and_the_last() -> None:
    assert _offered([LEAGUE], "IZN") == ["league"]
    assert _offered([LEAGUE], "IVZ") == [], "the last word is not there"
    assert _offered([LEAGUE], "NZI") == [], "the letters stand in another order"
    assert _offered([LEAGUE], "Izn") == [], "it is no short form"
    many = [known(f"{n}", f"Intercommunale {n} Zuid Oost Noordel") for n in ("Akker", "Berg", "Dijk", "Eik")]
    assert _offered([LEAGUE, *many], "IZN") == [], "it could be any of five"
    longer = known("longer", "Instituut voor hulp aan arme oude zieke moede zeelieden in Noordel")
    assert _offered([longer], "IZN") == [], "most words are left out"


@pytest.mark.parametrize(
    ("known_as", "text"),
    [
        ("Intergemeentelijk samenwerkingsverband Scheldeland", "IGS Scheldeland"),
        ("IGS Scheldeland", "Intergemeentelijk samenwerkingsverband Scheldeland"),
        ("Intercommunale Grond en Expansie Arvonia-dienstverlening", "IGEAR Dienstverlening"),
        ("Harbour Protection Agency Corvessa", "HPA Corvessa"),
    ],
)
def test_the_beginning_of_a_name_may_be_shortened_alone(known_as: str, text: str) -> None:
    assert _offered([known("right", known_as)], text) == ["right"]


@pytest.mark.parametrize(
    "text", ["IGX Scheldeland", "IGS Maasland", "Igs Scheldeland", "IGS", "SIG Scheldeland"]
)
def test_other_letters_before_the_same_end_offer_nobody(text: str) -> None:
    register = [known("right", "Intergemeentelijk samenwerkingsverband Scheldeland")]
    assert _offered(register, text) == []


@pytest.mark.parametrize(
    ("known_as", "text"),
    [
        ("Intercommunale Maatschappij van het Arrondissement Noordel", "Internoordel"),
        ("Internoordel", "Intercommunale Maatschappij van het Arrondissement Noordel"),
    ],
)
def test_one_word_may_join_the_beginning_of_a_name_and_another_word_of_it(known_as: str, text: str) -> None:
    assert _offered([known("right", known_as)], text) == ["right"]


@pytest.mark.parametrize("text", ["Agrinoordel", "Internoord", "Interzuidel", "Innoordel"])
def test_another_beginning_or_end_is_no_such_word(text: str) -> None:
    assert _offered([known("right", "Intercommunale Maatschappij van Noordel")], text) == []


def test_compounds_are_taken_apart_where_each_part_is_known() -> None:
    register = [known("water", "Office for Water"), known("forest", "Office for Forests")]
    assert _offered(register, "Wasseramt") == ["water"]
    assert _offered(register, "Wassermusik") == []
    assert _offered(register, "Blumenamt") == []


FUNDS = [
    known("pensions", "Arvonia Pension Plan Council", language="en"),
    known("harbour", "Arvonia Harbour Council", language="en"),
]


def test_a_word_of_another_language_that_nobody_knows_may_be_a_translation() -> None:
    asked = "Conseil du zorkan de pension de l'Arvonie"
    assert _offered(FUNDS, asked, language="fr") == ["pensions"]
    [first, *_] = ask(FUNDS, asked, language="fr").candidates
    assert "“zorkan” stands for “Plan”" in first.reason["en"]
    assert _offered(FUNDS, asked, language="en") == [], "it is no other language"
    assert _offered(FUNDS, asked) == [], "nobody says that it is another language"
    two = [*FUNDS, known("twin", "Arvonia Pension Fund Council", language="en")]
    assert _offered(two, asked, language="fr") == [], "two could be meant"
