"""Layouts are known by their columns, and what is wrong with columns is named in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pscvc_kg import layouts
from pscvc_kg.errors import InputError, PscvcError
from pscvc_kg.layouts import ColumnProblem
from pscvc_kg.tables import Row, Table, read_tables

STANDARDS = tuple(names[0] for names in layouts.layouts()["gc-standards"].columns.values())


def table(headers: Sequence[str], file: str = "a.csv", sheet: str | None = None) -> Table:
    return Table(file, sheet, tuple(headers), (Row(2, 2, tuple("x" for _ in headers)),), "0")


@pytest.mark.parametrize("layout", layouts.layouts().values(), ids=lambda layout: layout.name)
def test_every_layout_says_who_publishes_it_under_which_licence(layout: layouts.Layout) -> None:
    assert layout.source.licence
    assert layout.source.publisher
    assert set(layout.key) <= set(layout.cells)
    assert set(layout.split) <= set(layout.cells)
    assert (layout.kind == "submission") == (layout.owner is not None and layout.period is not None)
    assert layout.kind == "submission" or layout.part is not None


def test_headers_that_differ_in_capitals_only_are_two_columns_where_the_layout_names_both() -> None:
    headers = ["Question.Abbreviated", "Question", "nTheme", "QUESTION", "Theme"]
    found = layouts.recognise(table(headers))
    assert found.layout.name == "gc-staff-survey-questions"
    assert found.problems == ()
    assert found.columns == {"question": 3, "wording": 1, "short": 0}
    again = layouts.recognise(table([*headers, "QUESTION"]))
    assert again.problems == (ColumnProblem("repeated", "QUESTION"),)


def test_columns_may_stand_in_any_order_and_any_letter_case() -> None:
    headers = [name.upper() + " " for name in reversed(STANDARDS)]
    found = layouts.recognise(table(headers))
    assert found.layout.name == "gc-standards"
    assert found.problems == ()
    assert found.columns["owner_org"] == 0


def test_a_missing_column_is_named_and_the_layout_still_known() -> None:
    found = layouts.recognise(table([name for name in STANDARDS if name != "target_met"]))
    assert found.problems == (ColumnProblem("missing", "target_met"),)
    assert "target_met" not in found.columns


def test_a_renamed_column_is_named_with_the_header_that_stands_for_it() -> None:
    found = layouts.recognise(table(["targt_met" if name == "target_met" else name for name in STANDARDS]))
    assert found.problems == (ColumnProblem("renamed", "target_met", "targt_met"),)


def test_an_unknown_column_is_named_with_the_nearest_known_one() -> None:
    found = layouts.recognise(table([*STANDARDS, "total_volumes", "weather"]))
    assert found.problems == (
        ColumnProblem("unknown", "total_volumes", "total_volume"),
        ColumnProblem("unknown", "weather"),
    )


def test_a_repeated_column_is_named_and_its_first_is_read() -> None:
    found = layouts.recognise(table([*STANDARDS, "channel"]))
    assert found.problems == (ColumnProblem("repeated", "channel"),)
    assert found.columns["channel"] == STANDARDS.index("channel")


def test_columns_that_no_question_asks_are_known_and_no_problem() -> None:
    assert layouts.recognise(table([*STANDARDS, "comments_en", "owner_org_title"])).problems == ()


def test_half_a_table_is_still_the_layout_that_it_resembles_most() -> None:
    found = layouts.recognise(table(STANDARDS[:9]))
    assert found.layout.name == "gc-standards"
    assert {problem.kind for problem in found.problems} == {"missing"}


def test_a_strange_table_is_refused_in_one_sentence_with_the_layouts_that_are_known() -> None:
    with pytest.raises(InputError, match=r"^a\.csv: none of its headers .* \(.*gc-services.*\); check .*\.$"):
        layouts.recognise(table(["colour", "size"]))


def test_a_table_of_no_known_layout_is_refused_with_the_nearest_and_what_it_lacks() -> None:
    headers = ["fiscal_yr", "service_id", "colour", "size", "weight"]
    with pytest.raises(
        InputError, match=r"sheet \"May\": .* nearest is 'gc-service-programmes', .*'program_id'"
    ):
        layouts.recognise(table(headers, sheet="May"))


def test_a_file_name_that_must_say_the_year_and_does_not_is_refused_with_an_example() -> None:
    example = Path(__file__).parent / "mappings" / "gc-programme-list" / "cp-pc-2425-eng.csv"
    (whole,) = read_tables(example, name="programmes.csv")
    with pytest.raises(InputError, match=r"^programmes\.csv: .*year and edition.*'cp-pc-2425-eng\.csv'\.$"):
        layouts.recognise(whole)


def test_the_file_name_says_which_part_of_the_source_a_table_is() -> None:
    folder = Path(__file__).parent / "mappings"
    (programmes,) = read_tables(folder / "gc-programme-list" / "cp-pc-2425-fra.csv")
    assert layouts.recognise(programmes).part() == "2425-fra"
    (registry,) = read_tables(folder / "gc-service-registry" / "registry.csv")
    assert layouts.recognise(registry).part() == "all"


HEADER = """\
#+ summary: s
#+ label: {en: a, fr: b}
#+ kind: source
#+ source: {title: {en: a, fr: b}, licence: none}
#+ columns: [a]
#+ part: all
#+ iris: {thing: "ca/thing/{a}"}
#+ record: thing
"""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("#+ part", "#+ prt"), r"unknown header key 'prt'; is it 'part'\?"),
        (("#+ record: thing\n", ""), "header key 'record' is missing"),
        (("{a}", "{b}"), "iri 'thing' uses 'b', which is no column"),
        (("record: thing", "record: other"), "'other' is named but is not under iris"),
        (("kind: source", "kind: other"), "kind is 'other'; it must be submission or source"),
        (("#+ part: all\n", ""), "a source needs the header key 'part'"),
        (
            ("{en: a, fr: b}\n#+ kind", "{en: a}\n#+ kind"),
            "header key 'label' needs a text in English and French",
        ),
        (("columns: [a]", "columns: [a"), "the `#\\+` header is no YAML at line"),
        (("#+ ", "# "), "there is no `#\\+` header"),
    ],
)
def test_a_mistake_in_a_header_is_named_with_its_file(
    tmp_path: Path, change: tuple[str, str], sentence: str
) -> None:
    path = tmp_path / "new.rq"
    path.write_text(HEADER.replace(*change), encoding="utf-8")
    with pytest.raises(PscvcError, match=f"^new.rq: {sentence}"):
        layouts.read_layout(path)


def test_a_header_without_mistakes_is_a_layout(tmp_path: Path) -> None:
    path = tmp_path / "new.rq"
    path.write_text(HEADER, encoding="utf-8")
    assert layouts.read_layout(path).columns == {"a": ("a",)}
