"""An answer as a workbook, a page and a picture: what they say, and that nothing in a cell does anything."""

from __future__ import annotations

import dataclasses
import io
import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from test_site_in_a_browser import OVERHANG, SCRIPTS, Look, faults

from pscvc_kg import __version__, api, cli, questions
from pscvc_kg.errors import PscvcError, UsageError
from pscvc_kg.questions import Answer
from pscvc_kg.questions.catalogue import Column, read
from pscvc_kg.render.answer import cell
from pscvc_kg.render.answer_html import answer_html
from pscvc_kg.render.answer_xlsx import answer_xlsx
from pscvc_kg.render.pictures import answer_svg
from pscvc_kg.render.pictures.bars import MOST_BARS
from pscvc_kg.render.pictures.lanes import lanes, loops
from pscvc_kg.render.pictures.shapes import WIDTH
from pscvc_kg.render.words import LANGUAGES

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = [name for name, question in questions.questions().items() if question.picture]
OVER = """() => {
  const over = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 &&
    a.top < b.bottom - 4 && b.top < a.bottom - 4;
  const all = [...document.querySelectorAll('svg text')].filter(t => t.textContent)
    .map(t => [t.textContent, t.getBoundingClientRect()]);
  return all.flatMap(([t, a], i) => all.slice(i + 1).filter(([, b]) => over(a, b)).map(([u]) => [t, u]));
}"""
"""Which texts of a picture stand over each other."""
Ask = Callable[..., Answer]


def needed(name: str) -> dict[str, str]:
    """The examples of the parameters that a question cannot do without."""
    return {one.name: one.example for one in questions.question(name).parameters if one.required}


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with api.shipped() as graph:
        yield graph.ask


