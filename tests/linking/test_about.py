"""What a data set is about: stated by its catalogue, or found by title, keywords, description, publisher."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pscvc_kg import api
from pscvc_kg.linking import sssom
from pscvc_kg.linking.about import About
from pscvc_kg.linking.finding import find
from pscvc_kg.linking.proposing import Owners
from pscvc_kg.linking.sssom import Link
from pscvc_kg.linking.things import Match, Name, NameKind, Thing, Verdict

DAY = date(2025, 3, 1)
HEADERS = (
    "Agency Name,Program Name,Additional Information (optional),agencyCode,ProgramCode,ProgramCodePODFormat"
)
INVENTORY = f"""{HEADERS}
Department of Lighthouses,Lamps and Lenses,,999,1,999:001
Department of Lighthouses,Keepers Training,,999,2,999:002
Department of the Treasury,Coins,,015,1,015:001
Department of Harbours,Dredging,,998,1,998:001
"""
KEEPING = {"name": "Office of Inspections", "subOrganizationOf": {"name": "Department of Lighthouses"}}
Stating = Callable[..., list[Link]]


@pytest.fixture
def stating(tmp_path: Path) -> Iterator[Stating]:
    """The links of a data set of a catalogue to the programmes of the inventory."""
    with api.open() as graph:

        def links(lang: str = "en", **says: Any) -> list[Link]:
            (tmp_path / "programs.csv").write_text(INVENTORY, encoding="utf-8")
            record = {"identifier": "1", "title": "Weekly tables", "publisher": KEEPING, **says}
            (tmp_path / "data.json").write_text(json.dumps({"dataset": [record]}), encoding="utf-8")
            api.load([tmp_path / "programs.csv", tmp_path / "data.json"], graph)
            return list(find("dataset", graph.store, kind="programme", lang=lang, day=DAY).links)

        yield links


def verdict(link: Link) -> str:
    return link.other["verdict"]


# What a catalogue states


def test_a_stated_programme_is_a_link_and_the_reason_says_so(stating: Stating) -> None:
    [link] = stating(bureauCode=["999:05"], programCode=["999:002"])
    assert link.object.endswith("us/programme/999%3A002")
    assert (verdict(link), link.slots["confidence"], link.predicate) == ("accept", "1", sssom.RELATED)
    assert link.slots["comment"] == "Its catalogue states the code “999:002”."


def test_a_code_of_another_agency_than_the_bureau_responsible_is_not_believed(stating: Stating) -> None:
    [link] = stating(bureauCode=["999:05"], programCode=["998:001"])
    assert link.object == sssom.NO_TERM_FOUND
    assert "“998:001”, a code of another agency than that of the bureau" in link.slots["comment"]


def test_the_example_of_the_documentation_is_not_believed(stating: Stating) -> None:
    [link] = stating("fr", bureauCode=["015:11"], programCode=["015:001"])
    assert link.object == sssom.NO_TERM_FOUND
    assert "«\u00a0015:001\u00a0», l'exemple de la documentation de la norme" in link.slots["comment"]


def test_a_code_of_a_programme_of_another_organization_is_left_to_a_person(stating: Stating) -> None:
    [link] = stating(programCode=["998:001"])
    assert (verdict(link), link.object.rpartition("/")[2]) == ("review", "998%3A001")
    assert "the other to “Department of Harbours”" in link.slots["comment"]


def test_what_is_not_believed_does_not_hide_what_the_title_says(stating: Stating) -> None:
    [link] = stating(title="Keepers Training by year", bureauCode=["015:11"], programCode=["015:001"])
    assert (verdict(link), link.object.rpartition("/")[2]) == ("accept", "999%3A002")
    assert link.slots["comment"] == "The title names “Keepers Training”."


# What its texts say


def service(iri: str, name: str, owner: str = "Department of Papers", **more: Any) -> Thing:
    return Thing(iri, (Name(name, "en", NameKind.PREFERRED),), context=(Name(owner, "en"),), **more)


SERVICES = (
    service("visa", "Temporary Resident Visa (TRV)"),
    service("extension", "Temporary Resident Visa Extension"),
    service("monitoring", "Employment Insurance Monitoring"),
    service("insurance", "Employment Insurance"),
    service("pensions", "Pension Appeals Tribunal Registry"),
    service("devices", "Devices and Radiological Health", "Food Agency"),
    service("scales", "Scales"),
    service("lifts", "Inspection of Lifts", "Department of Works"),
    service("grants-1", "Northern Travel Grants"),
    service("grants-2", "Northern Travel Grants"),
)


def about(title: str, *publisher: str, **more: Any) -> Match:
    whose = tuple(Name(each, "en") for each in publisher or ("Department of Papers",))
    matcher = About(SERVICES, Owners(()))
    return matcher.match(Thing("set", (Name(title, "en", NameKind.PREFERRED),), context=whose, **more))


def found(match: Match) -> list[str]:
    return [candidate.target.iri for candidate in match.candidates]


@pytest.mark.parametrize(
    ("title", "right"),
    [
        ("Temporary Resident Visas by country of origin", "visa"),
        ("Temporary Resident Visa (TRV) applications, 2023", "visa"),
        ("Temporary Resident Visa Extensions: volumes by year", "extension"),
        ("Employment Insurance Monitoring Report 2022-23", "monitoring"),
        ("Statistics on Employment Insurance", "insurance"),
    ],
)
def test_a_title_that_names_a_service_of_its_publisher_is_about_it(title: str, right: str) -> None:
    match = about(title)
    assert (match.verdict, found(match)[0]) == (Verdict.ACCEPT, right)


def test_the_title_of_another_publisher_is_left_to_a_person_and_the_reason_names_both() -> None:
    match = about("Temporary Resident Visas by country of origin", "Department of Forests")
    assert (match.verdict, found(match)[0]) == (Verdict.REVIEW, "visa")
    assert match.candidates[0].reason == {
        "en": "The title names “Temporary Resident Visa”, but one belongs to “Department of Forests”, "
        "the other to “Department of Papers”.",
        "fr": "Le titre nomme «\u00a0Temporary Resident Visa\u00a0», mais l'un relève de "
        "«\u00a0Department of Forests\u00a0», l'autre de «\u00a0Department of Papers\u00a0».",
    }
    assert about("Inspection of lifts", "Department of Forests").verdict is Verdict.NONE


def test_a_publisher_of_whom_nothing_is_said_leaves_it_to_a_person() -> None:
    matcher = About(SERVICES, Owners(()))
    match = matcher.match(Thing("set", (Name("Temporary Resident Visas by year"),)))
    assert match.verdict is Verdict.REVIEW
    assert "nothing says that both belong to the same organization" in match.candidates[0].reason["en"]


def test_a_part_of_a_name_is_left_to_a_person_with_the_words_that_are_there() -> None:
    match = about("Pension appeals heard, by tribunal")
    assert (match.verdict, found(match)[0]) == (Verdict.REVIEW, "pensions")
    assert match.candidates[0].reason["en"] == (
        "The title has “Pension appeals tribunal” of “Pension Appeals Tribunal Registry”."
    )


def test_words_far_from_each_other_or_in_another_order_are_no_part_of_a_name() -> None:
    far = "Pension plans of small and large firms in all provinces and territories, with appeals"
    assert about(far).verdict is Verdict.NONE
    assert about("Registry of tribunal members").verdict is Verdict.NONE


def test_one_word_is_enough_only_where_a_keyword_says_the_same() -> None:
    assert about("Scales of salaries").verdict is not Verdict.ACCEPT
    assert about("Scales tested by year", keywords=(Name("scales"),)).verdict is Verdict.ACCEPT


def test_keywords_short_forms_and_descriptions_are_left_to_a_person() -> None:
    lists = (
        {"keywords": (Name("Employment insurance"),)},
        {"descriptions": (Name("On Employment Insurance."),)},
    )
    for says in lists:
        match = about("Weekly tables", **says)
        assert (match.verdict, found(match)) == (Verdict.REVIEW, ["insurance"])
    match = about("TRV applications by month")
    assert (match.verdict, found(match)) == (Verdict.REVIEW, ["visa"])
    assert "short form, “TRV”" in match.candidates[0].reason["en"]


def test_a_unit_that_is_called_as_a_programme_carries_it() -> None:
    own = about("Weekly tables", "Devices and Radiological Health", "Food Agency")
    assert (own.verdict, found(own)) == (Verdict.ACCEPT, ["devices"])
    longer = about("Weekly tables", "Center for Devices and Radiological Health", "Food Agency")
    assert (longer.verdict, found(longer)) == (Verdict.REVIEW, ["devices"])
    assert longer.candidates[0].reason["en"] == (
        "“Center for Devices and Radiological Health”, whose data they are, has its name in its own."
    )


def test_a_unit_that_may_be_of_any_department_is_left_to_a_person() -> None:
    known = service("inspector", "Office of Inspector General", "Department of Lighthouses")
    for publisher in ("Office of Inspector General", "Bureau of Inspectors General"):
        asked = Thing("set", (Name("Weekly tables"),), context=(Name(publisher),))
        assert About((known,), Owners(())).match(asked).verdict is not Verdict.ACCEPT
    within = (Name("Office of Inspector General"), Name("Department of Lighthouses"))
    match = About((known,), Owners(())).match(Thing("set", (Name("Weekly tables"),), context=within))
    assert match.verdict is Verdict.ACCEPT


def test_the_name_of_the_publisher_in_a_title_names_no_service() -> None:
    agency = service("register", "Agency Register", "Papers Agency Register Office")
    matcher = About((agency,), Owners(()))
    whose = (Name("Papers Agency Register Office"),)
    asked = Thing("set", (Name("Staff of the Papers Agency Register Office"),), context=whose)
    assert matcher.match(asked).verdict is Verdict.NONE


def test_where_two_could_be_meant_none_is_accepted() -> None:
    match = about("Northern Travel Grants by year")
    assert (match.verdict, match.abstained, set(found(match))) == (
        Verdict.REVIEW,
        True,
        {"grants-1", "grants-2"},
    )


def test_a_title_with_more_of_another_name_is_left_to_a_person() -> None:
    known = (
        service("harbours", "Small Craft Harbours"),
        service("grants", "Small Craft Harbours Grant and Loan"),
    )
    whose = (Name("Department of Papers", "en"),)
    asked = Thing("set", (Name("Small Craft Harbours Grants by year"),), context=whose)
    match = About(known, Owners(())).match(asked)
    assert (match.verdict, set(found(match))) == (Verdict.REVIEW, {"harbours", "grants"})
