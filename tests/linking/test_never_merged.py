"""What looks nearly the same and is another organization: written to be confused, never accepted.

Each row is a name that a register has, and one that somebody asks for. The matcher was not made from
these; what it must do with each follows from the name alone.
"""

from __future__ import annotations

import pytest

from pscvc_kg.linking.matching import Matcher
from pscvc_kg.linking.things import Identifier, Name, Thing, Verdict

NUMBERED = [
    ("Police Zone A", "Police Zone E"),
    ("Police Zone A", "Police Zone O"),
    ("Police Zone A", "Police Zone I"),
    ("Police Zone A", "Police Zone"),
    ("Police Zone", "Police Zone A"),
    ("Zone A Police", "Zone E Police"),
    ("E Division", "O Division"),
    ("A Division", "Division"),
    ("Army Corps I", "Army Corps A"),
    ("Army Corps I", "Army Corps V"),
    ("School District 1.5", "School District 15"),
    ("Section 1.2.3", "Section 123"),
    ("Reach 12 3", "Reach 1 23"),
    ("Region 3 Zone 4 Police", "Region 4 Zone 3 Police"),
    ("Region 3 Zone 4 Police", "Zone 3 Region 4 Police"),
    ("5 Division 3 Brigade", "3 Division 5 Brigade"),
    ("Division 5 Brigade 3", "5 Brigade 3 Division"),
]
CODES = [
    *(("Department of Health DE", f"Department of Health {code}") for code in ("PA", "IN", "LA", "CO", "TX")),
    ("Department of Health DE", "Department of Health"),
    ("Department of Health DE", "department of health pa"),
    ("DEPARTMENT OF HEALTH DE", "DEPARTMENT OF HEALTH LA"),
    ("Department of Public Safety, CO", "Department of Public Safety, AZ"),
    ("Department of Public Safety, CO", "Department of Public Safety"),
    ("LA Department of Health", "DE Department of Health"),
    ("LA Department of Health", "Department of Health"),
    ("Health DE Laboratory", "Health LA Laboratory"),
    ("Department of Health (DE)", "Department of Health (PA)"),
    ("Department of Health (DE)", "Department of Health"),
    ("Department of Health (NSW)", "Department of Health (VIC)"),
    ("Department of Health (NSW)", "Department of Health"),
    ("Water Board SA", "Water Board"),
    ("Water Board NV", "Water Board SA"),
]
SWAPPED = [
    ("Aid from Norway to Kenya", "Aid to Norway from Kenya"),
    ("Villers en Bois", "Villers le Bois"),
    ("Canton Roma District Vaux Court", "Canton Vaux District Roma Court"),
    ("Schools without Police", "Schools with Police"),
    ("Department for Education", "Department of Education"),
]
SCRIPTS = [
    ("パリ市", "バリ市"),
    ("ガボン 大使館", "カボン 大使館"),
    ("กรมการปกครอง", "กรมการปกครองี"),
    ("वित्त मंत्रालय", "वत्ता मंत्रालय"),
    ("वित्त मंत्रालय भारत सरकार", "वत्त मंत्रालय भारत सरकार"),
    ("공주시 보건소 관리과", "광주시 보건소 관리과"),
    ("北京市人民政府办公厅", "北京市人民政府办公室"),
]
LETTERS = [
    ("National Board of Insured Employees of Arvonia", "National Board of Insured Employers of Arvonia"),
    ("Arvonia Interstate Commerce Board", "Arvonia Intrastate Commerce Board"),
    ("National Centre of Hypertension of Arvonia", "National Centre of Hypotension of Arvonia"),
    ("Arvonia Institute of Macroeconomics", "Arvonia Institute of Microeconomics"),
    ("Fourteenth Circuit Court of Arvonia", "Fourtieth Circuit Court of Arvonia"),
    ("Provincial Health Committee of Shaanxi", "Provincial Health Committee of Shanxi"),
    ("Embassy of Arvonia to the Republic of Nigeria", "Embassy of Arvonia to the Republic of Niger"),
    ("Consulate General of Arvonia for Austria", "Consulate General of Arvonia for Austral"),
    ("Arvonia Board of Public Works and Roads", "Arvonia Board of Public Work and Roads"),
]