def texts(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{SVG}text")]


def test_questions_with_a_picture_are_those_that_have_one() -> None:
    assert DRAWN == [
        "chain-links",
        "chain-not-comparable",
        "chains-across-organizations",
        "channels-by-organization",
        "claims-on-proposition",
        "client-groups-by-organizations",
        "confidence-in-institutions",
        "disputed-propositions",
        "engagement-over-years",
        "hand-overs",
        "hypotheses-between",
        "innovation-lineage",
        "link-for-and-against",
        "not-comparable",
        "organization-over-years",
        "organizations-depend-on",
        "propositions-on-organizations",
        "shared-arrangements",
        "standards-missed",
        "transfer-payments",
        "trust-beside-satisfaction",
        "trust-between-organizations",
        "what-is-handed-over",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_says_what_is_needed_to_cite_it(ask: Ask, name: str, lang: str) -> None:
    answer = ask(name, lang=lang, **needed(name))
    svg = answer_svg(answer, lang)
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == answer.question.summary[lang]
    assert root.findtext(f"{SVG}desc")
    said = " ".join(texts(svg))
    assert f"{name} {answer.question.version}, pscvc_kg {__version__}" in said
    assert answer.as_of is not None
    assert answer.as_of[:4] in said
    assert {source.licence for source in answer.sources} >= {"CC BY 4.0"}
    named = [source.title in said and (source.licence or "") in said for source in answer.sources]
    assert all(named) if answer.rows else not any(named)
    assert svg == answer_svg(ask(name, lang=lang, **needed(name)), lang)


def test_a_bar_is_as_long_as_its_number(ask: Ask) -> None:
    answer = ask("standards-missed")
    root = ET.fromstring(answer_svg(answer, "en"))
    lengths = [float(one.get("width", "")) for one in root.iter(f"{SVG}rect") if one.get("height") == "22"]
    numbers = [row["missed"] for row in answer.records()]
    assert [round(length / lengths[0] * 9) for length in lengths] == numbers
    assert numbers[0] == 9


def test_bars_that_are_left_out_are_said(ask: Ask) -> None:
    answer = ask("standards-missed")
    many = dataclasses.replace(answer, rows=answer.rows * 3, iris=answer.iris * 3)
    assert any(
        f"the first {MOST_BARS} of {len(many.rows)} rows are drawn" in one
        for one in texts(answer_svg(many, "en"))
    )
    at = [column.name for column in answer.columns].index("missed")
    blank = tuple(None if index == at else value for index, value in enumerate(answer.rows[0]))
    fewer = dataclasses.replace(answer, rows=(blank, *answer.rows[1:]))
    assert any("rows without a number, not drawn: 1" in one for one in texts(answer_svg(fewer, "en")))


@pytest.mark.parametrize("chain", ["birth-of-a-child", "child-benefit", "child-passport"])
def test_a_chain_is_drawn_whole_and_nothing_overlaps(ask: Ask, chain: str) -> None:
    answer = ask("hand-overs", chain=chain)
    said = " ".join(texts(answer_svg(answer, "en")))
    for number, row in enumerate(answer.records(), 1):
        assert f"{number} {row['object']} ({row['from_stage']}" in said
    links = [
        ((str(one["from"]), str(one["from_stage"])), (str(one["to"]), str(one["to_stage"])))
        for one in answer.records()
    ]
    plan = lanes(links, 100)
    assert {name for name, _, _ in plan.bands} == {owner for link in links for owner, _ in link}
    for a in plan.boxes:
        for b in plan.boxes:
            apart = (
                a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
            )
            assert a is b or apart
    assert all(line.back or line.start[0] < line.end[0] for line in plan.lines)
    for line in plan.lines:  # what runs past a column runs where no box stands
        if run := re.search(r"([\d.]+) H", line.way):
            assert not any(box.y <= float(run[1]) <= box.y + box.height for box in plan.boxes)


def test_a_loop_is_drawn_once_and_said(ask: Ask) -> None:
    assert loops([("a", "b"), ("b", "c"), ("c", "a"), ("a", "a")]) == {2, 3}
    answer = ask("hand-overs", chain="child-benefit")
    names = [column.name for column in answer.columns]
    row = dict(zip(names, answer.rows[0], strict=True))
    back = row | {
        "from": row["to"],
        "from_stage": row["to_stage"],
        "to": row["from"],
        "to_stage": row["from_stage"],
    }
    rows = (answer.rows[0], tuple(back[name] for name in names))
    svg = answer_svg(dataclasses.replace(answer, rows=rows, iris=answer.iris[:1] * 2), "en")
    assert " ".join(texts(svg)).count("goes back to an earlier stage") == 1
    assert svg.count("stroke-dasharray") == 1


def test_a_question_without_a_picture_says_which_forms_there_are(ask: Ask) -> None:
    with pytest.raises(UsageError, match=r"no-online-step.*no picture.*html or xlsx"):
        answer_svg(ask("no-online-step"), "en")


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        ("{kind: cake, label: [chain], value: stages}", "no picture is of the kind 'cake'"),
        ("{kind: bars, label: [chain]}", "says exactly: kind, label, value"),
        ("{kind: bars, label: [chain], value: weight}", "names 'weight', which is no column"),
        ("{kind: bars, label: [chain], value: [stages, crossing]}", "'value' is one column"),
        ("bars", "mapping"),
        ("{kind: flow, from: chain, to: chain}", "exactly: kind, from, to, value; it may say: slice."),
        (
            "{kind: matrix, row: chain, column: chain, mark: chain}",
            "'mark' is written as {column: [code, …]}",
        ),
        ("{kind: bars, label: [chain], value: {stages: [a]}}", "'value' is written as a column"),
    ],
)
def test_a_wrong_picture_is_refused_with_a_sentence(tmp_path: Path, picture: str, said: str) -> None:
    text = questions.question("chains-across-organizations")
    path = tmp_path / "wrong.rq"
    source = Path(__file__).parent.parent / f"queries/questions/{text.name}.rq"
    path.write_text(
        re.sub(r"(?m)^#\+ picture: .*$", f"#+ picture: {picture}", source.read_text("utf-8")), "utf-8"
    )
    with pytest.raises(PscvcError, match=re.escape(said)):
        read(path)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_workbook_holds_the_answer_cell_by_cell(ask: Ask, lang: str) -> None:
    answer = ask("standards-missed", lang=lang, organization="cra-arc")
    data = answer_xlsx(answer, lang)
    assert data == answer_xlsx(answer, lang)
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows, about = book.worksheets
    assert [cell.value for cell in rows[1]] == [column.label[lang] for column in answer.columns]
    assert rows.freeze_panes == "A2"
    assert (
        rows.auto_filter.ref == f"A1:{rows.cell(1, len(answer.columns)).column_letter}{len(answer.rows) + 1}"
    )
    for line, (row, iris) in enumerate(zip(answer.rows, answer.iris, strict=True), 2):
        for at, (column, value, iri) in enumerate(zip(answer.columns, row, iris, strict=True), 1):
            cell = rows.cell(line, at)
            assert cell.value == (float(value) if isinstance(value, Decimal) else value)
            assert (cell.hyperlink.target if cell.hyperlink else None) == iri
            if column.unit == "share":
                assert cell.number_format == "0.##%"
    said = "\n".join(str(cell.value) for row in about for cell in row if cell.value)
    for text in (answer.question.summary[lang], answer.question.description[lang], "Open Government Licence"):
        assert text in said
    assert f"{answer.question.name} {answer.question.version}" in said
    assert all(line in said for line in answer.query.splitlines())


