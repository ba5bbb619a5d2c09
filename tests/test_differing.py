"""History and differences of submissions: who said what, what became of it, and what changed, at its cell."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from submitting import (
    IDENTIFIERS,
    NAMES,
    Row,
    at,
    copied,
    make_registered,
    read_rows,
    shipped,
    take,
    take_two,
    write_rows,
)

from pscvc_kg import api
from pscvc_kg.cli import run
from pscvc_kg.cli.show import names_of
from pscvc_kg.errors import UsageError
from pscvc_kg.namespaces import DATA
from pscvc_kg.render import DIFFERENCE_FORMS, HISTORY_FORMS, difference_parts
from pscvc_kg.render.life_words import life
from pscvc_kg.render.page import Page
from pscvc_kg.resources import STORY
from pscvc_kg.store import Store, open_store
from pscvc_kg.submissions import Difference, accept, diff, history, load, withdraw
from pscvc_kg.submissions.asking import asked
from pscvc_kg.tables import column_letter
from pscvc_kg.validation import validate

REGISTERS = [IDENTIFIERS, NAMES, STORY / "organizations-en.csv", STORY / "organizations-fr.csv"]
GOLDEN = Path(__file__).parent / "cli"
SERVICE = DATA + "ca/service/"


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_registered(tmp_path_factory.mktemp("registered") / "graph", REGISTERS)


def rows() -> list[Row]:
    """The shipped services of one organization."""
    return shipped("services", "cra-arc")


@pytest.fixture
def store(registered: Path, tmp_path: Path) -> Iterator[Store]:
    """Two submissions for one year: figures, a text and an answer differ, a service came and one went."""
    with copied(registered, tmp_path / "graph") as opened:
        take_two(opened, tmp_path)
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


def names(store: Store, difference: Difference) -> dict[str, dict[str, str]]:
    return names_of(difference.iris(), api.Graph(store))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_history_and_differences_read_well(
    store: Store, lang: str, golden: Callable[[Path, str], None]
) -> None:
    found = diff(store, "cra-arc/2023-2024/1", "cra-arc/2023-2024/2")
    withdraw(store, "cra-arc", "2023-2024", reason="wrong file", by="B. Head", number=2, clock=at(4))
    told = history(store)
    called = names(store, found)
    golden(GOLDEN / f"history.{lang}.txt", HISTORY_FORMS["text"](told, lang, Page(), called))
    golden(GOLDEN / f"difference.{lang}.txt", str(DIFFERENCE_FORMS["text"](found, lang, Page(), called)))
    # A page has both languages, and opens in the one that was asked for.
    for name, page in (
        ("history", HISTORY_FORMS["html"](told, lang, Page(), called)),
        ("difference", str(DIFFERENCE_FORMS["html"](found, lang, Page(), called))),
    ):
        assert f"<title>{life(name, lang)}</title>" in page
        assert f'id="show-{lang}" checked' in page
        golden(GOLDEN / f"{name}.html", page[page.index("<main") :])


def test_the_commands_say_the_same(
    registered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("PSCVC_")]:
        monkeypatch.delenv(name)
    with copied(registered, tmp_path / "graph") as store:
        take_two(store, tmp_path)
        found = diff(store, "cra-arc/2023-2024/1", "cra-arc/2023-2024/2")
        expected = DIFFERENCE_FORMS["text"](found, "en", Page(), names(store, found))
    graph = ["--store", str(tmp_path / "graph")]
    assert run(["diff", "cra-arc/2023-2024/1", "46/2023-2024", *graph]) == 0
    assert capsys.readouterr().out == expected
    assert run(["history", "--org", "cra-arc", "--as-of", "2025-03-02", "--format", "json", *graph]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["as_of"] == "2025-03-02"
    assert [(each["number"], each["state"]) for each in content["submissions"]] == [(1, "holds")]
    assert content["loaded"] == []  # of no organization
    page = tmp_path / "history.html"
    assert run(["history", "--format", "html", "--output", str(page), "--lang", "fr", *graph]) == 0
    assert "Agence du revenu du Canada" in page.read_text(encoding="utf-8")


def test_history_lists_what_was_loaded_and_what_became_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    graph = ["--store", str(tmp_path / "graph")]
    file = tmp_path / "services.ttl"
    said = "<https://e.example/{}> a <http://purl.org/vocab/cpsv#PublicService> .\n"
    for number in (1, 2):
        file.write_text("".join(said.format(each) for each in range(number)), encoding="utf-8")
        assert run(["load", str(file), *graph]) == 0
    capsys.readouterr()
    assert run(["history", "--format", "json", *graph]) == 0
    loaded = json.loads(capsys.readouterr().out)["loaded"]
    assert [(each["part"], each["file"], each["records"], each["state"]) for each in loaded] == [
        ("cpsv-ap/services", "services.ttl", 2, "holds"),
        ("cpsv-ap/services", "services.ttl", 1, "replaced"),
    ]
    assert run(["withdraw", "services.ttl", "--reason", "tried", *graph]) == 0
    capsys.readouterr()
    for lang, heading, became in (
        ("en", "Loaded registers and catalogues", "withdrawn on"),
        ("fr", "Registres et catalogues chargés", "retiré le"),
    ):
        assert run(["history", "--lang", lang, *graph]) == 0
        text = capsys.readouterr().out
        assert heading in text
        assert text.count(became) == 2
        assert text.count("services.ttl") == 2
        assert run(["history", "--lang", lang, "--format", "html", *graph]) == 0
        page = capsys.readouterr().out
        assert heading in page
        assert page.count("services.ttl") >= 2


def test_a_page_runs_nothing_that_a_cell_says(empty: Store, tmp_path: Path) -> None:
    lines = [dict(row) for row in rows()[:1]]
    take(empty, write_rows(tmp_path / "a.csv", lines), 2)
    lines[0]["service_description_en"] += " <script>alert(1)</script>"
    take(empty, write_rows(tmp_path / "b.csv", lines), 3)
    found = diff(empty, "cra-arc/2023-2024/1", "cra-arc/2023-2024/2")
    page = str(DIFFERENCE_FORMS["html"](found, "en", Page(), names(empty, found)))
    assert "<script" not in page
    assert "<ins>" in page
    assert "default-src &#39;none&#39;" in page


def test_tables_and_data_have_every_difference(store: Store) -> None:
    found = diff(store, "cra-arc/2023-2024/1", "cra-arc/2023-2024/2")
    table = DIFFERENCE_FORMS["csv"](found, "en", Page(), names(store, found))
    assert isinstance(table, bytes)
    lines = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert len(lines) == len(found.figures) + len(found.came) + len(found.went)
    assert {line["what"] for line in lines} == {"changed", "came", "went"}
    content = json.loads(DIFFERENCE_FORMS["json"](found, "en", Page(), {}))
    assert len(content["figures"]) == len(found.figures)


def standards() -> list[Row]:
    """The shipped standards of the same services."""
    own = {row["service_id"] for row in rows()[:3]}
    return [row for row in shipped("standards", "cra-arc") if row["service_id"] in own]


@pytest.fixture
def empty(registered: Path, tmp_path: Path) -> Iterator[Store]:
    """The registers alone."""
    with copied(registered, tmp_path / "empty") as opened:
        yield opened


def take_all(store: Store, files: list[Path], day: int) -> None:
    report = validate(files, store=store, as_of="2025-03-01")
    assert not accept(files, report, store, hold=True, clock=at(day)).refused


def cells(difference: Difference) -> dict[str, tuple[tuple[str | None, int | None, str | None], ...]]:
    """By what a figure is, the file, row and header of each side."""
    return {
        figure.what.rpartition("/")[2].rpartition("#")[2]: tuple(
            (place.file, place.row, place.header) if (place := side.location) else (None, None, None)
            for side in (figure.before, figure.after)
        )
        for figure in difference.figures
    }


def test_cells_are_those_of_the_file_that_holds_and_not_of_one_that_it_replaced(
    empty: Store, tmp_path: Path
) -> None:
    """What holds comes from two submissions, and both had a file in the layout of services."""
    lines = [dict(row) for row in rows()[:3]]
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    first = [
        write_rows(tmp_path / "1" / "services.csv", lines),
        write_rows(tmp_path / "standards.csv", standards()),
    ]
    take_all(empty, first, 2)
    lines[0]["num_applications_online"] = "987654"
    take(empty, write_rows(tmp_path / "2" / "services.csv", lines[::-1]), 3)
    _second, first_told = history(empty)
    assert (first_told.state, first_told.replaced_by, first_told.standing) == (
        "partly-replaced",
        (2,),
        ("gc-standards",),
    )
    found = diff(empty, "cra-arc/2023-2024/1", "cra-arc/2023-2024")
    assert [each.number for each in found.after] == [2, 1]
    assert cells(found)["applications-online"] == (
        ("services.csv", 2, "num_applications_online"),
        ("services.csv", 4, "num_applications_online"),
    )
    assert not found.came
    assert not found.went


def test_what_one_of_them_could_not_say_is_not_compared(empty: Store, tmp_path: Path) -> None:
    lines = [dict(row) for row in rows()[:3]]
    take_all(
        empty, [write_rows(tmp_path / "a.csv", lines), write_rows(tmp_path / "standards.csv", standards())], 2
    )
    lines[0]["num_applications_online"] = "987654"
    take(empty, write_rows(tmp_path / "b.csv", lines), 3)
    found = diff(empty, "cra-arc/2023-2024/1", "cra-arc/2023-2024/2")
    assert (found.came, found.went) == ((), ())
    assert {each.what.rpartition("/")[2] for each in found.figures} == {"applications-online"}
    [alone] = found.uncompared
    assert (alone.after, alone.what.rpartition("#")[2]) == (False, "ServiceStandard")
    assert alone.count == len({row["service_standard_id"] for row in standards()})


def test_an_emptied_cell_is_a_figure_that_went_and_leads_to_the_empty_cell(
    empty: Store, tmp_path: Path
) -> None:
    first = [dict(row) for row in rows()[:2]]
    second = [dict(row) for row in first]
    first[0] |= {"num_applications_online": "12", "special_remarks_en": ""}
    second[0] |= {"num_applications_online": "", "special_remarks_en": "Now there is one."}
    take(empty, write_rows(tmp_path / "a.csv", first), 2)
    take(empty, write_rows(tmp_path / "b.csv", second), 3)
    found = diff(empty, "cra-arc/2023-2024/1", "cra-arc/2023-2024/2")
    [gone], [added] = found.gone, found.added
    assert gone.after.location is not None
    assert added.before.location is not None
    assert (gone.after.location.file, gone.after.location.header) == ("b.csv", "num_applications_online")
    assert (added.before.location.file, added.before.location.header) == ("a.csv", "special_remarks_en")
    assert not found.changed
    # Both empty is no difference, and no figure.
    third = [dict(row) for row in second]
    third[1]["num_website_visits"] = "3"
    take(empty, write_rows(tmp_path / "c.csv", third), 4)
    assert len(diff(empty, "cra-arc/2023-2024/2", "cra-arc/2023-2024/3").figures) == 1


def test_it_is_compared_as_it_stood(store: Store) -> None:
    found = diff(store, "cra-arc/2023-2024", "cra-arc/2023-2024/1", as_of="2025-03-02")
    assert (found.figures, [each.number for each in found.before]) == ((), [1])
    with pytest.raises(UsageError, match="held on 2025-03-01"):
        diff(store, "cra-arc/2023-2024", "cra-arc/2023-2024", as_of="2025-03-01")
    with pytest.raises(UsageError, match="there is no submission 2"):
        diff(store, "cra-arc/2023-2024/1", "cra-arc/2023-2024/2", as_of="2025-03-02")


def test_of_a_file_that_is_gone_the_row_is_told(empty: Store, tmp_path: Path) -> None:
    """Two organizations in one file: withdrawing one of them removes the file."""
    other = shipped("services", "cic")
    take(empty, write_rows(tmp_path / "both.csv", [*other, *rows()]), 2)
    mine, number = rows(), 2 + len(other)
    mine[0]["num_applications_online"] = "987654"
    take(empty, write_rows(tmp_path / "mine.csv", mine), 3)
    withdraw(empty, "cic", "2023-2024", reason="wrong", clock=at(4))
    found = diff(empty, "cra-arc/2023-2024/1", "cra-arc/2023-2024/2")
    assert found.lost == ("both.csv",)
    assert cells(found)["applications-online"] == (
        ("both.csv", number, None),
        ("mine.csv", 2, "num_applications_online"),
    )
    text = str(DIFFERENCE_FORMS["text"](found, "en", Page(), names(empty, found)))
    assert "No longer kept" in text
    assert "both.csv" in text


def test_of_what_was_held_whole_the_history_names_the_file(empty: Store, tmp_path: Path) -> None:
    lines = [{**row, "fiscal_yr": "2023-2024", "service_name_en": ""} for row in rows()[:2]]
    take(empty, write_rows(tmp_path / "held.csv", lines), 2)
    [told] = history(empty)
    assert (told.state, told.held, [title for title, _ in told.files]) == ("nothing-taken", 2, ["held.csv"])
    with pytest.raises(UsageError, match="every record was held"):
        diff(empty, "cra-arc/2023-2024/1", "cra-arc/2023-2024/1")


def test_each_is_replaced_by_the_next(empty: Store, tmp_path: Path) -> None:
    for day, value in enumerate(("1", "2", "3"), start=2):
        lines = [{**row, "num_applications_online": value} for row in rows()[:1]]
        take(empty, write_rows(tmp_path / f"{day}.csv", lines), day)
    assert [each.replaced_by for each in history(empty, period="2023-2024")] == [(), (3,), (2,)]
    assert [each.state for each in history(empty, as_of="2025-03-03")] == ["holds", "replaced"]
    assert history(empty, period="fy-2023-2024") == history(empty)


def test_a_chain_in_a_template_is_compared_too(empty: Store) -> None:
    """What is about no report counts as well: the layouts of the template can say it."""
    told = asked(["template-chains", "template-stages", "template-handovers"])
    assert any(kind.endswith("#ChainLink") for kind in told.kinds)
    assert any(what.endswith("#transfers") for _kind, what, *_ in told.figures)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("the same and more", "the same and less", ("the same and ", "more", "less", "")),
        ("a b c", "a x c", ("a ", "b", "x", " c")),
        ("a b", "a b c", ("a b", "", " c", "")),
        ("same", "same", ("same", "", "", "")),
    ],
)
def test_of_two_texts_whole_words_are_marked(old: str, new: str, shown: tuple[str, ...]) -> None:
    assert difference_parts.parts(old, new) == shown


def test_two_years_of_one_department_differ_as_their_cells_do(shared: Path, tmp_path: Path) -> None:
    """The volumes of two years, compared here in plain Python, cell by cell."""
    own = [
        row for row in read_rows(shared / "data" / "gc" / "services_2016-2020.csv") if row["org_id"] == "46"
    ]
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
    file = write_rows(tmp_path / "services.csv", [row for row in own if row["fiscal_yr"] in years])
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
    hold_what_is_said(found, {file.name: file})


def hold_what_is_said(found: Difference, files: dict[str, Path]) -> None:
    """Each cell that is named, read here in plain Python, holds the value that is told."""
    tables = {}
    for name, file in files.items():
        with file.open(encoding="utf-8-sig", newline="") as source:
            tables[name] = list(csv.reader(source))
    checked = 0
    for figure in found.figures:
        for side in (figure.before, figure.after):
            if side.computed_from:
                continue
            place = side.location
            assert place is not None
            assert place.row is not None
            assert place.column is not None
            column = tables[place.file][0].index(str(place.header))
            assert place.column == column_letter(column)
            cell = tables[place.file][place.row - 1][column]
            numbers = [term.value for term in side.values if (term.datatype or "").endswith("decimal")]
            for number in numbers:
                assert float(cell) in (float(number), pytest.approx(float(number) * 100)), (figure, cell)
            for term in side.values:
                if term.kind == "literal" and term.language:
                    assert cell.strip() == term.value
            checked += len(side.values)
    assert checked > 100


def test_a_year_of_the_old_layout_differs_from_one_of_the_new_as_their_cells_do(
    shared: Path, tmp_path: Path
) -> None:
    """Two years in two layouts, services and standards: compared here in plain Python, cell by cell."""
    folder = shared / "data" / "gc"
    files, years = {}, ("2019-2020", "2023-2024")
    read: list[dict[str, dict[str, str]]] = []
    for name, owner, mine, year in (
        ("services_2016-2020.csv", "org_id", "46", years[0]),
        ("si_2024.csv", "owner_org", "cra-arc", years[1]),
        ("standards_2017-2020.csv", "org_id", "46", years[0]),
        ("ss_2024.csv", "owner_org", "cra-arc", years[1]),
    ):
        own = [row for row in read_rows(folder / name) if row[owner] == mine and row["fiscal_yr"] == year]
        files[name] = write_rows(tmp_path / name, own)
        read.append({row["service_id"]: row for row in own})
    store = open_store()
    registers = ["gc_concordance.csv", "org_var.csv"]
    load([folder / name for name in registers if (folder / name).exists()], store, clock=at(1))
    report = validate(list(files.values()), store=store, as_of="2025-03-01")
    receipt = accept(list(files.values()), report, store, hold=True, clock=at(2))
    held = {(each.location.file, each.key[-1]) for each in receipt.held}
    found = diff(store, "46/2019-2020", "46/2023-2024")
    pairs = {
        "applications-online": ("online_applications", "num_applications_online"),
        "applications-by-phone": ("telephone_applications", "num_applications_by_phone"),
        "applications-in-person": ("in_person_applications", "num_applications_in_person"),
        "applications-by-mail": ("postal_mail_applications", "num_applications_by_mail"),
        "applications-by-other": ("other_applications", "num_applications_by_other"),
        "phone-enquiries": ("calls_received", "num_phone_enquiries"),
        "website-visits": ("web_visits_info_service", "num_website_visits"),
        "account-registration": ("e_registration", "os_account_registration"),
        "issuance": ("e_issuance", "os_issuance"),
    }
    kept = [
        {key: row for key, row in read[at_].items() if (name, key) not in held}
        for at_, name in ((0, "services_2016-2020.csv"), (1, "si_2024.csv"))
    ]
    expected = {
        (service, what)
        for service in kept[0].keys() & kept[1].keys()
        for what, (old, new) in pairs.items()
        if _same(kept[0][service][old]) != _same(kept[1][service][new])
    }
    told = {
        (figure.about.rpartition("/")[2], figure.what.rpartition("/")[2])
        for figure in found.figures
        if figure.what.rpartition("/")[2] in pairs
    }
    assert told == expected
    assert len(expected) > 50
    services = [
        {each.about.rpartition("/")[2] for each in several if each.about.startswith(SERVICE)}
        for several in (found.went, found.came)
    ]
    assert services == [kept[0].keys() - kept[1].keys(), kept[1].keys() - kept[0].keys()]
    hold_what_is_said(found, files)
    lacking = {each.what.rpartition("/")[2] for each in found.uncompared}
    assert {"applications-by-email", "applications-by-fax", "automated-decision"} <= lacking


def _same(text: str) -> str:
    """A cell's text, so that 12 and 12.0 are one number."""
    try:
        return str(float(text))
    except ValueError:
        return text.strip().upper()