@pytest.mark.parametrize(("known", "asked"), [*NUMBERED, *CODES, *SWAPPED, *SCRIPTS, *LETTERS])
def test_a_name_that_is_nearly_the_same_is_not_accepted(known: str, asked: str) -> None:
    others = ("Museum of Cheese", "Weather Bureau of Corvessa", "Port Authority of Dunmoor")
    register = [Thing(text, (Name(text),)) for text in (known, *others)]
    found = Matcher(register).match(Thing("asked", (Name(asked),)))
    assert found.verdict is not Verdict.ACCEPT, found.candidates[0]
    itself = Matcher(register).match(Thing("asked", (Name(known),)))
    assert (itself.verdict, itself.candidates[0].target.iri) == (Verdict.ACCEPT, known)


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("Poste", "La Poste"),
        ("Office national de l'eau", "L'Office national de l'eau"),
        ("Department of Health", "Health, Department of"),
        ("Department of Health", "HEALTH, DEPARTMENT OF"),
        ("Ministère de la Santé", "Santé (Ministère de la)"),
        ("Ministère de l'Économie", "Économie, ministère de l'"),
        ("Aid from Norway to Kenya", "AID FROM NORWAY TO KENYA"),
        ("Water Board Ltd", "Water Board"),
        ("Water Board of Dunmoor", "Dunmoor Water Board"),
        ("Department of Health (DH)", "Department of Health"),
        ("Department of Health", "Department of Health (DH)"),
        ("Accommodation Commission of Arvonia", "Accommodation Comission of Arvonia"),
        ("Council of Grain Growers", "Council of Grian Growers"),
        ("वित्त मंत्रालय", "वित्त  मंत्रालय"),
        ("パリ市", "ハ\u309aリ市"),
        ("Министерство финансов", "МИНИСТЕРСТВО ФИНАНСОВ"),
    ],
)
def test_what_differs_in_dress_only_is_still_found(known: str, asked: str) -> None:
    others = ("Museum of Cheese", "Weather Bureau of Corvessa", "Port Authority of Dunmoor")
    register = [Thing(text, (Name(text),)) for text in (known, *others)]
    found = Matcher(register).match(Thing("asked", (Name(asked),)))
    assert (found.verdict, found.candidates[0].target.iri) == (Verdict.ACCEPT, known), found.candidates


def test_a_keyword_is_no_name() -> None:
    known = (
        Thing("health", (Name("Health Canada"),)),
        Thing("stops", (Name("Bus stops"),), keywords=(Name("transport"), Name("Museum of Cheese"))),
    )
    matcher = Matcher(known)
    about = matcher.match(
        Thing("asked", (Name("Poultry Farmers Association"),), keywords=(Name("Health Canada"),))
    )
    assert (about.verdict, about.candidates[0].target.iri) == (Verdict.REVIEW, "health")
    assert set(about.candidates[0].features) == {"keyword"}
    assert "keyword" in about.candidates[0].reason["en"]
    assert "mot clé" in about.candidates[0].reason["fr"]
    for text in ("Transport", "Museum of Cheese"):
        found = matcher.match(Thing("asked", (Name(text),)))
        assert (found.verdict, found.candidates[0].target.iri) == (Verdict.REVIEW, "stops")


@pytest.mark.parametrize(
    ("known", "asked", "name"),
    [
        ("12.3456.78", "1-2345678", "Harbours Agency"),
        ("20240101", "2024-01-01", "Harbours Agency"),
        ("123456", "123456", ""),
        ("0206561993", "0206561993", "Q"),
        ("0206561993", "0206561993", "Fog"),
        ("0206561993", "0206561993", "Ice Office of Belmark"),
    ],
)
def test_a_number_without_its_register_does_not_outweigh_a_name(known: str, asked: str, name: str) -> None:
    target = Thing("known", (Name("Port Authority"),), (Identifier(known, "reg"),))
    names = (Name(name),) if name else ()
    found = Matcher([target]).match(Thing("asked", names, (Identifier(asked),)))
    assert found.verdict is not Verdict.ACCEPT, found.candidates