def hostile(answer: Answer) -> Answer:
    """An answer with cells that would do something, dates and numbers that a sheet would change."""
    cells: tuple[Any, ...] = (
        '=HYPERLINK("http://x.example/","a")', "+1+1", "-2", "@SUM(A1)", "\x1b[2Jred\x00",
        "<script>alert(1)</script>",
        "2024-02-29", "2023-02-30",
        True, 12345678901234567890, Decimal("0.4091"),
    )  # fmt: skip
    columns = tuple(Column(f"c{at}", {"en": f"=C{at}", "fr": f"=C{at}"}, "text") for at in range(len(cells)))
    return dataclasses.replace(answer, columns=columns, rows=(cells,), iris=((None,) * len(cells),))


def test_no_cell_is_a_formula_and_no_number_changes(ask: Ask) -> None:
    answer = hostile(ask("services-without-standards"))
    rows = openpyxl.load_workbook(io.BytesIO(answer_xlsx(answer, "en"))).worksheets[0]
    assert {cell.data_type for row in rows for cell in row} == {"s", "n", "d"}
    values = [cell.value for cell in rows[2]]
    assert values[:4] == list(answer.rows[0][:4])
    assert values[4] == "\ufffd[2Jred\ufffd"
    assert isinstance(values[6], datetime)
    assert values[6].date() == date(2024, 2, 29)
    assert values[7:] == ["2023-02-30", "yes", "12345678901234567890", 0.4091]


@pytest.mark.libreoffice
def test_libreoffice_reads_what_we_wrote(ask: Ask, libreoffice: Path, tmp_path: Path) -> None:
    answer = ask("standards-missed")
    (tmp_path / "answer.xlsx").write_bytes(answer_xlsx(answer, "en"))
    home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
    subprocess.run(
        [libreoffice, home,
         "--headless", "--convert-to", "csv", "--outdir", tmp_path,
         tmp_path / "answer.xlsx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    lines = (tmp_path / "answer.csv").read_text("utf-8").splitlines()
    assert len(lines) == len(answer.rows) + 1
    assert lines[1].startswith(
        "Employment and Social Development Canada,Fiscal year 2023-2024,22,22,9,40.91%"
    )


def page_of(ask: Ask, name: str, lang: str = "en", **values: str) -> str:
    return answer_html({one: ask(name, lang=one, **values) for one in LANGUAGES}, lang)


def test_a_page_has_both_languages_and_escapes_cells(ask: Ask) -> None:
    page = page_of(ask, "standards-missed")
    assert page.count("<svg ") == 2
    assert "Emploi et Développement social Canada" in page
    assert "40,91" in page
    assert "40.91%" in page
    assert page == page_of(ask, "standards-missed")
    answer = hostile(ask("services-without-standards"))
    written = answer_html(dict.fromkeys(LANGUAGES, answer), "en")
    assert "<script" not in written
    assert "&lt;script&gt;" in written


@pytest.mark.browser
@pytest.mark.parametrize(
    "name",
    [
        "channels-by-organization",
        "disputed-propositions",
        "hand-overs",
        "organizations-depend-on",
        "services-without-standards",
        "standards-missed",
    ],
)
def test_a_page_is_sound_in_a_browser(ask: Ask, look: Look, tmp_path: Path, name: str) -> None:
    path = tmp_path / "answer.html"
    path.write_text(page_of(ask, name), "utf-8")
    asked: set[str] = set()
    with look(360, "light") as page:
        page.on("request", lambda request: asked.add(request.url))
        page.goto(path.as_uri())
        assert page.evaluate(SCRIPTS) == []
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 720})
            for lang in LANGUAGES:
                page.locator(f"#show-{lang}").check()
                assert page.evaluate(OVERHANG) <= 0
                assert page.locator("svg:visible").count() == (name in DRAWN)
            assert faults(page) == []
    assert asked == {path.as_uri()}


