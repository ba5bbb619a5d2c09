"""Data sets with right answers: what they are about, stated by their publishers, or made here.

Stated: the code of a programme that a data.json catalogue gives (``shared/data/linked/us_dcat``), hidden
from the matcher. Codes of another agency, and the documentation's example, are no answer. The method was
developed on the catalogue of the Department of Labor alone; those of the Food and Drug Administration and of
the General Services Administration were measured once, when it was done.

Made: titles of data sets by general patterns from names of services of the Canadian inventory
(``shared/data/gc/si_2024.csv``). Nobody published these titles. A hash of each service puts it into one of
ten parts; the method was developed on parts 0 to 4. Once the others were measured, two things changed: a
name within a longer one of another organization is left to a person, and titles with two right answers went.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from gold import Gold, part, register, rows

from pscvc_kg import api
from pscvc_kg.linking.about import About
from pscvc_kg.linking.evaluating import Case
from pscvc_kg.linking.gathering import gather
from pscvc_kg.linking.proposing import SHOWN, Owners
from pscvc_kg.linking.things import Identifier, Match, Name, NameKind, Thing
from pscvc_kg.linking.topics import stems

DEVELOPMENT, HELD_BACK = frozenset(range(5)), frozenset(range(5, 10))

# Federal Program Inventory of the United States, fiscal year 2013: a work of its government, public domain.
_INVENTORY = {
    "Food and Drug Administration": """
        009:001 Foods
        009:002 Human Drugs
        009:003 Biologics
        009:004 Animal Drugs and Feeds
        009:005 Devices and Radiological Health
        009:006 National Center for Toxicological Research
        009:007 Center for Tobacco Products
        009:008 FDA Headquarters and Program Support
    """,
    "Department of Labor": """
        012:001 Workforce Investment Act (WIA) Adult (ETA)
        012:002 WIA Dislocated Worker (ETA)
        012:003 WIA Youth (ETA)
        012:004 Workforce Innovation Fund (ETA)
        012:005 Indian and Native American Program (ETA)
        012:006 Migrant and Seasonal Farmworker (ETA)
        012:007 YouthBuild (ETA)
        012:008 Reintegration of Ex-Offenders (ETA)
        012:009 Job Corps (ETA)
        012:010 Community Service Employment for Older Americans (ETA)
        012:011 Trade Adjustment Assistance (ETA)
        012:012 TAA Community College & Career Training Grants (ETA)
        012:013 Federal-State Unemployment Insurance System (ETA)
        012:014 Employment Service (ETA)
        012:015 Foreign Labor Certification (ETA)
        012:016 Workforce Information (ETA)
        012:017 Apprenticeship (ETA)
        012:018 ETA management and other
        012:019 Employee Benefits Security Administration
        012:020 Pension Benefit Guaranty Corporation
        012:021 Federal Employees’ Compensation Act (OWCP)
        012:022 Longshore and Harbor Workers Compensation (OWCP)
        012:023 Energy Employees Occupational Illness Compensation (OWCP)
        012:024 Coal Mine Workers’ Compensation (OWCP)
        012:025 OWCP management and other
        012:026 Office of Labor Management Standards
        012:027 Wage & Hour Division
        012:028 Office of Federal Contractor Compliance Programs
        012:029 Occupational Safety and Health Administration
        012:030 Mine Safety and Health Administration
        012:031 Labor Force Statistics (BLS)
        012:032 Prices and Cost of Living (BLS)
        012:033 Compensation and Working Conditions (BLS)
        012:034 Productivity and Technology (BLS)
        012:035 Executive Direction and Staff Services (BLS)
        012:036 Solicitor’s Office
        012:037 International Labor Affairs Bureau
        012:038 Women’s Bureau
        012:039 Office of Disability Employment Policy
        012:040 Jobs for Veterans State Grants (VETS)
        012:041 Transition Assistance Program Employment Workshop (VETS)
        012:042 Homeless Veterans' Reintegration Program (VETS)
        012:043 Federal Administration & USERRA Enforcement (VETS)
        012:044 DOL management and other
        012:045 Office of Inspector General
    """,
    "General Services Administration": """
        023:001 Construction and Acquisition of Facilities Program
        023:002 Repairs and Alterations Program
        023:003 Rental of Space Program
        023:004 Building Operations Program
        023:005 Real Property Disposal Program
        023:006 Real Property Relocation Program
        023:007 Assisted Acquisition Services Program
        023:008 Integrated Technology Services Program
        023:009 General Supplies and Services Program
        023:010 Travel, Motor Vehicle and Card Services Program
        023:011 Integrated Award Environment Program
        023:012 Federal Acquisition Service Integrators Program
        023:013 Transportation Audits Program
        023:014 General Management and Support Services Program
        023:015 Government-wide Policy Program
        023:016 Operating Expense Program
        023:017 Electronic Government Program
        023:018 Acquisition Workforce Training Program
        023:019 Citizen Services and Innovative Technologies Program
        023:020 Inspector General Program
        023:021 Former Presidents Program
        023:022 Presidential Transition Program
    """,
}


class Shown:
    """`About` as a person meets it: with as many candidates as are shown."""

    def __init__(self, about: About) -> None:
        self._about = about

    @property
    def targets(self) -> Mapping[str, Thing]:
        return self._about.targets

    def match_all(
        self, things: Iterable[Thing], progress: Callable[[int], None] | None = None
    ) -> Iterator[Match]:
        return (self._about.match(thing, SHOWN) for thing in things)


def programmes() -> tuple[Thing, ...]:
    """The programmes of the inventory with code, name and owner."""
    return tuple(
        Thing(
            f"programme/{code}",
            (Name(name, "en", NameKind.PREFERRED),),
            (Identifier(code, "programCode"),),
            context=(Name(owner, "en"),),
        )
        for owner, listed in _INVENTORY.items()
        for code, _, name in (line.strip().partition(" ") for line in listed.strip().splitlines())
    )


def stated(data: Path, catalogue: str) -> tuple[Gold, Owners]:
    """The data sets of a *catalogue* with the programme that they state, if it is believed; it is hidden."""
    with api.open() as graph:
        api.load([data / "linked" / "us_dcat" / f"{catalogue}.json"], graph)
        listed, known = gather(graph.store, "datasets"), gather(graph.store, "organizations")
    agencies = tuple(Thing(f"agency/{name}", (Name(name, "en", NameKind.PREFERRED),)) for name in _INVENTORY)
    targets = programmes()
    codes = {target.identifiers[0].value for target in targets}
    cases = [
        Case(replace(thing, stated=()), f"programme/{code}")
        for thing in listed
        for code in [each.identifier.value for each in thing.stated if not each.doubt][:1]
        if code in codes
    ]
    return Gold(targets, tuple(cases)), Owners((*known, *agencies))


def sharing(listed: Gold, *, everywhere: bool) -> float:
    """The share of the cases with a word in common with the right name: no method finds the others by words.

    Looked for in titles and keywords, or *everywhere*: in descriptions and in names of publishers, too.
    """
    by_iri = {target.iri: target for target in listed.targets}
    return sum(_shares(case.thing, by_iri[case.right], everywhere) for case in listed.cases) / len(
        listed.cases
    )


def _shares(thing: Thing, right: Thing, everywhere: bool) -> bool:
    texts = [*thing.names, *thing.keywords]
    if everywhere:
        texts += [*thing.descriptions, *thing.context]
    said = {each for name in texts for each in stems(name.text)}
    return any(said & set(stems(name.text)) for name in right.names)


@cache
def owners(data: Path) -> Owners:
    """Whose things are, by the register of Canadian organizations."""
    return Owners(register(data))


def services(data: Path) -> tuple[Thing, ...]:
    """The services of the inventory, with their names in both languages and whose they are."""
    found = {}
    for row in rows(data / "gc" / "si_2024.csv"):
        names = ((row["service_name_en"], "en"), (row["service_name_fr"], "fr"))
        whose = [title.strip() for title in row["owner_org_title"].split("|")]
        found[row["service_id"]] = Thing(
            f"service/{row['service_id']}",
            tuple(Name(" ".join(text.split()), lang, NameKind.PREFERRED) for text, lang in names if text),
            context=tuple(Name(text, lang) for text, lang in zip(whose, ("en", "fr"), strict=False)),
        )
    return tuple(found.values())


_WHOLE = {
    "en": (
        "{}: volumes by year",
        "{} Monitoring Report 2022-23",
        "Statistics on {}",
        "Applications for {}, by province and territory",
    ),
    "fr": ("{} : volumes par année", "Rapport de suivi 2022-2023 : {}", "Statistiques sur {}"),
}


def titled(data: Path, asked: frozenset[int]) -> Gold:
    """Made titles of data sets: with the whole name of a service, a part of it, or of another publisher.

    A part that has the whole name of another service of the publisher names that one, and is left out.
    """
    targets = services(data)
    publishers = sorted({target.context for target in targets})
    called: dict[tuple[Name, ...], list[tuple[Thing, tuple[str, ...]]]] = defaultdict(list)
    for target in targets:
        called[target.context] += [(target, stems(name.text)) for name in target.names]
    cases: list[Case] = []
    for target in targets:
        if part(target.iri) not in asked:
            continue
        draw = int(hashlib.sha256(target.iri.encode()).hexdigest(), 16)
        for name in target.names:
            patterns = _WHOLE[name.language]
            title = patterns[draw % len(patterns)].format(name.text)
            whose = tuple(each for each in target.context if each.language == name.language)
            own = Thing(f"{target.iri}/{name.language}", (Name(title, name.language),), context=whose)
            cases.append(Case(own, target.iri, f"whole name, {name.language}"))
            other = publishers[draw % len(publishers)]
            if not any(_holds(stems(name.text), said) for _, said in called[other]):
                cases.append(Case(replace(own, iri=own.iri + "/other", context=other), "", "other publisher"))
            shorter = name.text.split()[: -max(1, len(name.text.split()) // 4)]
            left = stems(" ".join(shorter))
            others = [said for service, said in called[target.context] if service is not target]
            if len(left) > 1 and not any(_holds(left, said) for said in others):
                partly = patterns[draw % len(patterns)].format(" ".join(shorter))
                names = (Name(partly, name.language),)
                cases.append(
                    Case(
                        replace(own, iri=own.iri + "/part", names=names),
                        target.iri,
                        f"part of it, {name.language}",
                    )
                )
    return Gold(targets, tuple(cases))


def _holds(text: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether all of *name* stands in *text*, in its order."""
    return any(text[start : start + len(name)] == name for start in range(len(text) - len(name) + 1))
