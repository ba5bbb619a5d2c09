"""History and differences of submissions: who said what, what became of it, and what changed, at its cell."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pscvc_kg import api
from pscvc_kg.errors import UsageError
from pscvc_kg.namespaces import DATA
from pscvc_kg.render import DIFFERENCE_FORMS, HISTORY_FORMS
from pscvc_kg.render.page import Page
from pscvc_kg.resources import STORY
from pscvc_kg.store import Store, open_store
from pscvc_kg.submissions import Difference, accept, diff, history, load, withdraw
from pscvc_kg.validation import validate

REGISTERS = [STORY / "organization-identifiers.csv", STORY / "organization-names.csv"]
SERVICES = STORY / "services-2023-2024.csv"
GOLDEN = Path(__file__).parent / "cli"
SERVICE = DATA + "ca/service/"


def at(day: int) -> Callable[[], datetime]:
    return lambda: datetime(2025, 3, day, 12, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("registered") / "graph"
    with open_store(folder) as store:
        load(REGISTERS, store, clock=at(1))
    return folder


def rows() -> list[dict[str, str]]:
    """The shipped services of one organization."""
    with SERVICES.open(encoding="utf-8-sig", newline="") as source:
        return [row for row in csv.DictReader(source) if row["owner_org"] == "cra-arc"]


def write(path: Path, lines: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return path


def take(store: Store, file: Path, day: int) -> None:
    report = validate([file], store=store, as_of="2025-03-01")
    accept([file], report, store, hold=True, by="A. Clerk", clock=at(day))


@pytest.fixture
def store(registered: Path, tmp_path: Path) -> Iterator[Store]:
    """Two submissions for one year: figures, a text and an answer differ, a service came and one went."""
    shutil.copytree(registered, tmp_path / "graph")
    first, second = rows()[:3], [dict(row) for row in rows()[:4]]
    first[0] |= {"num_applications_online": "1200", "os_account_registration": "N"}
    second[0] |= {"num_applications_online": "1500", "os_account_registration": "Y"}
    second[0]["service_name_en"] += " again"
    second[0]["num_phone_enquiries"], first[0]["num_phone_enquiries"] = "ND", "7"
    del second[1]
    with open_store(tmp_path / "graph") as opened:
        take(opened, write(tmp_path / "first.csv", first), 2)
        take(opened, write(tmp_path / "second.csv", second[::-1]), 3)
        yield opened


def test_each_difference_is_named_at_its_cells(store: Store) -> None:
    found = diff(store, "cra-arc/2023-2024/1", "cra-arc/2023-2024/2")
    told = {
        figure.what.rpartition("/")[2].rpartition("#")[2]: tuple(
            (
                [term.value.rpartition("/")[2] for term in side.values],
                side.location and (side.location.file, side.location.row, side.location.header),
            )
            for side in (figure.before, figure.after)
            if side
        )
        for figure in found.figures
    }
    row = len(rows()[:4])
    assert told["applications-online"] == (
        (["1200"], ("first.csv", 2, "num_applications_online")),
        (["1500"], ("second.csv", row, "num_applications_online")),
    )
    assert told["phone-enquiries"] == (
        (["7"], ("first.csv", 2, "num_phone_enquiries")),
        (["no-data"], ("second.csv", row, "num_phone_enquiries")),
    )
    assert told["account-registration"] == (
        (["no"], ("first.csv", 2, "os_account_registration")),
        (["yes"], ("second.csv", row, "os_account_registration")),
    )
    assert told["title"][1][1] == ("second.csv", row, "service_name_en")
    assert {figure.about for figure in found.figures} == {SERVICE + rows()[0]["service_id"]}
    assert [each.about for each in found.came] == [SERVICE + rows()[3]["service_id"]]
    assert [each.about for each in found.went] == [SERVICE + rows()[1]["service_id"]]
    assert found.went[0].location is not None
    assert (found.went[0].location.file, found.went[0].location.row) == ("first.csv", 3)


def test_nothing_differs_from_itself(store: Store) -> None:
    found = diff(store, "cra-arc/2023-2024", "46/2023-2024/2")
    assert (found.figures, found.came, found.went) == ((), (), ())


def test_what_became_of_each_is_told(store: Store, tmp_path: Path) -> None:
    second, first = history(store)
    assert (first.state, first.replaced_by, first.held) == ("replaced", (2,), 0)
    assert (second.state, second.by, second.files[0][0]) == ("holds", "A. Clerk", "second.csv")
    assert [each.state for each in history(store, as_of="2025-03-02")] == ["holds"]
    withdraw(store, "cra-arc", "2023-2024", reason="wrong file", by="B. Head", number=2, clock=at(4))
    second, first = history(store, organization="cra-arc")
    assert (first.state, second.state) == ("holds", "withdrawn")
    assert (second.withdrawn[:10], second.reason, second.withdrawn_by) == (
        "2025-03-04",
        "wrong file",
        "B. Head",
    )
    assert [each.number for each in history(store, as_of="2025-03-03")] == [1], (
        "withdrawn means gone at every date"
    )


@pytest.mark.parametrize(
    ("old", "said"),
    [
        ("cra-arc", "names no submission"),
        ("cra-arc/2023-2024/7", "there is no submission 7 of cra-arc/2023-2024; only 1, 2"),
        ("cra-arc/2019-2020", "only for fy-2023-2024"),
        ("nobody/2023-2024", "no organization called 'nobody'"),
    ],
)
def test_what_is_not_there_is_said(store: Store, old: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        diff(store, old, "cra-arc/2023-2024")


def test_of_what_is_withdrawn_nothing_is_compared(store: Store) -> None:
    withdraw(store, "cra-arc", "2023-2024", reason="wrong file", number=1, clock=at(4))
    with pytest.raises(UsageError, match="was withdrawn on 2025-03-04"):
        diff(store, "cra-arc/2023-2024/1", "cra-arc/2023-2024/2")


def names(store: Store, difference: Difference, lang: str) -> dict[str, str]:
    return api.Graph(store).labels(difference.iris(), lang)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_history_and_differences_read_well(
    store: Store, lang: str, golden: Callable[[Path, str], None]
) -> None:
    found = diff(store, "cra-arc/2023-2024/1", "cra-arc/2023-2024/2")
    withdraw(store, "cra-arc", "2023-2024", reason="wrong file", by="B. Head", number=2, clock=at(4))
    told = history(store)
    called = names(store, found, lang)
    golden(GOLDEN / f"history.{lang}.txt", HISTORY_FORMS["text"](told, lang, Page(), called))
    golden(GOLDEN / f"difference.{lang}.txt", str(DIFFERENCE_FORMS["text"](found, lang, Page(), called)))
    golden(GOLDEN / f"history.{lang}.html", HISTORY_FORMS["html"](told, lang, Page(), called))
    golden(GOLDEN / f"difference.{lang}.html", str(DIFFERENCE_FORMS["html"](found, lang, Page(), called)))


def test_tables_and_data_have_every_difference(store: Store) -> None:
    found = diff(store, "cra-arc/2023-2024/1", "cra-arc/2023-2024/2")
    table = DIFFERENCE_FORMS["csv"](found, "en", Page(), names(store, found, "en"))
    assert isinstance(table, bytes)
    lines = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert len(lines) == len(found.figures) + len(found.came) + len(found.went)
    assert {line["what"] for line in lines} == {"changed", "came", "went"}
    content = json.loads(DIFFERENCE_FORMS["json"](found, "en", Page(), {}))
    assert len(content["figures"]) == len(found.figures)


def test_two_years_of_one_department_differ_as_their_cells_do(shared: Path, tmp_path: Path) -> None:
    """The volumes of two years, compared here in plain Python, cell by cell."""
    with (shared / "data" / "gc" / "services_2016-2020.csv").open(encoding="utf-8-sig", newline="") as source:
        own = [row for row in csv.DictReader(source) if row["org_id"] == "46"]
    headers = {
        "online_applications": "applications-online",
        "telephone_applications": "applications-by-phone",
        "in_person_applications": "applications-in-person",
        "postal_mail_applications": "applications-by-mail",
        "other_applications": "applications-by-other",
    }
    store = open_store()
    load([shared / "data" / "gc" / "gc_concordance.csv"], store, clock=at(1))
    years = ("2018-2019", "2019-2020")
    file = write(tmp_path / "services.csv", [row for row in own if row["fiscal_yr"] in years])
    take(store, file, 2)
    found = diff(store, "46/2018-2019", "46/2019-2020")
    by_year = [{row["service_id"]: row for row in own if row["fiscal_yr"] == year} for year in years]
    expected = {
        (service, indicator)
        for service in by_year[0].keys() & by_year[1].keys()
        for header, indicator in headers.items()
        if _same(by_year[0][service][header]) != _same(by_year[1][service][header])
    }
    told = {
        (figure.about.rpartition("/")[2], figure.what.rpartition("/")[2])
        for figure in found.figures
        if figure.what.rpartition("/")[2] in headers.values()
    }
    assert told == expected
    assert len(expected) > 30
    assert {each.about.rpartition("/")[2] for each in found.went} == by_year[0].keys() - by_year[1].keys()
    places = [side.location for figure in found.figures for side in (figure.before, figure.after) if side]
    assert all(place is not None and place.column for place in places)


def _same(text: str) -> str:
    """A cell's text, so that 12 and 12.0 are one number."""
    try:
        return str(float(text))
    except ValueError:
        return text.strip().upper()