@pytest.mark.parametrize("asked", ["0206.561.993", "0206 561 993", "0206561993"])
def test_a_number_is_the_same_however_it_is_grouped(asked: str) -> None:
    for known in ("0206.561.993", "0206561993"):
        target = Thing("known", (Name("Port Authority of Arvonia"),), (Identifier(known, "reg"),))
        found = Matcher([target]).match(Thing("asked", (Name("Port Authority"),), (Identifier(asked),)))
        assert found.verdict is Verdict.ACCEPT, found.candidates


@pytest.mark.parametrize(
    "asked",
    [
        Thing("asked", (Name("Legal Services"),), context=(Name("Fisheries"),)),
        Thing("asked", (Name("/Fisheries/Legal Services"),)),
        Thing("asked", (Name("/Government of Quenland/Legal Services"),)),
    ],
)
def test_the_part_of_another_whole_is_not_accepted(asked: Thing) -> None:
    places = [Thing(f"{n}", (Name(f"Board {n} of Arvonia"),)) for n in range(20)]
    target = Thing("legal", (Name("Legal Services"),), context=(Name("Health Arvonia"),))
    matcher = Matcher([target, *places])
    found = matcher.match(asked)
    assert found.verdict is Verdict.REVIEW
    assert "but it belongs to “Health Arvonia”" in found.candidates[0].reason["en"]
    whole = matcher.match(Thing("asked", (Name("/Government of Arvonia/Legal Services"),)))
    assert whole.verdict is Verdict.ACCEPT, "the government of all of them tells none apart"


def test_a_short_form_without_a_country_is_for_a_person_where_there_are_many() -> None:
    register = [
        Thing("epa-x", (Name("Environment Bureau"), Name("EPA")), country="xa"),
        Thing("mint-y", (Name("Royal Mint"),), country="xb"),
    ]
    matcher = Matcher(register)
    assert matcher.match(Thing("asked", (Name("EPA"),))).verdict is Verdict.REVIEW
    assert matcher.match(Thing("asked", (Name("EPA"),), country="xa")).verdict is Verdict.ACCEPT


def test_a_word_of_a_name_in_capitals_is_no_short_form_of_it() -> None:
    register = [Thing("zone", (Name("POLITIEZONE : NOORDEL - OOSTENE"),)), Thing("town", (Name("Waterdam"),))]
    assert Matcher(register).match(Thing("asked", (Name("Noordel"),))).verdict is Verdict.REVIEW


NUMBERED_TARGETS = [
    Thing("fog", (Name("Fog Board"),), (Identifier("204", "reg"),)),
    Thing("ice", (Name("Ice Office"),), (Identifier("127", "reg"),)),
    Thing("mint", (Name("Royal Mint"),), (Identifier("127", "coins"),)),
    Thing("snow", (Name("Snow Agency"),)),
]


@pytest.mark.parametrize(
    ("name", "identifier", "accepted"),
    [
        ("Fog Board", Identifier("127"), False),
        ("Fog Board", Identifier("127", "reg"), False),
        ("Fog Board", Identifier("999", "reg"), False),
        ("Fog Board", Identifier("999"), True),
        ("Fog Board", Identifier("204"), True),
        ("Fog Board", Identifier("204", "REG"), True),
        ("Fog Board", Identifier("127", "coins"), False),
        ("Snow Agency", Identifier("127"), True),
    ],
)
def test_a_number_that_is_another_ones_in_the_same_register_is_for_a_person(
    name: str, identifier: Identifier, accepted: bool
) -> None:
    found = Matcher(NUMBERED_TARGETS).match(Thing("asked", (Name(name),), (identifier,)))
    assert name in [one.text for one in found.candidates[0].target.names] or not accepted
    assert found.verdict is (Verdict.ACCEPT if accepted else Verdict.REVIEW), found.candidates


def test_a_number_that_contradicts_the_name_is_told() -> None:
    asked = Thing("asked", (Name("Fog Board"),), (Identifier("999", "reg"),))
    [first, *_] = Matcher(NUMBERED_TARGETS).match(asked).candidates
    assert "its identifier of that scheme is “204”" in first.reason["en"]
    assert "son identifiant dans ce répertoire est" in first.reason["fr"]
    more = Thing("asked", asked.names, (*asked.identifiers, Identifier("204", "reg")))
    assert Matcher(NUMBERED_TARGETS).match(more).verdict is Verdict.ACCEPT
