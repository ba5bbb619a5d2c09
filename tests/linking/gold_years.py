"""Services of one fiscal year against those of another, with the identifier of each as the right answer.

From the Canadian inventory (``shared/data/gc/services_2016-2020.csv`` and ``si_2024.csv``). The identifier is
hidden: a service is asked by its name in one language and by whose it is. What is no longer in the later year
has no right answer; some of those were registered again under another number, with the same name. The rules
of the matcher were looked at on `DEVELOPMENT` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from gold import Gold, register, rows

from pscvc_kg.linking.evaluating import Case
from pscvc_kg.linking.proposing import SHOWN, Owners, propose
from pscvc_kg.linking.things import Match, Name, NameKind, Thing

DEVELOPMENT = ("2018-2019", "2019-2020")
HELD_BACK = (
    ("2016-2017", "2018-2019"),
    ("2017-2018", "2019-2020"),
    ("2016-2017", "2023-2024"),
    ("2019-2020", "2023-2024"),
)
LANGUAGES = (("en", "en"), ("fr", "fr"), ("en", "fr"))
"""The language that is asked in, and that of the names that are known."""


class Proposed:
    """What is proposed for services, beside what they are called also by whose they are."""

    def __init__(self, targets: Iterable[Thing], owners: Owners) -> None:
        self._targets, self._owners = tuple(targets), owners

    @property
    def targets(self) -> Mapping[str, Thing]:
        return {target.iri: target for target in self._targets}

    def match_all(
        self, things: Iterable[Thing], progress: Callable[[int], None] | None = None
    ) -> Iterator[Match]:
        for match in propose(tuple(things), self._targets, owners=self._owners):
            yield Match(match.thing, match.candidates[:SHOWN], match.verdict, match.abstained)


@cache
def owners(data: Path) -> Owners:
    """Whose things are, by the register of Canadian organizations."""
    return Owners(register(data))


@cache
def _listed(data: Path, year: str) -> tuple[dict[str, str], ...]:
    tables = ("services_2016-2020.csv", "si_2024.csv")
    return tuple(row for name in tables for row in rows(data / "gc" / name) if row["fiscal_yr"] == year)


def _service(row: Mapping[str, str], language: str, iri: str) -> Thing:
    whose = {"en": row.get("department_name_en", ""), "fr": row.get("department_name_fr", "")}
    if "owner_org_title" in row:
        whose = dict(zip(("en", "fr"), map(str.strip, row["owner_org_title"].split("|")), strict=False))
    name = " ".join(row[f"service_name_{language}"].split())
    return Thing(
        iri,
        (Name(name, language, NameKind.PREFERRED),) if name else (),
        context=tuple(Name(text, lang) for lang, text in whose.items() if text),
        country="ca",
    )


def years(data: Path, earlier: str, later: str, asked: str, known: str) -> Gold:
    """The services of the *earlier* year in the language *asked*, against the *later* ones as *known*."""
    targets = {
        row["service_id"]: _service(row, known, f"service/{row['service_id']}")
        for row in _listed(data, later)
    }
    things = {
        row["service_id"]: _service(row, asked, f"{earlier}/{row['service_id']}")
        for row in _listed(data, earlier)
    }
    cases = tuple(
        Case(
            thing,
            f"service/{number}" if number in targets else "",
            "still there" if number in targets else "gone",
        )
        for number, thing in things.items()
        if thing.names
    )
    return Gold(tuple(target for target in targets.values() if target.names), cases)