@pytest.mark.browser
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", DRAWN)
def test_no_text_of_a_picture_leaves_it(ask: Ask, look: Look, name: str, lang: str) -> None:
    with look(WIDTH, "light") as page:
        page.set_content(answer_svg(ask(name, lang=lang, **needed(name)), lang))
        assert page.evaluate(OVER) == []
        out = page.evaluate(
            "() => { const s = document.querySelector('svg').getBoundingClientRect();"
            " return [...document.querySelectorAll('svg text')].filter(t => {"
            " const r = t.getBoundingClientRect();"
            " return r.width && (r.left < s.left || r.right > s.right || r.bottom > s.bottom) })"
            ".map(t => t.textContent) }"
        )
    assert out == []


def test_the_command_writes_each_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form, start in (("xlsx", b"PK"), ("html", b"<!DOCTYPE html>"), ("svg", b"<svg ")):
        target = tmp_path / f"answer.{form}"
        assert cli.run(["ask", "standards-missed", "--format", form, "-o", str(target)]) == 0
        assert target.read_bytes().startswith(start)
    assert cli.run(["ask", "no-online-step", "--format", "svg"]) == 2
    assert cli.run(["ask", "--format", "xlsx"]) == 2
    assert "has no picture" in capsys.readouterr().err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_draw_writes_the_whole_chain(tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str) -> None:
    target = tmp_path / "chain.svg"
    assert cli.run(["draw", "child-benefit", "--lang", lang, "-o", str(target)]) == 0
    svg = target.read_text("utf-8")
    with api.shipped() as graph:
        answer = graph.ask("chain-links", chain="child-benefit", lang=lang)
        crossing = graph.ask("hand-overs", chain="child-benefit", lang=lang).rows
    assert svg == answer_svg(answer, lang)
    assert set(crossing) < set(answer.rows)
    assert all(row["from"] == row["to"] for row in answer.records() if tuple(row.values()) not in crossing)
    said = " ".join(texts(svg)).replace("- ", "-")
    for number, row in enumerate(answer.records(), 1):
        assert f"{number} {row['object']} ({row['from_stage']} → {row['to_stage']})" in said
    assert int(ET.fromstring(svg).get("width", "")) == WIDTH
    capsys.readouterr()
    assert cli.run(["draw", "no such chain", "-o", str(target)]) == 2
    assert "no such chain" in capsys.readouterr().err


def test_a_whole_chain_of_four_steps_is_no_wider_than_a_slide(ask: Ask) -> None:
    svg = answer_svg(ask("chain-links", chain="birth-of-a-child"), "fr")
    root = ET.fromstring(svg)
    assert int(root.get("width", "")) == WIDTH
    where = {one.text: one for one in root.iter(f"{SVG}text") if re.match(r"\d+ \D", one.text or "")}
    assert len({one.get("x") for one in where.values()}) == 2


def test_digits_that_only_arithmetic_gave_are_not_shown() -> None:
    paid = next(one for one in questions.question("transfer-payments").columns if one.name == "paid")
    shown = {"96465222664.4299999": "96,465,222,664.43", "1000.5": "1,000.5", "0.123456": "0.123456"}
    assert {number: cell(paid, Decimal(number), "en") for number in shown} == shown


def test_the_language_of_an_answer_is_said_only_where_it_was_asked_for(ask: Ask) -> None:
    assert ask("not-comparable", lang="fr").values == {}
    assert ask("not-comparable", language="fr").values == {"language": ("fr",)}
